#include <algorithm>
#include <map>

#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/followup/command_args.h"
#include "daemon/followup/dissatisfied.h"
#include "daemon/followup/voice.h"
#include "daemon/followup/voice_compare.h"
#include "daemon/followup/working_days.h"
#include "daemon/store/journal.h"

namespace huiyin {
namespace {

constexpr std::int64_t kMostTries = 3, kMostCalls = 10'000;

std::string subject_of(std::int64_t sample) {
  return "voice/" + std::to_string(sample);
}

TimePoint day_at(const FollowupRules& rules, const Json& args, std::string_view key) {
  const auto day = read_day(args.text(key));
  if (!day) throw BadInput("/" + std::string(key), "is not a day like 2026-03-01");
  return begin_of(rules, *day);
}

int count_at(const Json& args, std::string_view key) {
  const std::int64_t n = args.integer(key);
  if (n < 0 || n > kMostCalls)
    throw BadInput("/" + std::string(key), "must be 0 to " + std::to_string(kMostCalls));
  return static_cast<int>(n);
}

Result<VoiceSample> sample_at(Database& db, const Json& args) {
  auto s = find_sample(db, id_at(args, "sample"));
  if (!s) return fail(Errc::not_found, "there is no such sample", "/sample");
  return std::move(*s);
}

Result<std::string> commit(Database& db, const FollowupRules& rules, const Json& args,
                           const CommandContext& context) {
  VoiceSample s;
  s.from = day_at(rules, args, "from");
  s.to = day_at(rules, args, "to");
  if (s.from >= s.to) throw BadInput("/to", "must be after from");
  // A seed drawn when the cases are known could be drawn again until it suits somebody.
  if (context.now >= s.to) throw BadInput("/to", "is past: a seed is published before its period ends");
  const std::string seed = random_bytes(32);
  s.seed_hash = to_hex(sha256(seed));
  s.seed_sealed = rules.vault->seal(seed, "seed");
  s.committed_at = context.now;
  s.actor = context.actor;
  s.id = add_sample(db, s);
  JsonWriter w;
  w.object().field("sample", s.id).field("from", to_rfc3339(s.from)).field("to", to_rfc3339(s.to));
  w.field("seed_hash", s.seed_hash).field("by", context.actor).end();
  std::string told = w.take();
  append_event(db, "voice.committed", subject_of(s.id), context.now, told);
  return told;
}

struct Drawn {
  std::string digest;
  const Followup* f;
};

// Of each unit and stratum those with the smallest digests.
std::vector<VoiceCall> draw_calls(const std::vector<Followup>& frame, const VoiceSample& s,
                                  std::string_view seed) {
  std::map<std::pair<std::string, bool>, std::vector<Drawn>> strata;
  for (const Followup& f : frame)
    strata[{f.unit, f.state == FollowupState::rated}].push_back({voice_digest(seed, f.case_id), &f});
  std::vector<VoiceCall> calls;
  for (auto& [key, drawn] : strata) {
    std::sort(drawn.begin(), drawn.end(), [](const Drawn& a, const Drawn& b) { return a.digest < b.digest; });
    const auto wanted = static_cast<std::size_t>(key.second ? s.raters : s.silent);
    for (std::size_t i = 0; i < std::min(wanted, drawn.size()); ++i)
      calls.push_back({0,
                       s.id,
                       drawn[i].f->id,
                       key.second ? "rated" : "silent",
                       drawn[i].digest,
                       drawn[i].f->label,
                       false,
                       "",
                       {}});
  }
  return calls;
}

Result<std::string> draw(Database& db, const FollowupRules& rules, const Json& args,
                         const CommandContext& context) {
  auto found = sample_at(db, args);
  if (!found) return tl::unexpected<Error>(found.error());
  VoiceSample& s = *found;
  s.raters = count_at(args, "raters");
  s.silent = count_at(args, "silent");
  if (s.drawn_at) return fail(Errc::conflict, "it was drawn already: a sample is drawn once", "/sample");
  if (context.now < s.to) return fail(Errc::conflict, "its period has not ended", "/sample");
  const auto seed = rules.vault->unseal(s.seed_sealed, "seed");
  if (!seed) return tl::unexpected<Error>(seed.error());
  const std::vector<Followup> frame = voice_frame(db, s.from, s.to);
  const std::vector<VoiceCall> calls = draw_calls(frame, s, *seed);
  for (const VoiceCall& c : calls) add_call(db, c);
  s.frame = static_cast<std::int64_t>(frame.size());
  s.drawn_at = context.now;
  save_sample(db, s);
  JsonWriter w;
  w.object()
      .field("sample", s.id)
      .field("frame", s.frame)
      .field("raters", s.raters)
      .field("silent", s.silent);
  w.field("calls", static_cast<std::int64_t>(calls.size())).field("by", context.actor).end();
  std::string told = w.take();
  append_event(db, "voice.drawn", subject_of(s.id), context.now, told);
  return told;
}

void keep_rating(Database& db, const FollowupRules& rules, const Followup& f, const std::string& label,
                 const std::string& note_sealed, const CommandContext& context) {
  FollowupAnswer a{f.id, context.now, label, "[]", R"(["voice"])", "voice", note_sealed};
  a.channel = "voice";
  a.actor = context.actor;
  add_answer(db, a);
  Questions questions(db, rules, context.now);
  const auto by = [&](JsonWriter& w) { w.field("label", label).field("by", context.actor); };
  questions.tell("voice.rated", f, by, {.channel = "voice", .label = label});
  if (label == "dissatisfied") open_dissatisfied(db, rules, questions, f, "voice", by);
  questions.finish();
}

Result<std::string> result(Database& db, const FollowupRules& rules, const Json& args,
                           const CommandContext& context) {
  const std::string what =
      choice_at(args, "result",
                {"satisfied", "mostly", "dissatisfied", "coerced", "refused", "wrong_number", "no_answer"});
  const std::string unit = required_name_at(args, "unit"), note = note_at(args, "note");
  auto call = find_call(db, id_at(args, "call"));
  const auto f = call ? find_followup(db, call->followup_id) : std::nullopt;
  if (!f) return fail(Errc::not_found, "there is no such call", "/call");
  if (call->over) return fail(Errc::conflict, "this call is over", "/call");
  if (is_of_handling_unit(unit, f->unit))
    return fail(Errc::conflict, "the handling unit can't ask about its own work", "/unit");
  const std::string sealed = note.empty() ? std::string() : rules.vault->seal(note, "note");
  add_try(db, call->id, context.now, what, unit, context.actor, sealed);
  if (what != "no_answer" || tries_of(db, call->id) >= kMostTries) {
    call->over = true;
    call->result = what;
    call->done_at = context.now;
    save_call(db, *call);
    if (what == "satisfied" || what == "mostly" || what == "dissatisfied")
      keep_rating(db, rules, *f, what, note.empty() ? std::string() : rules.vault->seal(note, "answer"),
                  context);
  }
  JsonWriter w;
  w.object().field("call", call->id).field("over", call->over).field("tries", tries_of(db, call->id));
  return w.end().take();
}

void tell_alarms(Database& db, const VoiceSample& s, const std::vector<UnitComparison>& units,
                 TimePoint now) {
  for (const UnitComparison& u : units)
    for (const std::string& alarm : u.alarms) {
      JsonWriter w;
      w.object().field("sample", s.id).field("unit", u.unit).field("alarm", alarm).end();
      append_event(db, "voice.alarm", subject_of(s.id), now, w.take());
    }
}

Result<std::string> reveal(Database& db, const FollowupRules& rules, const Json& args,
                           const CommandContext& context) {
  auto found = sample_at(db, args);
  if (!found) return tl::unexpected<Error>(found.error());
  VoiceSample& s = *found;
  const bool abandon = args.boolean_or("abandon", false);
  if (!s.drawn_at && !abandon) return fail(Errc::conflict, "it was not drawn", "/sample");
  if (s.revealed_at) return fail(Errc::conflict, "its seed is published already", "/sample");
  for (VoiceCall& c : calls_of(db, s.id)) {
    if (c.over) continue;
    if (!abandon) return fail(Errc::conflict, "calls are left to make", "/sample");
    c.over = true;
    c.result = "not_called";
    c.done_at = context.now;
    save_call(db, c);
  }
  const auto seed = rules.vault->unseal(s.seed_sealed, "seed");
  if (!seed) return tl::unexpected<Error>(seed.error());
  s.seed = to_hex(*seed);
  s.revealed_at = context.now;
  save_sample(db, s);
  const auto units = compare_by_unit(db, s);
  tell_alarms(db, s, units, context.now);
  std::int64_t alarms = 0;
  for (const UnitComparison& u : units) alarms += static_cast<std::int64_t>(u.alarms.size());
  JsonWriter w;
  w.object().field("sample", s.id).field("seed", s.seed).field("seed_hash", s.seed_hash);
  w.field("alarms", alarms).field("by", context.actor).end();
  std::string told = w.take();
  append_event(db, "voice.revealed", subject_of(s.id), context.now, told);
  return told;
}

}  // namespace

void register_voice_commands(CommandTable& table, const std::shared_ptr<const FollowupRulesInForce>& rules) {
  using Run = Result<std::string> (*)(Database&, const FollowupRules&, const Json&, const CommandContext&);
  const auto add = [&](std::string name, Role needs, Run run) {
    table.add({std::move(name), needs, false,
               [rules, run](Database& db, const Json& args, const CommandContext& context) {
                 return run(db, *rules->get(), args, context);
               }});
  };
  add("voice.commit", Role::supervisor, commit);
  add("voice.draw", Role::supervisor, draw);
  add("voice.result", Role::operator_, result);
  add("voice.reveal", Role::supervisor, reveal);
}

}  // namespace huiyin
