// Canary and ramp: how many of a campaign may have left before its receipts, opt-outs and complaints are
// looked at, and the sequential test that stops it (config/ramp.toml). Deterministic; any thread.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/clock.h"
#include "daemon/base/result.h"

namespace huiyin {

struct RampCount {
  std::int64_t bad = 0, all = 0;
};

// Wald's test of "the share is `fine`" against "it is `bad`": it may be asked after each message.
struct SequentialTest {
  double fine = 0, bad = 0;      // shares
  double false_stop = 0.01;      // how often a fine campaign is stopped, at most
  double missed_trouble = 0.05;  // how often a bad one is not, at most

  double score(const RampCount& c) const;
  bool stops(const RampCount& c) const;
};

// Values stand in the ledger's JSON by name.
enum class RampWatch { failures = 0, opt_outs = 1, complaints = 2 };
inline constexpr int kRampWatches = 3;
std::string_view name_of(RampWatch w);

struct RampRules {
  std::vector<std::int64_t> stages;  // how many may have left, in order; then the rest
  std::int64_t above = 0;            // campaigns of at most so many recipients have no ramp
  double receipts = 0.8;             // share of a stage that must be settled before the next
  Millis dwell{};                    // a stage lasts at least so long: people answer slower than carriers
  Millis wait{};                     // receipts that have not come by then: a person decides
  // Each test looks at the last one to two windows of so many messages: trouble that begins late is found
  // soon, and what comes late is weighed against the messages that it answers.
  std::int64_t window = 0;
  std::array<SequentialTest, kRampWatches> tests{};

  static Result<RampRules> parse(std::string_view toml, std::string file_name);
};

// How far one campaign is.
struct RampState {
  std::size_t stage = 0;  // index of RampRules::stages; past the last: no limit any more
  TimePoint filled_at{};  // when the stage was full; epoch: it is not
  std::array<RampCount, kRampWatches> base{}, mid{};  // where the last window and this one began

  std::string json() const;
  static RampState from_json(std::string_view text);                // throws BadInput
  std::optional<std::int64_t> limit(const RampRules& rules) const;  // nothing: no limit
};

struct RampView {            // of the ledger, now
  std::int64_t left = 0;     // handed over, whatever became of it
  std::int64_t settled = 0;  // of these: their end is known
  std::int64_t queued = 0;
  std::array<RampCount, kRampWatches> counts{};
};

struct RampStep {
  enum class Do { nothing, next_stage, stop } what = Do::nothing;
  std::string rule;  // stop: "failures", "opt_outs", "complaints", "receipts"
  std::string why;   // one sentence with the figures
};
// Moves `state` on.
RampStep step_ramp(const RampRules& rules, RampState& state, const RampView& view, TimePoint now);
// A person has looked and says: go on. The tests begin anew, a full stage counts as passed.
void resume_ramp(RampState& state, const RampView& view);

}  // namespace huiyin
