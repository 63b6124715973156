// The bounds of the bus: what one client can ask of it. Stated in docs/bus.md.
#pragma once
#include <cstddef>

#include "daemon/base/clock.h"

namespace huiyin {

struct ServiceLimits {
  int events = 1'000;                      // a replay's or fetch's most
  std::size_t answer_bytes = 1024 * 1024;  // of events in one answer; at least one event is given
  int looked_at = 10'000;                  // journal rows that one request may look at
  Millis wait{30'000};                     // a fetch's longest wait
  std::size_t waiting = 256;               // fetches that may wait at once; one a consumer
  std::size_t writes = 1'000;              // commands, acks and pages becoming durable at once
  std::size_t pages = 64;                  // of these, pages of events
  std::size_t consumers = 200;
  std::int64_t dead_letters = 10'000;         // of one consumer
  Millis holder_silent{10'000};               // after it, a consumer's holder counts as gone
  double requests_a_second = 5'000;           // of one client; as many in a burst
  std::size_t unread_answers = 64;            // in a client's pipe
  std::size_t held_answers = 4'096;           // beyond the pipes, of all clients
  std::size_t held_bytes = 32 * 1024 * 1024;  // of those
  Millis held_for{10'000};                    // then they are dropped
  std::int64_t request_bytes = 1024 * 1024;
};

}  // namespace huiyin
