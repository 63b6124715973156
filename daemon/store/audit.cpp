#include "daemon/store/audit.h"

#include "daemon/base/bytes.h"
#include "daemon/base/json.h"
#include "daemon/store/journal.h"
#include "daemon/store/raw_inbound.h"

namespace huiyin {
namespace {

constexpr std::string_view kColumns = "seq, at, actor, action, subject, detail, hash";
constexpr std::string_view kToldDay = "audit.digest.day";

// Every part with its length in front: no two entries are written alike.
void add_part(std::string* out, std::string_view part) {
  *out += std::to_string(part.size());
  out->push_back(':');
  out->append(part);
}

std::string hash_of(std::string_view previous, const AuditEntry& e) {
  std::string whole;
  add_part(&whole, previous);
  add_part(&whole, std::to_string(e.seq));
  add_part(&whole, std::to_string(to_ms(e.at)));
  for (const std::string_view part : {e.actor, e.action, e.subject, e.detail}) add_part(&whole, part);
  return sha256(whole);
}

AuditEntry entry_of(const Row& r) {
  return {r.integer(0), from_ms(r.integer(1)), r.text(2), r.text(3), r.text(4), r.text(5), r.blob(6)};
}

std::optional<AuditEntry> find_audit(Database& db, std::int64_t seq) {
  std::optional<AuditEntry> out;
  db.each("SELECT " + std::string(kColumns) + " FROM audit WHERE seq = $1", {seq},
          [&](const Row& r) { out = entry_of(r); });
  return out;
}

std::optional<AuditEntry> last_audit(Database& db) {
  std::optional<AuditEntry> out;
  db.each("SELECT " + std::string(kColumns) + " FROM audit ORDER BY seq DESC LIMIT 1", {},
          [&](const Row& r) { out = entry_of(r); });
  return out;
}

void check_chain(Database& db, AuditCheck* check) {
  std::string previous;
  db.each("SELECT " + std::string(kColumns) + " FROM audit ORDER BY seq", {}, [&](const Row& r) {
    if (check->bad_seq != 0) return;
    const AuditEntry e = entry_of(r);
    const std::int64_t expected = check->entries + 1;
    if (e.seq != expected) {
      check->bad_seq = expected;
      check->why = "is missing";
    } else if (e.hash != hash_of(previous, e)) {
      check->bad_seq = e.seq;
      check->why = "does not carry the entry before it: this one or an earlier one was changed";
    } else {
      ++check->entries;
      previous = e.hash;
    }
  });
  check->head = to_hex(previous);
}

// What was told outside once: a chain made anew, or cut short, no longer fits.
void check_digests(Database& db, AuditCheck* check) {
  db.each("SELECT data FROM event WHERE type = 'audit.digest' ORDER BY seq", {}, [&](const Row& r) {
    if (check->bad_seq != 0) return;
    const Json told = Json::parse(r.text(0));
    const std::int64_t seq = told.integer("audit_seq");
    const auto entry = find_audit(db, seq);
    ++check->digests;
    if (entry && to_hex(entry->hash) == told.text("hash")) return;
    check->bad_seq = seq;
    check->why = entry ? "is not what the digest of " + told.text("day") + " told"
                       : "is missing, and the digest of " + told.text("day") + " told of it";
  });
}

}  // namespace

AuditEntry append_audit(Database& db, TimePoint now, std::string_view actor, std::string_view action,
                        std::string_view subject, std::string_view detail) {
  const auto last = last_audit(db);
  AuditEntry e{last ? last->seq + 1 : 1, now, std::string(actor), std::string(action), std::string(subject),
               std::string(detail),      {}};
  e.hash = hash_of(last ? last->hash : std::string(), e);
  db.run(
      "INSERT INTO audit (seq, at, actor, action, subject, detail, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {e.seq, val(e.at), actor, action, subject, detail, Blob{e.hash}});
  return e;
}

void list_audit(Database& db, const AuditWanted& wanted, int limit,
                const std::function<void(const AuditEntry&)>& entry) {
  const std::int64_t before = wanted.before > 0 ? wanted.before : INT64_MAX;
  db.each("SELECT " + std::string(kColumns) +
              " FROM audit WHERE seq < $1 AND ($2 = '' OR actor = $2) AND ($3 = '' OR subject = $3)"
              " AND substr(action, 1, length($4)) = $4 ORDER BY seq DESC LIMIT $5",
          {before, std::string_view(wanted.actor), std::string_view(wanted.subject),
           std::string_view(wanted.action), std::int64_t{limit}},
          [&](const Row& r) { entry(entry_of(r)); });
}

AuditCheck check_audit(Database& db) {
  AuditCheck check;
  check_chain(db, &check);
  if (check.bad_seq == 0) check_digests(db, &check);
  return check;
}

bool tell_audit_digest(Database& db, TimePoint now, std::string_view day) {
  if (meta(db, kToldDay) == day) return false;
  const auto last = last_audit(db);
  set_meta(db, kToldDay, day);
  if (!last || last->action == "audit.digest") return false;
  JsonWriter w;
  w.object().field("day", day).field("audit_seq", last->seq).field("hash", to_hex(last->hash));
  append_event(db, "audit.digest", "audit", now, w.end().take());
  JsonWriter own;
  own.object().field("day", day).field("audit_seq", last->seq).end();
  append_audit(db, now, "huiyind", "audit.digest", "audit", own.take());
  return true;
}

}  // namespace huiyin
