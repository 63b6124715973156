#include "daemon/store/stories.h"

#include <algorithm>

namespace huiyin {

void each_event_of(Database& db, std::string_view subject, const std::function<void(const Event&)>& event) {
  db.each("SELECT seq, id, type, subject, time, data FROM event WHERE subject = $1 ORDER BY seq", {subject},
          [&](const Row& r) {
            event({r.integer(0), r.text(1), r.text(2), r.text(3), from_ms(r.integer(4)), r.text(5)});
          });
}

std::vector<MessageRow> messages_of_person(Database& db, std::int64_t person_id) {
  std::vector<std::int64_t> ids;
  const auto read = [&](const Row& r) { ids.push_back(r.integer(0)); };
  db.each("SELECT id FROM message WHERE person_id = $1 AND campaign_id = 0", {person_id}, read);
  std::vector<std::int64_t> campaigns;
  db.each("SELECT id FROM campaign", {}, [&](const Row& r) { campaigns.push_back(r.integer(0)); });
  for (const std::int64_t campaign : campaigns)
    db.each("SELECT id FROM message WHERE campaign_id = $1 AND campaign_id > 0 AND person_id = $2",
            {campaign, person_id}, read);
  std::sort(ids.rbegin(), ids.rend());
  std::vector<MessageRow> out;
  for (const std::int64_t id : ids)
    if (auto m = find_message(db, id)) out.push_back(std::move(*m));
  return out;
}

std::optional<TimePoint> next_try(Database& db, std::int64_t id) {
  const auto at = db.integer("SELECT not_before FROM message WHERE id = $1 AND state = 0", {id});
  if (!at) return std::nullopt;
  return from_ms(*at);
}

void each_attempt_back(Database& db, std::int64_t from, const std::function<bool(const Attempt&)>& attempt) {
  for (std::optional<std::int64_t> id = from; id;
       id = db.integer("SELECT max(id) FROM attempt WHERE id < $1", {*id})) {
    if (const auto a = find_attempt(db, *id); a && !attempt(*a)) return;
    if (*id == 0) return;
  }
}

std::string attempt_fault(Database& db, std::int64_t id) {
  return db.text("SELECT fault FROM attempt WHERE id = $1", {id}).value_or("");
}

}  // namespace huiyin
