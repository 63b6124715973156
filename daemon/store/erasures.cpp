#include "daemon/store/erasures.h"

#include <array>
#include <cstdio>

namespace huiyin {
namespace {

constexpr std::array<std::string_view, 5> kStates = {"waiting", "running", "done", "refused", "kept"};

#define ERASURE_COLUMNS \
  "id, public_id, person_id, party, reason, asked_at, asked_by, decided_by, state, due_at, place, after_id"

ErasureRow read_erasure(const Row& r) {
  return {r.integer(0),
          r.text(1),
          r.integer(2),
          r.text(3),
          r.text(4),
          from_ms(r.integer(5)),
          r.text(6),
          r.text(7),
          static_cast<ErasureState>(r.integer(8)),
          from_ms(r.integer(9)),
          r.integer(10),
          r.integer(11)};
}

std::optional<ErasureRow> one(Database& db, std::string_view where, Database::Args args) {
  std::optional<ErasureRow> out;
  db.each("SELECT " ERASURE_COLUMNS " FROM erasure WHERE " + std::string(where), args,
          [&](const Row& r) { out = read_erasure(r); });
  return out;
}

std::int64_t number(ErasureState s) {
  return static_cast<std::int64_t>(s);
}

}  // namespace

std::string_view name_of(ErasureState s) {
  return kStates[static_cast<std::size_t>(s)];
}

void add_erasure(Database& db, ErasureRow* e) {
  const std::int64_t next = db.integer("SELECT max(id) FROM erasure").value_or(0) + 1;
  std::array<char, 24> name{};
  std::snprintf(name.data(), name.size(), "ER-%06lld", static_cast<long long>(next));
  e->public_id = name.data();
  e->id = db.insert(
      "INSERT INTO erasure (public_id, person_id, party, reason, asked_at, asked_by, decided_by, state, "
      "due_at, place, "
      "after_id) VALUES ($1, $2, $3, $4, $5, $6, '', 0, $5, 0, 0) RETURNING id",
      {std::string_view(e->public_id), e->person_id, std::string_view(e->party), std::string_view(e->reason),
       val(e->asked_at), std::string_view(e->asked_by)});
}

void save_erasure(Database& db, const ErasureRow& e) {
  db.run(
      "UPDATE erasure SET decided_by = $1, state = $2, due_at = $3, place = $4, after_id = $5 WHERE id = $6",
      {std::string_view(e.decided_by), number(e.state), val(e.due_at), e.place, e.after_id, e.id});
}

std::optional<ErasureRow> find_erasure(Database& db, std::string_view public_id) {
  return one(db, "public_id = $1", {public_id});
}

std::optional<ErasureRow> unfinished_erasure_of(Database& db, std::int64_t person_id) {
  return one(db, "person_id = $1 AND state IN (0, 1, 4)", {person_id});
}

std::optional<ErasureRow> due_erasure(Database& db, TimePoint now) {
  return one(db, "state IN (1, 4) AND due_at <= $1 ORDER BY due_at LIMIT 1", {val(now)});
}

std::vector<ErasureRow> list_erasures(Database& db, std::int64_t before, int limit) {
  std::vector<ErasureRow> out;
  db.each("SELECT " ERASURE_COLUMNS " FROM erasure WHERE id < $1 ORDER BY id DESC LIMIT $2",
          {before > 0 ? before : INT64_MAX, std::int64_t{limit}},
          [&](const Row& r) { out.push_back(read_erasure(r)); });
  return out;
}

void count_erasure(Database& db, std::int64_t erasure_id, const ErasureCount& c) {
  db.run(
      "INSERT INTO erasure_count (erasure_id, class, erased, kept, until_at) VALUES ($1, $2, $3, $4, $5) ON "
      "CONFLICT "
      "(erasure_id, class) DO UPDATE SET erased = erasure_count.erased + excluded.erased, kept = "
      "erasure_count.kept + "
      "excluded.kept, until_at = CASE WHEN excluded.until_at > erasure_count.until_at THEN excluded.until_at "
      "ELSE "
      "erasure_count.until_at END",
      {erasure_id, std::string_view(c.name), c.erased, c.kept, val(c.until)});
}

std::vector<ErasureCount> erasure_counts(Database& db, std::int64_t erasure_id) {
  std::vector<ErasureCount> out;
  db.each("SELECT class, erased, kept, until_at FROM erasure_count WHERE erasure_id = $1 ORDER BY class",
          {erasure_id}, [&](const Row& r) {
            out.push_back({r.text(0), r.integer(1), r.integer(2), from_ms(r.integer(3))});
          });
  return out;
}

void forget_erasure_counts(Database& db, std::int64_t erasure_id) {
  db.run("DELETE FROM erasure_count WHERE erasure_id = $1", {erasure_id});
}

void add_certificate(Database& db, std::int64_t erasure_id, const ErasureCertificate& c) {
  db.run(
      "INSERT INTO erasure_certificate (erasure_id, number, at, content, hash) VALUES ($1, $2, $3, $4, $5)",
      {erasure_id, c.number, val(c.at), std::string_view(c.content), std::string_view(c.hash)});
}

std::vector<ErasureCertificate> certificates_of(Database& db, std::int64_t erasure_id) {
  std::vector<ErasureCertificate> out;
  db.each("SELECT number, at, content, hash FROM erasure_certificate WHERE erasure_id = $1 ORDER BY number",
          {erasure_id}, [&](const Row& r) {
            out.push_back({r.integer(0), from_ms(r.integer(1)), r.text(2), r.text(3)});
          });
  return out;
}

void set_legal_hold(Database& db, const LegalHold& h) {
  db.run(
      "INSERT INTO legal_hold (subject, reason, at, actor) VALUES ($1, $2, $3, $4) ON CONFLICT (subject) DO "
      "UPDATE SET "
      "reason = excluded.reason, at = excluded.at, actor = excluded.actor",
      {std::string_view(h.subject), std::string_view(h.reason), val(h.at), std::string_view(h.actor)});
}

bool clear_legal_hold(Database& db, std::string_view subject) {
  return db.run("DELETE FROM legal_hold WHERE subject = $1", {subject}) > 0;
}

std::vector<LegalHold> legal_holds(Database& db) {
  std::vector<LegalHold> out;
  db.each("SELECT subject, reason, at, actor FROM legal_hold ORDER BY at", {}, [&](const Row& r) {
    out.push_back({r.text(0), r.text(1), from_ms(r.integer(2)), r.text(3)});
  });
  return out;
}

std::int64_t retention_place(Database& db, std::string_view name) {
  return db.integer("SELECT after_id FROM retention_run WHERE class = $1", {name}).value_or(0);
}

void save_retention_place(Database& db, std::string_view name, std::int64_t after_id, std::int64_t erased) {
  db.run(
      "INSERT INTO retention_run (class, after_id, erased) VALUES ($1, $2, $3) ON CONFLICT (class) DO UPDATE "
      "SET "
      "after_id = excluded.after_id, erased = retention_run.erased + excluded.erased",
      {name, after_id, erased});
}

void restart_retention(Database& db) {
  db.run("UPDATE retention_run SET after_id = 0");
}

}  // namespace huiyin
