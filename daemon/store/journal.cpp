#include "daemon/store/journal.h"

#include "daemon/base/bytes.h"

namespace huiyin {

std::int64_t append_event(Database& db, std::string_view type, std::string_view subject, TimePoint now,
                          std::string_view data) {
  const std::string id = uuid7(to_ms(now));
  return db.insert(
      "INSERT INTO event (id, type, subject, time, data) VALUES ($1, $2, $3, $4, $5) RETURNING seq",
      {std::string_view(id), type, subject, val(now), data});
}

std::int64_t read_events(Database& db, std::int64_t after, int limit,
                         const std::function<void(const Event&)>& event) {
  std::int64_t newest = after;
  db.each("SELECT seq, id, type, subject, time, data FROM event WHERE seq > $1 ORDER BY seq LIMIT $2",
          {after, std::int64_t{limit}}, [&](const Row& r) {
            newest = r.integer(0);
            event({newest, r.text(1), r.text(2), r.text(3), from_ms(r.integer(4)), r.text(5)});
          });
  return newest;
}

std::int64_t newest_event(Database& db) {
  return db.integer("SELECT max(seq) FROM event").value_or(0);
}
std::int64_t oldest_event(Database& db) {
  return db.integer("SELECT min(seq) FROM event").value_or(0);
}

std::int64_t event_before(Database& db, TimePoint time) {
  return db.integer("SELECT max(seq) FROM event WHERE time < $1", {val(time)}).value_or(0);
}

}  // namespace huiyin
