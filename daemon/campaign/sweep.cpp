#include "daemon/campaign/sweep.h"

#include "daemon/store/campaigns.h"
#include "daemon/store/messages.h"

namespace huiyin {
namespace {

// Messages that wait for a later hour are swept too.
constexpr TimePoint kEver{Millis{std::int64_t{1} << 60}};

class Sweeper {
 public:
  Sweeper(Database& db, TimePoint now, int limit) : db_(db), left_(limit), changes_(db, now) {}

  void sweep(const Campaign& c, MessageEvent event, std::string_view reason, std::int64_t* count) {
    if (left_ <= 0) {
      count_.more = true;
      return;
    }
    std::vector<MessageRow> rows;
    each_queued(db_, c.id, lane_of(c.purpose), kEver, left_, [&](const MessageRow& m) { rows.push_back(m); });
    for (const MessageRow& m : rows)
      if (changes_.apply(m, event, {.reason = reason})) ++*count;
    left_ -= static_cast<int>(rows.size());
    count_.more = count_.more || left_ <= 0;
  }

  void finish() { changes_.finish("sweep"); }
  SweepCount& count() { return count_; }

 private:
  Database& db_;
  int left_;
  MessageChanges changes_;
  SweepCount count_;
};

bool has_queued(Database& db, std::int64_t campaign_id) {
  const auto tally = tally_of(db, campaign_id);
  const auto queued = tally.find(MessageState::queued);
  return queued != tally.end() && queued->second > 0;
}

}  // namespace

Result<SweepCount> sweep_campaigns(Database& db, TimePoint now, int limit) {
  Sweeper sweeper(db, now, limit);
  for (const Campaign& c : campaigns_in(db, CampaignState::cancelled))
    if (has_queued(db, c.id)) sweeper.sweep(c, MessageEvent::cancel, "cancelled", &sweeper.count().cancelled);
  for (const CampaignState state : {CampaignState::running, CampaignState::paused})
    for (const Campaign& c : campaigns_in(db, state))
      if (now >= c.not_after) sweeper.sweep(c, MessageEvent::miss, "not_after", &sweeper.count().missed);
  sweeper.finish();
  return sweeper.count();
}

}  // namespace huiyin
