#include "daemon/store/journal.h"

#include <algorithm>

#include "daemon/base/bytes.h"
#include "daemon/store/raw_inbound.h"

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

bool told_since(Database& db, std::int64_t seq, std::initializer_list<std::string_view> prefixes) {
  for (const std::string_view p : prefixes) {
    std::string after(p);  // the first text that no longer begins with it
    ++after.back();
    if (db.integer("SELECT 1 FROM event WHERE seq > $1 AND type >= $2 AND type < $3 LIMIT 1",
                   {seq, p, std::string_view(after)}))
      return true;
  }
  return false;
}

std::int64_t newest_event(Database& db) {
  return db.integer("SELECT max(seq) FROM event").value_or(0);
}

// By halving, without an index on time: the journal's times go forward, but for clocks that are set back.
std::int64_t event_before(Database& db, TimePoint time) {
  std::int64_t low = pruned_to(db), high = newest_event(db);
  while (low < high) {
    const std::int64_t middle = low + (high - low + 1) / 2;
    const auto at = db.integer("SELECT time FROM event WHERE seq <= $1 ORDER BY seq DESC LIMIT 1", {middle});
    if (at && *at < to_ms(time))
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

std::optional<Event> find_event(Database& db, std::int64_t seq) {
  std::optional<Event> out;
  read_events(db, seq - 1, 1, [&](const Event& e) {
    if (e.seq == seq) out = e;
  });
  return out;
}

std::map<std::string, std::int64_t, std::less<>> newest_by_type(Database& db, std::int64_t seq) {
  std::map<std::string, std::int64_t, std::less<>> out;
  db.each("SELECT type, max(seq) FROM event WHERE seq <= $1 GROUP BY type", {seq},
          [&](const Row& r) { out[r.text(0)] = r.integer(1); });
  return out;
}

std::int64_t pruned_to(Database& db) {
  const std::string kept = meta(db, "journal.pruned");
  return kept.empty() ? 0 : std::stoll(kept);
}

std::int64_t pruned_intakes(Database& db) {
  const std::string kept = meta(db, "journal.pruned.intakes");
  return kept.empty() ? 0 : std::stoll(kept);
}

std::int64_t prune_events(Database& db, std::int64_t seq, int limit) {
  const std::int64_t before = pruned_to(db);
  const std::int64_t to = std::min({seq, before + limit, newest_event(db) - 1});
  if (to <= before) return 0;
  const std::int64_t told =
      db.integer("SELECT count(*) FROM event WHERE seq > $1 AND seq <= $2 AND type = 'intake.received'",
                 {before, to})
          .value_or(0);
  const std::int64_t gone = db.run(
      "DELETE FROM event WHERE seq > $1 AND seq <= $2 AND type NOT LIKE 'access.%' AND type NOT LIKE "
      "'audit.%' AND type NOT LIKE 'bus.key.%'",
      {before, to});
  set_meta(db, "journal.pruned", std::to_string(to));
  set_meta(db, "journal.pruned.intakes", std::to_string(pruned_intakes(db) + told));
  return gone;
}

}  // namespace huiyin
