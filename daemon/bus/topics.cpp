#include "daemon/bus/topics.h"

#include <algorithm>

#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr std::size_t kMostTopics = 50;
constexpr std::size_t kLongestTopic = 100;

void add_once(Prefixes* list, const std::string& prefix) {
  if (std::find(list->begin(), list->end(), prefix) == list->end()) list->push_back(prefix);
}

}  // namespace

bool covered(std::string_view topic, const Prefixes& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const std::string& p) { return starts_with(topic, p); });
}

Prefixes narrowed(const Prefixes& wanted, const Prefixes& allowed) {
  Prefixes out;
  for (const std::string& w : wanted)
    for (const std::string& a : allowed)
      if (starts_with(w, a))
        add_once(&out, w);
      else if (starts_with(a, w))
        add_once(&out, a);
  return out;
}

Prefixes topics_at(const Json& request) {
  Prefixes out;
  const auto list = request.find("topics");
  if (!list) return {""};
  for (const Json& t : list->items()) {
    const std::string topic = t.text();
    if (topic.size() > kLongestTopic || topic.find(' ') != std::string::npos)
      throw BadInput(t.path(), "is not a topic prefix");
    add_once(&out, topic);
  }
  if (out.size() > kMostTopics) throw BadInput(list->path(), "has more than 50 entries");
  return out.empty() || covered("", out) ? Prefixes{""} : out;
}

}  // namespace huiyin
