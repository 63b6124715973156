#include "daemon/store/recipients.h"

namespace huiyin {

void add_recipient(Database& db, const ListedRecipient& r) {
  db.run(
      "INSERT INTO recipient (campaign_id, person_id, town, language, tags) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT DO NOTHING",
      {r.campaign_id, r.person_id, null_if_empty(r.town), null_if_empty(r.language), null_if_empty(r.tags)});
}

bool has_recipients(Database& db, std::int64_t campaign_id) {
  return db.any("SELECT 1 FROM recipient WHERE campaign_id = $1 LIMIT 1", {campaign_id});
}

std::string recipient_town(Database& db, std::int64_t campaign_id, std::int64_t person_id) {
  return db
      .text("SELECT town FROM recipient WHERE campaign_id = $1 AND person_id = $2", {campaign_id, person_id})
      .value_or("");
}

void count_failures(Database& db, std::int64_t campaign_id,
                    const std::function<void(MessageState, const std::string&, std::int64_t)>& row) {
  db.each(
      "SELECT state, reason, count(*) FROM message WHERE campaign_id = $1 AND campaign_id > 0 AND state IN "
      "(4, "
      "5, 6, 7, 8, 9) GROUP BY state, reason",
      {campaign_id},
      [&](const Row& r) { row(static_cast<MessageState>(r.integer(0)), r.text(1), r.integer(2)); });
}

void count_by_town(Database& db, std::int64_t campaign_id,
                   const std::function<void(const std::string&, MessageState, std::int64_t)>& row) {
  db.each(
      "SELECT r.town, m.state, count(*) FROM message m LEFT JOIN recipient r ON r.campaign_id = "
      "m.campaign_id "
      "AND r.person_id = m.person_id WHERE m.campaign_id = $1 AND m.campaign_id > 0 GROUP BY r.town, m.state",
      {campaign_id},
      [&](const Row& r) { row(r.text(0), static_cast<MessageState>(r.integer(1)), r.integer(2)); });
}

}  // namespace huiyin
