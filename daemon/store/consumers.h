// Durable bus consumers: where each stands, who holds it, and the events it could not process.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/journal.h"

namespace huiyin {

struct Consumer {
  std::string name;
  std::vector<std::string> topics;  // prefixes; empty: all
  std::int64_t acked = 0;           // everything up to here is done with
  std::int64_t handed = 0;          // the newest seq ever given out
  std::int64_t token = 0;           // of the process that holds it
  std::string owner;                // a bus client's name; empty: this machine
  TimePoint at{};                   // of the last change
};

std::optional<Consumer> find_consumer(Database& db, std::string_view name);
std::vector<Consumer> list_consumers(Database& db);

// A consumer keeps its place for ever: attaching again changes its topics and its token, not its place. Fails
// where it is another owner's.
Result<Consumer> attach_consumer(Database& db, std::string_view name, std::string_view owner,
                                 const std::vector<std::string>& topics, std::int64_t start, TimePoint now);
// The consumer, when `token` is that of its holder; else what to tell the caller.
Result<Consumer> held_consumer(Database& db, std::string_view name, std::string_view owner,
                               std::int64_t token);
// Neither place ever goes back.
void move_consumer(Database& db, std::string_view name, std::int64_t acked, std::int64_t handed,
                   TimePoint now);
// With its dead letters. False when there is none.
bool remove_consumer(Database& db, std::string_view name);

enum class DeadState { aside = 0, again = 1 };
struct DeadEvent {
  Event event;
  std::string reason;
  DeadState state = DeadState::aside;
  std::int64_t times = 1;  // how often it was refused
  TimePoint at{};
};
// The event is copied: the journal may forget it. One that is refused again is counted on its first row.
void put_aside(Database& db, std::string_view consumer, const Event& e, std::string_view reason,
               TimePoint now);
bool move_dead(Database& db, std::string_view consumer, std::int64_t seq, DeadState from, DeadState to);
bool remove_dead(Database& db, std::string_view consumer, std::int64_t seq);
void each_dead_event(Database& db, std::string_view consumer, std::int64_t after, int limit,
                     const std::function<void(const DeadEvent&)>& dead);
// Those that are to be given again.
void each_again(Database& db, std::string_view consumer, int limit,
                const std::function<void(const DeadEvent&)>& dead);
std::optional<Event> dead_event(Database& db, std::string_view consumer, std::int64_t seq);
std::int64_t count_dead(Database& db, std::string_view consumer);

}  // namespace huiyin
