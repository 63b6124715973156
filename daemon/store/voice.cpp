#include "daemon/store/voice.h"

namespace huiyin {
namespace {

#define SAMPLE_COLUMNS                                                                                       \
  "id, period_from, period_to, seed_hash, seed_sealed, committed_at, actor, drawn_at, revealed_at, raters, " \
  "silent, "                                                                                                 \
  "frame, seed"
#define CALL_COLUMNS "id, sample_id, followup_id, stratum, digest, sms_label, state, result, done_at"

VoiceSample read_sample(const Row& r) {
  VoiceSample s;
  s.id = r.integer(0);
  s.from = from_ms(r.integer(1));
  s.to = from_ms(r.integer(2));
  s.seed_hash = r.text(3);
  s.seed_sealed = r.blob(4);
  s.committed_at = from_ms(r.integer(5));
  s.actor = r.text(6);
  if (!r.is_null(7)) s.drawn_at = from_ms(r.integer(7));
  if (!r.is_null(8)) s.revealed_at = from_ms(r.integer(8));
  s.raters = static_cast<int>(r.integer(9));
  s.silent = static_cast<int>(r.integer(10));
  s.frame = r.integer(11);
  s.seed = r.text(12);
  return s;
}

VoiceCall read_call(const Row& r) {
  VoiceCall c;
  c.id = r.integer(0);
  c.sample_id = r.integer(1);
  c.followup_id = r.integer(2);
  c.stratum = r.text(3);
  c.digest = r.text(4);
  c.sms_label = r.text(5);
  c.over = r.integer(6) != 0;
  c.result = r.text(7);
  if (!r.is_null(8)) c.done_at = from_ms(r.integer(8));
  return c;
}

Value maybe(const std::optional<TimePoint>& t) {
  return t ? val(*t) : Value(nullptr);
}

}  // namespace

std::int64_t add_sample(Database& db, const VoiceSample& s) {
  return db.insert(
      "INSERT INTO voice_sample (period_from, period_to, seed_hash, seed_sealed, committed_at, actor, "
      "raters, "
      "silent, frame, seed) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, '') RETURNING id",
      {val(s.from), val(s.to), std::string_view(s.seed_hash), Blob{s.seed_sealed}, val(s.committed_at),
       std::string_view(s.actor)});
}

std::optional<VoiceSample> find_sample(Database& db, std::int64_t id) {
  std::optional<VoiceSample> out;
  db.each("SELECT " SAMPLE_COLUMNS " FROM voice_sample WHERE id = $1", {id},
          [&](const Row& r) { out = read_sample(r); });
  return out;
}

void list_samples(Database& db, std::int64_t before, int limit,
                  const std::function<void(const VoiceSample&)>& f) {
  db.each("SELECT " SAMPLE_COLUMNS " FROM voice_sample WHERE id < $1 ORDER BY id DESC LIMIT $2",
          {before == 0 ? std::int64_t{1} << 62 : before, std::int64_t{limit}},
          [&](const Row& r) { f(read_sample(r)); });
}

void save_sample(Database& db, const VoiceSample& s) {
  db.run(
      "UPDATE voice_sample SET drawn_at = $1, revealed_at = $2, raters = $3, silent = $4, frame = $5, seed = "
      "$6 "
      "WHERE id = $7",
      {maybe(s.drawn_at), maybe(s.revealed_at), std::int64_t{s.raters}, std::int64_t{s.silent}, s.frame,
       std::string_view(s.seed), s.id});
}

std::vector<Followup> voice_frame(Database& db, TimePoint from, TimePoint to) {
  std::vector<Followup> out;
  std::vector<std::int64_t> ids;
  db.each(
      "SELECT id FROM followup WHERE answered_at >= $1 AND answered_at < $2 AND asked_at IS NOT NULL AND "
      "state IN "
      "(2, 3, 5, 6) AND NOT EXISTS (SELECT 1 FROM consent c WHERE c.person_id = followup.person_id AND "
      "c.state = 0 "
      "AND c.scope IN ('follow_up', 'all')) ORDER BY id",
      {val(from), val(to)}, [&](const Row& r) { ids.push_back(r.integer(0)); });
  for (const std::int64_t id : ids)
    if (auto f = find_followup(db, id)) out.push_back(std::move(*f));
  return out;
}

void add_call(Database& db, const VoiceCall& c) {
  db.run(
      "INSERT INTO voice_call (sample_id, followup_id, stratum, digest, sms_label, state, result) VALUES "
      "($1, $2, "
      "$3, $4, $5, 0, '')",
      {c.sample_id, c.followup_id, std::string_view(c.stratum), std::string_view(c.digest),
       std::string_view(c.sms_label)});
}

std::optional<VoiceCall> find_call(Database& db, std::int64_t id) {
  std::optional<VoiceCall> out;
  db.each("SELECT " CALL_COLUMNS " FROM voice_call WHERE id = $1", {id},
          [&](const Row& r) { out = read_call(r); });
  return out;
}

bool save_call(Database& db, const VoiceCall& c) {
  return db.run("UPDATE voice_call SET state = $1, result = $2, done_at = $3 WHERE id = $4 AND state = 0",
                {std::int64_t{c.over ? 1 : 0}, std::string_view(c.result), maybe(c.done_at), c.id}) > 0;
}

std::vector<VoiceCall> calls_of(Database& db, std::int64_t sample_id) {
  std::vector<VoiceCall> out;
  db.each("SELECT " CALL_COLUMNS " FROM voice_call WHERE sample_id = $1 ORDER BY digest", {sample_id},
          [&](const Row& r) { out.push_back(read_call(r)); });
  return out;
}

void list_calls(Database& db, std::int64_t sample_id, bool over, std::int64_t after, int limit,
                const std::function<void(const VoiceCall&)>& f) {
  db.each("SELECT " CALL_COLUMNS
          " FROM voice_call WHERE sample_id = $1 AND state = $2 AND id > $3 ORDER BY id LIMIT $4",
          {sample_id, std::int64_t{over ? 1 : 0}, after, std::int64_t{limit}},
          [&](const Row& r) { f(read_call(r)); });
}

void add_try(Database& db, std::int64_t call_id, TimePoint now, std::string_view result,
             std::string_view unit, std::string_view actor, std::string_view note_sealed) {
  db.run(
      "INSERT INTO voice_try (call_id, at, result, unit, actor, note_sealed) VALUES ($1, $2, $3, $4, $5, $6)",
      {call_id, val(now), result, unit, actor, Blob{note_sealed}});
}

std::int64_t tries_of(Database& db, std::int64_t call_id) {
  return db.integer("SELECT count(*) FROM voice_try WHERE call_id = $1", {call_id}).value_or(0);
}

}  // namespace huiyin
