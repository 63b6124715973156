#include "daemon/base/clock.h"

#include <gtest/gtest.h>

namespace huiyin {
namespace {

TEST(Rfc3339, WritesUtc) {
  EXPECT_EQ(to_rfc3339(from_ms(0)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(to_rfc3339(from_ms(1'772'330'584'000)), "2026-03-01T02:03:04Z");
  EXPECT_EQ(to_rfc3339(from_ms(1'772'330'584'007)), "2026-03-01T02:03:04.007Z");
  EXPECT_EQ(to_rfc3339(from_ms(-1)), "1969-12-31T23:59:59.999Z");
}

TEST(Rfc3339, ReadsAnyOffset) {
  const std::pair<const char*, std::int64_t> cases[] = {
      {"2026-03-01T02:03:04Z", 1'772'330'584'000},      {"2026-03-01T10:03:04+08:00", 1'772'330'584'000},
      {"2026-02-28T21:33:04-04:30", 1'772'330'584'000}, {"2026-03-01t02:03:04.1239z", 1'772'330'584'123},
      {"2026-03-01 02:03:04.5Z", 1'772'330'584'500},    {"2024-02-29T00:00:00Z", 1'709'164'800'000},
      {"2016-12-31T23:59:60Z", 1'483'228'800'000},
  };
  for (const auto& [text, ms] : cases) {
    TimePoint t{};
    EXPECT_TRUE(from_rfc3339(text, &t)) << text;
    EXPECT_EQ(to_ms(t), ms) << text;
  }
}

TEST(Rfc3339, RefusesEverythingElse) {
  for (const char* text :
       {"", "2026-03-01", "2026-03-01T02:03:04", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01T02:60:04Z", "2026-03-01T02:03:61Z",
        "2026-03-01T02:03:04.Z", "2026-03-01T02:03:04+0800", "2026-03-01T02:03:04+24:00",
        "2026-03-01T02:03:04Zx", "26-03-01T02:03:04Z", "2026-3-1T02:03:04Z", "２026-03-01T02:03:04Z"}) {
    TimePoint t = from_ms(42);
    EXPECT_FALSE(from_rfc3339(text, &t)) << text;
    EXPECT_EQ(to_ms(t), 42) << text;
  }
}

TEST(Rfc3339, GoesThereAndBackOverCenturies) {
  for (std::int64_t ms = -2'208'988'800'000; ms < 4'102'444'800'000; ms += 98'765'432'101) {
    TimePoint t{};
    ASSERT_TRUE(from_rfc3339(to_rfc3339(from_ms(ms)), &t));
    EXPECT_EQ(to_ms(t), ms);
  }
}

TEST(Clocks, ManualMovesOnlyWhenTold) {
  ManualClock clock(from_ms(1000));
  EXPECT_EQ(to_ms(clock.now()), 1000);
  clock.advance(Millis(5));
  EXPECT_EQ(to_ms(clock.now()), 1005);
  clock.set(from_ms(7));
  EXPECT_EQ(to_ms(clock.now()), 7);
  EXPECT_GT(SystemClock().now(), from_ms(1'700'000'000'000));
}

}  // namespace
}  // namespace huiyin
