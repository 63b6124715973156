// The window of a link: which sequence numbers wait for their answer, until when, and how wide it may be now.
// Steady time in milliseconds. A lost answer gives its slot back; should it come late, it is still known.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "adapters/line/outgoing.h"

namespace huiyin::line {

struct Slot {
  std::shared_ptr<Outgoing> message;
  std::size_t part = 0;
  bool resent = false;  // under the same sequence number
};

class Window {
 public:
  void open(std::uint32_t sequence, Slot slot, Millis deadline);
  std::optional<Slot> close(std::uint32_t sequence);       // its answer came
  std::optional<Slot> close_late(std::uint32_t sequence);  // the answer came after expire()
  struct Expired {
    std::uint32_t sequence = 0;
    Slot slot;
  };
  std::vector<Expired> expire(Millis now);
  // What expire() has just given goes on waiting, as resent.
  void reopen(std::uint32_t sequence, Millis deadline);
  std::vector<Slot> drop();  // the connection ended: all that is open; what is late will never come
  int used() const { return static_cast<int>(open_.size()); }
  bool has(std::uint32_t sequence) const { return open_.contains(sequence); }
  std::optional<Millis> next_deadline() const;

 private:
  std::unordered_map<std::uint32_t, Slot> open_;
  std::deque<std::pair<Millis, std::uint32_t>> deadlines_;  // in order; answered ones are skipped
  std::unordered_map<std::uint32_t, Slot> late_;
  std::deque<std::uint32_t> late_order_;  // the oldest is forgotten first
};

// How fast the link may go: what throttling and congestion_state leave of the configured window.
class Flow {
 public:
  Flow(int window, Millis first_pause) : most_(window), limit_(window), first_pause_(first_pause) {}
  int limit() const { return limit_; }
  bool paused(Millis now) const { return now < paused_until_; }
  Millis paused_until() const { return paused_until_; }
  void accepted();
  // Of several answers of one burst the first counts.
  void throttled(Millis now);
  void congestion(std::uint32_t state, Millis now);  // 5.0: 0 idle … 100 congested
  void reset();

 private:
  void pause(Millis now);

  const int most_;
  int limit_, good_in_a_row_ = 0, pauses_in_a_row_ = 0;
  const Millis first_pause_;
  Millis paused_until_{0};
};

}  // namespace huiyin::line
