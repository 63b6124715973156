#include "daemon/store/today.h"

#include "daemon/model/message_state.h"
#include "daemon/store/campaigns.h"
#include "daemon/store/followups.h"
#include "daemon/store/looks.h"

namespace huiyin {
namespace {

std::int64_t count(Database& db, std::string_view sql, Database::Args args = {}) {
  return db.integer(sql, args).value_or(0);
}

std::int64_t campaigns(Database& db, CampaignState s) {
  return count(db, "SELECT count(*) FROM campaign WHERE state = $1", {static_cast<std::int64_t>(s)});
}

}  // namespace

TodayCounts today_counts(Database& db, TimePoint from, TimePoint now) {
  TodayCounts t;
  db.each("SELECT coalesce(sum(messages), 0), coalesce(sum(messages * parts), 0) FROM cost WHERE hour >= $1",
          {to_ms(from) / 3'600'000}, [&](const Row& r) {
            t.messages_taken = r.integer(0);
            t.parts_taken = r.integer(1);
          });
  db.each("SELECT channel, count(*) FROM intake WHERE received_at >= $1 GROUP BY channel", {val(from)},
          [&](const Row& r) { t.records[r.text(0)] = r.integer(1); });
  t.answers = count(db, "SELECT count(*) FROM followup_answer WHERE at >= $1", {val(from)});
  t.opt_outs = count(db, "SELECT count(*) FROM consent WHERE at >= $1 AND state = 0", {val(from)});
  t.dangers_open = count(db, "SELECT count(*) FROM danger WHERE acknowledged_at IS NULL");
  t.clocks_overdue =
      count(db, "SELECT count(*) FROM intake_clock WHERE stopped_at IS NULL AND due_at < $1", {val(now)});
  t.dead_letters = count(db, "SELECT count(*) FROM raw_inbound WHERE state = 2");
  t.webhooks_stopped = count(db, "SELECT count(*) FROM webhook WHERE paused <> ''");
  t.campaigns_ready = campaigns(db, CampaignState::ready);
  t.campaigns_running = campaigns(db, CampaignState::running);
  t.campaigns_paused = campaigns(db, CampaignState::paused);
  t.looks_waiting = count(db, "SELECT count(*) FROM look_grant WHERE state = $1",
                          {static_cast<std::int64_t>(LookState::waiting)});
  t.answers_unclear = count(db, "SELECT count(*) FROM followup WHERE state = $1",
                            {static_cast<std::int64_t>(FollowupState::unclear)});
  t.dissatisfied_open = count(db, "SELECT count(*) FROM dissatisfied WHERE state < 3");
  t.dissatisfied_overdue =
      count(db, "SELECT count(*) FROM dissatisfied WHERE state < 3 AND due_at < $1", {val(now)});
  t.uncertain = count(db, "SELECT coalesce(sum(n), 0) FROM tally WHERE state = $1",
                      {static_cast<std::int64_t>(MessageState::uncertain)});
  return t;
}

}  // namespace huiyin
