// What the bus verbs share: an event on a screen, and the hole in a sequence.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/base/json.h"
#include "daemon/ctl/verb.h"

namespace huiyin {

// The journal's seq in the CloudEvents extension `sequence` ("0000000000000042"). Throws BadInput.
std::int64_t sequence_of(const Json& event, std::string_view member = "sequence");
bool topic_wanted(const std::string& topic, const std::vector<std::string>& prefixes);
void print_event(Session& s, const Json& event);

// Watches the sequence of a stream to which nothing was filtered away before.
class GapWatch {
 public:
  struct Gap {
    std::int64_t from, to;  // the first and the last that were missed
  };
  // The event's seq; a repeat or an older one is no gap.
  std::optional<Gap> saw(std::int64_t seq);
  // A heartbeat's newest seq: events up to it should have been here.
  std::optional<Gap> newest(std::int64_t seq);

 private:
  std::int64_t last_ = -1;
};

}  // namespace huiyin
