#include "daemon/store/replies.h"

namespace huiyin {
namespace {

std::vector<InboundOf> persons_and_times(Database& db, std::string_view sql, Database::Args args) {
  std::vector<InboundOf> out;
  db.each(sql, args, [&](const Row& r) { out.push_back({r.integer(0), from_ms(r.integer(1))}); });
  return out;
}

}  // namespace

std::vector<InboundOf> texts_between(Database& db, TimePoint from, TimePoint to) {
  return persons_and_times(
      db,
      "SELECT person_id, received_at FROM intake WHERE received_at >= $1 AND received_at < "
      "$2 AND channel = 'sms' AND person_id IS NOT NULL ORDER BY received_at, id",
      {val(from), val(to)});
}

std::vector<InboundOf> opt_outs_between(Database& db, TimePoint from, TimePoint to) {
  return persons_and_times(db,
                           "SELECT person_id, at FROM consent WHERE scope = 'publicity' AND channel = 'sms' "
                           "AND state = 0 AND at >= "
                           "$1 AND at < $2 "
                           "ORDER BY at, person_id",
                           {val(from), val(to)});
}

// Attempts are numbered in the order of their intents: the greatest number is the last text.
bool answers_campaign(Database& db, std::int64_t campaign_id, const InboundOf& in, Millis window) {
  const auto mine = db.integer(
      "SELECT a.id FROM message m JOIN attempt a ON a.id = m.attempt_id WHERE m.campaign_id = $1 AND "
      "m.campaign_id > 0 AND m.person_id = $2 AND m.state IN (1, 2, 3, 4, 5, 10) AND a.intent_at <= $3 AND "
      "a.intent_at > $4",
      {campaign_id, in.person_id, val(in.at), val(in.at - window)});
  if (!mine) return false;
  if (db.any("SELECT 1 FROM message m JOIN attempt a ON a.id = m.attempt_id WHERE m.person_id = $1 AND "
             "m.campaign_id = 0 AND a.id > $2 AND a.intent_at <= $3 LIMIT 1",
             {in.person_id, *mine, val(in.at)}))
    return false;
  return !db.any(
      "SELECT 1 FROM campaign c JOIN message m ON m.campaign_id = c.id AND m.campaign_id > 0 AND m.person_id "
      "= "
      "$1 JOIN attempt a ON a.id = m.attempt_id WHERE c.id <> $2 AND c.started_at <= $3 AND a.id > $4 AND "
      "a.intent_at <= $3 LIMIT 1",
      {in.person_id, campaign_id, val(in.at), *mine});
}

}  // namespace huiyin
