// The sequential test keeps its promises, and a ramp moves on, waits and stops for the reasons it names.
#include "daemon/model/ramp.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/base/embedded.h"

namespace huiyin {
namespace {

using ::testing::HasSubstr;

const RampRules& rules() {
  static const RampRules& shipped =
      *new RampRules(RampRules::parse(embedded_file("ramp.toml"), "ramp.toml").value());
  return shipped;
}

constexpr TimePoint kStart{Millis{1'772'416'800'000}};

RampView view(std::int64_t left, std::int64_t settled, std::int64_t failed, std::int64_t opt_outs = 0,
              std::int64_t complaints = 0) {
  RampView v;
  v.left = left;
  v.settled = settled;
  v.queued = 30'000 - left;
  v.counts = {RampCount{failed, settled}, {opt_outs, left}, {complaints, left}};
  return v;
}

// How often campaigns with this share of failures are stopped within so many receipts, and after how many.
std::pair<double, double> stopped_share(double failing, int receipts, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::bernoulli_distribution fails(failing);
  int stopped = 0;
  double after = 0;
  for (int run = 0; run < 400; ++run) {
    RampCount c;
    for (int i = 0; i < receipts; ++i) {
      ++c.all;
      c.bad += fails(random) ? 1 : 0;
      if (!rules().tests[0].stops(c)) continue;
      ++stopped;
      after += i + 1;
      break;
    }
  }
  return {stopped / 400.0, stopped == 0 ? 0 : after / stopped};
}

TEST(SequentialTest, AUsualShareIsHardlyEverStoppedAndABadOneNearlyAlways) {
  EXPECT_LE(stopped_share(0.05, 1000, 1).first, 0.02);
  EXPECT_LE(stopped_share(0.02, 1000, 2).first, 0.01);
  const auto [share, after] = stopped_share(0.15, 1000, 3);
  EXPECT_GE(share, 0.95);
  EXPECT_LE(after, 150);
  EXPECT_GE(stopped_share(1.0, 50, 4).first, 1.0);
  EXPECT_LE(stopped_share(1.0, 50, 4).second, 5) << "a wrong template is seen at once";
}

TEST(Ramp, AStageWaitsForItsReceiptsAndForPeople) {
  RampState s;
  EXPECT_EQ(s.limit(rules()), 50);
  EXPECT_EQ(step_ramp(rules(), s, view(50, 10, 0), kStart).what, RampStep::Do::nothing);
  EXPECT_EQ(step_ramp(rules(), s, view(50, 45, 0), kStart + Millis(60'000)).what, RampStep::Do::nothing)
      << "dwell";
  EXPECT_EQ(step_ramp(rules(), s, view(50, 45, 0), kStart + Millis(121'000)).what, RampStep::Do::next_stage);
  EXPECT_EQ(s.limit(rules()), 500);
  EXPECT_EQ(step_ramp(rules(), s, view(300, 300, 0), kStart + Millis(600'000)).what, RampStep::Do::nothing);
  step_ramp(rules(), s, view(500, 300, 0), kStart + Millis(700'000));
  EXPECT_EQ(step_ramp(rules(), s, view(500, 450, 0), kStart + Millis(830'000)).what,
            RampStep::Do::next_stage);
  EXPECT_EQ(s.limit(rules()), std::nullopt);
}

TEST(Ramp, ReceiptsThatDoNotComeAreAPersonsMatter) {
  RampState s;
  step_ramp(rules(), s, view(50, 20, 0), kStart);
  const RampStep step = step_ramp(rules(), s, view(50, 20, 0), kStart + Millis(1'800'000));
  EXPECT_EQ(step.what, RampStep::Do::stop);
  EXPECT_EQ(step.rule, "receipts");
  EXPECT_THAT(step.why, HasSubstr("20 of the first 50"));
  resume_ramp(s, view(50, 20, 0));
  EXPECT_EQ(s.limit(rules()), 500) << "who resumes has looked";
}

TEST(Ramp, FailuresOptOutsAndComplaintsStopItWithTheFigures) {
  for (const auto& [v, rule] : {std::pair{view(50, 40, 15), "failures"},
                                {view(50, 40, 0, 6), "opt_outs"},
                                {view(500, 400, 5, 2, 4), "complaints"}}) {
    RampState s;
    const RampStep step = step_ramp(rules(), s, v, kStart);
    EXPECT_EQ(step.what, RampStep::Do::stop) << rule;
    EXPECT_EQ(step.rule, rule);
    EXPECT_THAT(step.why, HasSubstr("%"));
  }
  RampState s;
  EXPECT_EQ(step_ramp(rules(), s, view(500, 400, 15, 5, 0), kStart).what, RampStep::Do::nothing);
}

TEST(Ramp, TroubleThatBeginsLateIsFoundSoon) {
  RampState s;
  s.stage = 2;
  std::int64_t settled = 0, failed = 0;
  for (; settled < 20'000; settled += 100, failed += 2)
    ASSERT_EQ(step_ramp(rules(), s, view(settled, settled, failed), kStart).what, RampStep::Do::nothing);
  const std::int64_t before = settled;
  for (; settled < before + 5'000; settled += 100, failed += 30)
    if (step_ramp(rules(), s, view(settled, settled, failed), kStart).what == RampStep::Do::stop) break;
  EXPECT_LE(settled - before, 1'500);
}

TEST(Ramp, LateOptOutsAreWeighedAgainstWhatTheyAnswer) {
  RampState s;
  s.stage = 2;
  for (std::int64_t left = 0; left < 20'000; left += 50)
    ASSERT_EQ(
        step_ramp(rules(), s, view(left, left, 0, std::max<std::int64_t>(0, (left - 400) / 100)), kStart)
            .what,
        RampStep::Do::nothing)
        << left;
}

TEST(Ramp, ItsStateSurvivesTheLedger) {
  RampState s;
  s.stage = 1;
  s.filled_at = kStart;
  s.base[1] = {3, 77};
  s.mid[2] = {1, 500};
  const RampState again = RampState::from_json(s.json());
  EXPECT_EQ(again.json(), s.json());
  EXPECT_EQ(again.base[1].all, 77);
}

}  // namespace
}  // namespace huiyin
