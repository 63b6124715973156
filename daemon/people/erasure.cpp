#include "daemon/people/erasure.h"

#include <algorithm>
#include <array>

#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/base/text.h"
#include "daemon/people/directory.h"
#include "daemon/people/erasure_scan.h"
#include "daemon/store/audit.h"
#include "daemon/store/consent.h"
#include "daemon/store/erase_rows.h"
#include "daemon/store/erasures.h"
#include "daemon/store/journal.h"
#include "daemon/store/objections.h"
#include "daemon/store/persons.h"

namespace huiyin {
namespace {

constexpr Millis kLookAgain{10 * 60'000}, kDay{24 * 3'600'000};
constexpr int kRowsAPiece = 500;

TimePoint before(const ErasureRules& rules, std::string_view name, TimePoint now) {
  return now - rules.retention->of(name).floor;
}

void count(Database& db, const ErasureRules& rules, const ErasureRow& e, std::string_view name,
           const Erased& done) {
  if (done.erased == 0 && done.kept == 0) return;
  const TimePoint until = done.kept == 0 ? TimePoint{} : done.newest_kept + rules.retention->of(name).floor;
  count_erasure(db, e.id, {std::string(name), done.erased, done.kept, until});
}

// An objection stays in force: found by hash when the number comes again, joined to nothing.
std::int64_t keep_objections(Database& db, std::int64_t person_id, TimePoint now) {
  JsonWriter w;
  std::int64_t kept = 0;
  w.array();
  for (const ConsentWord& word : newest_words(db, person_id)) {
    if (!word.out) continue;
    w.object().field("scope", word.scope).field("channel", word.channel).field("at", to_ms(word.at)).end();
    ++kept;
  }
  w.end();
  if (kept == 0) return 0;
  const auto row = persons_after(db, person_id - 1, 1);
  if (row.empty() || row.front().id != person_id) return 0;
  keep_objection(db, row.front().number_hash, w.take(), now);
  return kept;
}

void erase_all(Database& db, const ErasureRules& rules, const ErasureRow& e, TimePoint now) {
  const std::int64_t p = e.person_id;
  count(db, rules, e, "raw", erase_recordings_of(db, p, before(rules, "raw", now)));
  count(db, rules, e, "records", erase_records_of(db, p, before(rules, "records", now)));
  count(db, rules, e, "answers", erase_answers_of(db, p, before(rules, "answers", now)));
  count(db, rules, e, "messages", erase_messages_of(db, p, before(rules, "messages", now)));
  count(db, rules, e, "words", erase_words_of(db, p, before(rules, "words", now)));
  count(db, rules, e, "lists", erase_recipient_rows_of(db, p));
  erase_told(db, "person/" + e.party);
}

struct Round {
  std::int64_t erased = 0, kept = 0, objections = 0;
  TimePoint until{};
};

// The number goes last: with the last thing that is kept by it.
Round end_round(Database& db, const ErasureRules& rules, const ErasureRow& e, TimePoint now) {
  Round round;
  for (const ErasureCount& c : erasure_counts(db, e.id)) {
    round.kept += c.kept;
    round.until = std::max(round.until, c.until);
  }
  if (round.kept == 0) {
    count(db, rules, e, "contact", erase_contact_of(db, e.person_id));
    round.objections = keep_objections(db, e.person_id, now);
    erase_number(db, e.person_id);
    count_erasure(db, e.id, {"number", 1, 0, {}});
  } else {
    count_erasure(db, e.id, {"number", 0, 1, round.until});
  }
  for (const ErasureCount& c : erasure_counts(db, e.id)) round.erased += c.erased;
  return round;
}

std::string certificate_of(Database& db, const ErasureRules& rules, const ErasureRow& e, std::int64_t number,
                           const Round& round, TimePoint now) {
  const AuditCheck chain = check_audit(db);
  JsonWriter w;
  w.object().field("certificate", e.public_id + "/" + std::to_string(number)).field("party_ref", e.party);
  w.field("reason", e.reason).field("asked_at", to_rfc3339(e.asked_at)).field("asked_by", e.asked_by);
  w.field("decided_by", e.decided_by).field("at", to_rfc3339(now)).key("erased").array();
  for (const ErasureCount& c : erasure_counts(db, e.id))
    if (c.erased > 0) w.object().field("class", c.name).field("rows", c.erased).end();
  w.end().key("kept").array();
  for (const ErasureCount& c : erasure_counts(db, e.id))
    if (c.kept > 0)
      w.object()
          .field("class", c.name)
          .field("rows", c.kept)
          .field("until", to_rfc3339(c.until))
          .field("rule", rules.retention->of(c.name).source)
          .end();
  w.end().field("objections_kept_as_hash", round.objections);
  return w.field("audit_entries", chain.entries).field("audit_head", chain.head).end().take();
}

void certify(Database& db, const ErasureRules& rules, const ErasureRow& e, const Round& round,
             TimePoint now) {
  ErasureCertificate c;
  c.number = static_cast<std::int64_t>(certificates_of(db, e.id).size()) + 1;
  c.at = now;
  c.content = certificate_of(db, rules, e, c.number, round, now);
  c.hash = to_hex(sha256(c.content));
  add_certificate(db, e.id, c);
  JsonWriter w;
  w.object().field("erasure", e.public_id).field("number", c.number).field("hash", c.hash);
  w.field("rows_erased", round.erased).field("rows_kept", round.kept).end();
  const std::string told = w.take();
  append_audit(db, now, "huiyind", "erasure.certified", "erasure/" + e.public_id, told);
  append_event(db, "erasure.certified", "erasure/" + e.public_id, now, told);
}

void finish(Database& db, const ErasureRules& rules, ErasureRow* e, TimePoint now, bool* erased) {
  erase_all(db, rules, *e, now);
  const Round round = end_round(db, rules, *e, now);
  if (round.erased > 0 || certificates_of(db, e->id).empty()) certify(db, rules, *e, round, now);
  e->state = round.kept == 0 ? ErasureState::done : ErasureState::kept;
  if (round.kept > 0) e->due_at = std::max(round.until, now + Millis(1000));
  *erased = true;
}

}  // namespace

Result<bool> erase_asked(Database& db, const ErasureRules& rules, TimePoint now, bool* erased) {
  auto e = due_erasure(db, now);
  if (!e) return false;
  const bool held = is_person_held(db, e->person_id);
  if (held || is_person_busy(db, e->person_id)) {
    e->due_at = now + (held ? kDay : kLookAgain);
    save_erasure(db, *e);
    return true;
  }
  if (e->state == ErasureState::kept) {
    e->state = ErasureState::running;
    e->place = e->after_id = 0;
    forget_erasure_counts(db, e->id);
  }
  if (e->place < kScanPlaces) {
    const std::string_view name = e->place == 0 ? "raw" : "lists";
    auto piece = scan_for_person(db, *rules.vault, *e, before(rules, name, now));
    if (!piece) return tl::unexpected<Error>(piece.error());
    count(db, rules, *e, name, *piece);
    *erased = piece->erased > 0;
  } else {
    finish(db, rules, &*e, now, erased);
  }
  save_erasure(db, *e);
  return true;
}

Result<bool> erase_aged(Database& db, const ErasureRules& rules, TimePoint now, bool* erased) {
  for (const RetentionClass& c : rules.retention->all()) {
    if (!c.ceiling) continue;
    const std::array<std::string_view, 2> parts = {c.name, c.name == "answers" ? "notes" : ""};
    for (const std::string_view part : parts) {
      if (part.empty()) continue;
      const std::int64_t from = retention_place(db, part);
      std::int64_t rows = 0;
      const std::int64_t to = erase_older(db, part, now - *c.ceiling, from, kRowsAPiece, &rows);
      if (to == from && rows == 0) continue;
      save_retention_place(db, part, to, rows);
      *erased |= rows > 0;
      if (rows > 0) {
        JsonWriter w;
        w.object()
            .field("class", part)
            .field("rows", rows)
            .field("older_than", to_rfc3339(now - *c.ceiling))
            .end();
        const std::string told = w.take();
        append_audit(db, now, "huiyind", "retention.erased", "retention", told);
        append_event(db, "retention.erased", "retention", now, told);
      }
      if (to != from) return true;
    }
  }
  return false;
}

std::optional<std::string> verify_erasure(Database& db, std::string_view public_id) {
  const auto e = find_erasure(db, public_id);
  if (!e) return std::nullopt;
  const std::vector<ErasureCertificate> certificates = certificates_of(db, e->id);
  const AuditCheck chain = check_audit(db);
  std::string why = chain.bad_seq == 0 ? "" : "the audit is broken at entry " + std::to_string(chain.bad_seq);
  if (why.empty() && certificates.empty()) why = "there is no certificate yet";
  for (const ErasureCertificate& c : certificates) {
    bool chained = false;
    const std::string subject = "erasure/" + e->public_id;
    list_audit(db, {0, "huiyind", subject, "erasure.certified"}, 10'000, [&](const AuditEntry& entry) {
      const Json told = Json::parse(entry.detail);
      chained |= told.integer("number") == c.number && told.text("hash") == c.hash;
    });
    if (why.empty() && to_hex(sha256(c.content)) != c.hash)
      why = "certificate " + std::to_string(c.number) + " was changed";
    if (why.empty() && !chained) why = "certificate " + std::to_string(c.number) + " is not in the audit";
  }
  if (why.empty() && e->state == ErasureState::done) {
    if (sealed_number(db, e->person_id).value_or("") != "") why = "the number is there again";
    if (texts_left(db, e->person_id) > 0) why = "texts are there again";
  }
  JsonWriter w;
  w.object().field("erasure", e->public_id).field("good", why.empty()).field("why", why);
  w.field("state", name_of(e->state)).field("certificates", static_cast<std::int64_t>(certificates.size()));
  return w.field("audit_head", chain.head).end().take();
}

}  // namespace huiyin
