// Call-backs by voice: samples, the calls in them, and every try.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/followups.h"

namespace huiyin {

struct VoiceSample {
  std::int64_t id = 0;
  TimePoint from{}, to{};   // of the written answers; to: exclusive
  std::string seed_hash;    // hex SHA-256 of the seed
  std::string seed_sealed;  // context "seed"
  TimePoint committed_at{};
  std::string actor;
  std::optional<TimePoint> drawn_at, revealed_at;
  int raters = 0, silent = 0;  // wanted of each unit
  std::int64_t frame = 0;      // questions that could be drawn
  std::string seed;            // hex, once revealed
};

struct VoiceCall {
  std::int64_t id = 0, sample_id = 0, followup_id = 0;
  std::string stratum;    // "rated", "silent"
  std::string digest;     // hex SHA-256 of seed and case id
  std::string sms_label;  // when it was drawn
  bool over = false;
  std::string result;  // "" until it is over
  std::optional<TimePoint> done_at;
};

std::int64_t add_sample(Database& db, const VoiceSample& s);
std::optional<VoiceSample> find_sample(Database& db, std::int64_t id);
void list_samples(Database& db, std::int64_t before, int limit,
                  const std::function<void(const VoiceSample&)>& f);
void save_sample(Database& db, const VoiceSample& s);  // drawn_at, revealed_at, raters, silent, frame, seed

// Questions that were asked and ended, answered in writing in [from, to): no withdrawn ones, nobody who wants
// no questions.
std::vector<Followup> voice_frame(Database& db, TimePoint from, TimePoint to);

void add_call(Database& db, const VoiceCall& c);
std::optional<VoiceCall> find_call(Database& db, std::int64_t id);
bool save_call(Database& db, const VoiceCall& c);  // over, result, done_at; false when it was over
std::vector<VoiceCall> calls_of(Database& db, std::int64_t sample_id);  // by digest
void list_calls(Database& db, std::int64_t sample_id, bool over, std::int64_t after, int limit,
                const std::function<void(const VoiceCall&)>& f);

void add_try(Database& db, std::int64_t call_id, TimePoint now, std::string_view result,
             std::string_view unit, std::string_view actor, std::string_view note_sealed);
std::int64_t tries_of(Database& db, std::int64_t call_id);

}  // namespace huiyin
