#include "daemon/followup/voice.h"

#include "daemon/base/bytes.h"
#include "daemon/followup/voice_compare.h"

namespace huiyin {
namespace {

void time_field(JsonWriter& w, std::string_view name, const std::optional<TimePoint>& t) {
  w.key(name);
  if (t)
    w.value(to_rfc3339(*t));
  else
    w.null();
}

void cursor_field(JsonWriter& w, bool full, std::int64_t last) {
  w.key("next");
  if (full)
    w.value(last);
  else
    w.null();
}

void write_call(JsonWriter& w, const FollowupRules& rules, const VoiceCall& c, const Followup& f,
                const std::optional<TimePoint>& held, std::int64_t tries) {
  w.object()
      .field("call", c.id)
      .field("case_id", f.case_id)
      .field("tail", f.tail)
      .field("stratum", c.stratum);
  w.field("party_ref", rules.vault->pseudonym(f.person_id))
      .field("not_by_unit", f.unit)
      .field("tries", tries);
  time_field(w, "held_until", held);
  if (c.over) {
    w.field("result", c.result);
    time_field(w, "done_at", c.done_at);
  } else {
    w.key("script").array();
    for (const std::string& line : rules.form(f).script)
      w.value(with_field(with_field(line, "office", rules.office), "tail", f.tail));
    w.end();
  }
  w.end();
}

}  // namespace

std::string voice_digest(std::string_view seed, std::string_view case_id) {
  return to_hex(sha256(std::string(seed).append(case_id)));
}

std::string voice_samples_json(Database& db, std::int64_t before, int limit) {
  JsonWriter w;
  w.object().key("items").array();
  std::int64_t last = 0;
  int n = 0;
  list_samples(db, before, limit, [&](const VoiceSample& s) {
    w.object().field("sample", s.id).field("from", to_rfc3339(s.from)).field("to", to_rfc3339(s.to));
    w.field("seed_hash", s.seed_hash).field("committed_at", to_rfc3339(s.committed_at)).field("by", s.actor);
    time_field(w, "drawn_at", s.drawn_at);
    w.field("raters", s.raters).field("silent", s.silent).field("frame", s.frame);
    time_field(w, "revealed_at", s.revealed_at);
    if (!s.seed.empty()) w.field("seed", s.seed);
    w.end();
    last = s.id;
    ++n;
  });
  w.end();
  cursor_field(w, n == limit, last);
  return w.end().take();
}

std::optional<std::string> voice_calls_json(Database& db, const FollowupRules& rules, TimePoint now,
                                            std::int64_t sample, bool over, std::int64_t after, int limit) {
  if (!find_sample(db, sample)) return std::nullopt;
  std::vector<VoiceCall> calls;
  list_calls(db, sample, over, after, limit, [&](const VoiceCall& c) { calls.push_back(c); });
  JsonWriter w;
  w.object().key("items").array();
  for (const VoiceCall& c : calls)
    if (const auto f = find_followup(db, c.followup_id))
      write_call(w, rules, c, *f, held_until(db, f->person_id, now), tries_of(db, c.id));
  w.end();
  cursor_field(w, static_cast<int>(calls.size()) == limit, calls.empty() ? 0 : calls.back().id);
  return w.end().take();
}

std::optional<std::string> voice_comparison_json(Database& db, std::int64_t sample) {
  const auto s = find_sample(db, sample);
  if (!s) return std::nullopt;
  JsonWriter w;
  w.object().field("sample", s->id).field("from", to_rfc3339(s->from)).field("to", to_rfc3339(s->to));
  write_comparison(w, compare_by_unit(db, *s));
  return w.end().take();
}

}  // namespace huiyin
