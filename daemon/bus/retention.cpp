#include "daemon/bus/retention.h"

#include <algorithm>

#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/store/consumers.h"

namespace huiyin {
namespace {

constexpr int kEventsAPiece = 5'000;

void tell_lost(Database& db, const Consumer& c, std::int64_t pruned, std::int64_t to, TimePoint now) {
  const std::int64_t from = std::max(c.acked, pruned) + 1;
  JsonWriter w;
  w.object().field("consumer", c.name).field("from", from).field("to", to).end();
  append_event(db, "bus.consumer.lost", "consumer/" + c.name, now, w.take());
  log_error("bus.consumer.lost", "a consumer did not acknowledge events for as long as they are held",
            {{"consumer", c.name}, {"from", from}, {"to", to}});
}

}  // namespace

Result<bool> Retention::prune(Database& db, TimePoint now) {
  const std::int64_t before = pruned_to(db);
  const std::int64_t aged = event_before(db, now - Millis(keep_));
  if (aged <= before) return false;
  const std::int64_t held = event_before(db, now - Millis(keep_) - Millis(hold_));
  const std::vector<Consumer> consumers = list_consumers(db);
  std::int64_t target = aged;
  for (const Consumer& c : consumers) target = std::min(target, c.acked);
  target = std::min(std::max(target, held), before + kEventsAPiece);
  if (target <= before) return false;
  for (const Consumer& c : consumers)
    if (c.acked < target) tell_lost(db, c, before, target, now);
  const std::int64_t gone = prune_events(db, target, kEventsAPiece);
  log_info("journal.pruned", "old events were forgotten", {{"to", target}, {"events", gone}});
  return gone > 0;
}

}  // namespace huiyin
