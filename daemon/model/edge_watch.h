// Edges: what this office is tied to (carriers' interfaces, pulls, links, receivers of webhooks), and the
// alarm when one has been broken for a while. Knows no edge itself: it is told their states. One thread.
#pragma once
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "daemon/base/clock.h"

namespace huiyin {

struct EdgeState {
  std::string kind;  // "send", "pull", "link", "webhook"
  std::string name;  // of the account, "account plan", or the receiver
  bool broken = false;
  std::string fault;  // the last one; may be empty

  std::string id() const { return kind + "/" + name; }
};

class EdgeWatch {
 public:
  using Steady = std::chrono::steady_clock::time_point;
  // An alarm is told once, when an edge has been broken for `after` without a pause.
  explicit EdgeWatch(Millis after) : after_(after) {}
  void set(Millis after) { after_ = after; }

  struct Change {
    EdgeState edge;
    bool alarm = false;  // else it is mended
    Millis lasted{};     // how long it has been, or was, broken
  };
  // What has changed since the last look: alarms begun and ended. An edge that is no longer told of is gone
  // and mended.
  std::vector<Change> look(const std::vector<EdgeState>& edges, Steady now);
  // Standing alarms, as they were told.
  std::vector<EdgeState> alarms() const;

 private:
  struct Trouble {
    EdgeState edge;
    Steady since;
    bool told = false;
  };
  Millis after_;
  std::map<std::string, Trouble> troubles_;  // by id
};

}  // namespace huiyin
