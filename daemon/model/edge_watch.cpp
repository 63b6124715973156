#include "daemon/model/edge_watch.h"

#include <set>

namespace huiyin {

std::vector<EdgeWatch::Change> EdgeWatch::look(const std::vector<EdgeState>& edges, Steady now) {
  std::vector<Change> out;
  std::set<std::string> broken;
  const auto lasted = [now](const Trouble& t) { return std::chrono::duration_cast<Millis>(now - t.since); };
  for (const EdgeState& e : edges) {
    if (!e.broken) continue;
    broken.insert(e.id());
    Trouble& t = troubles_.try_emplace(e.id(), Trouble{e, now}).first->second;
    if (!e.fault.empty()) t.edge.fault = e.fault;
    if (t.told || now - t.since < after_) continue;
    t.told = true;
    out.push_back({t.edge, true, lasted(t)});
  }
  std::erase_if(troubles_, [&](const auto& known) {
    if (broken.count(known.first) != 0) return false;
    if (known.second.told) out.push_back({known.second.edge, false, lasted(known.second)});
    return true;
  });
  return out;
}

std::vector<EdgeState> EdgeWatch::alarms() const {
  std::vector<EdgeState> out;
  for (const auto& [id, t] : troubles_)
    if (t.told) out.push_back(t.edge);
  return out;
}

}  // namespace huiyin
