// Call-backs by voice: a sample that nobody can choose, a list for human callers, and what their answers say
// about the ratings by SMS. A carrier's own voice (calls, speech) would drive the same commands.
#pragma once
#include <optional>
#include <string>

#include "daemon/followup/rules.h"
#include "daemon/store/commands.h"
#include "daemon/store/voice.h"

namespace huiyin {

// voice.commit {from, to}: dates of the written answers, `to` exclusive and still ahead. Draws a seed, seals
// it and
//   publishes its hash. Answer: {sample, seed_hash}.
// voice.draw {sample, raters, silent}: once, after the period: of each unit so many who rated by SMS and so
// many who
//   did not. Of a stratum those with the smallest SHA-256(seed ‖ case id) are called. Answer: {sample, frame,
//   calls}.
// voice.result {call, unit, result: satisfied|mostly|dissatisfied|coerced|refused|wrong_number|no_answer,
// note?}:
//   by somebody outside the handling unit. A call is over with the first answer, or the third no_answer. A
//   rating stands beside the one by SMS and never takes its place; who is dissatisfied goes on the worklist.
// voice.reveal {sample, abandon?}: publishes the seed when no call is left to make; abandon: the rest is
// given
//   up. Answer: {sample, seed, seed_hash, alarms}. Alarms are also told as "voice.alarm".
// voice.result: operator; the others: supervisor.
void register_voice_commands(CommandTable& table, const std::shared_ptr<const FollowupRulesInForce>& rules);

// Hex SHA-256 of the seed's bytes followed by the case id: anybody can draw the sample again.
std::string voice_digest(std::string_view seed, std::string_view case_id);

std::string voice_samples_json(Database& db, std::int64_t before, int limit);
// The callers' list: case, end of its number, script, tries; held ones say until when. over: those that are.
std::optional<std::string> voice_calls_json(Database& db, const FollowupRules& rules, TimePoint now,
                                            std::int64_t sample, bool over, std::int64_t after, int limit);
// By unit: ratings by SMS beside those by voice, none of fewer than five; alarms: "uniform" (all ratings by
// SMS are alike, those by voice are not), "apart" (the intervals do not meet).
std::optional<std::string> voice_comparison_json(Database& db, std::int64_t sample);

}  // namespace huiyin
