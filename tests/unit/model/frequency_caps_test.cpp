#include "daemon/model/frequency_caps.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/base/embedded.h"

namespace huiyin {
namespace {

using ::testing::HasSubstr;

TimePoint at(const char* text) {
  TimePoint t{};
  EXPECT_TRUE(from_rfc3339(text, &t)) << text;
  return t;
}

FrequencyCap cap(int limit, Millis window, bool wall_clock) {
  return {"c", "*", {}, limit, window, wall_clock, false};
}

std::optional<TimePoint> until(const FrequencyCap& c, const std::vector<PersonSend>& sent, TimePoint now) {
  const FrequencyCap* const caps[] = {&c};
  const auto hit = cap_hit(caps, sent, {now, 1, 7, Purpose::publicity});
  return hit ? std::optional<TimePoint>(hit->until) : std::nullopt;
}

TEST(FrequencyCaps, ARollingDayIsTheLastTwentyFourHours) {
  const auto day = cap(1, std::chrono::hours(24), false);
  const std::vector<PersonSend> sent = {{at("2026-03-01T20:00:00+08:00"), 1, 7, Purpose::publicity}};
  EXPECT_EQ(until(day, sent, at("2026-03-02T08:00:00+08:00")), at("2026-03-02T20:00:00+08:00"));
  EXPECT_EQ(until(day, sent, at("2026-03-02T20:00:00+08:00")), std::nullopt);
}

TEST(FrequencyCaps, AWallClockHourBeginsAnewAtTheFullHourInBeijing) {
  const auto hour = cap(1, std::chrono::hours(1), true);
  const std::vector<PersonSend> sent = {{at("2026-03-01T09:59:00+08:00"), 1, 7, Purpose::publicity}};
  EXPECT_EQ(until(hour, sent, at("2026-03-01T09:59:30+08:00")), at("2026-03-01T10:00:00+08:00"));
  EXPECT_EQ(until(hour, sent, at("2026-03-01T10:00:00+08:00")), std::nullopt);
  const auto day = cap(1, std::chrono::hours(24), true);
  EXPECT_EQ(until(day, sent, at("2026-03-01T23:00:00+08:00")), at("2026-03-02T00:00:00+08:00"));
}

TEST(FrequencyCaps, CountsByAccountPurposeAndContentAsTheCapSays) {
  FrequencyCap c{"t", "tencent", Purpose::publicity, 1, Millis(30'000), false, true};
  const TimePoint now = at("2026-03-01T10:00:00+08:00");
  EXPECT_TRUE(until(c, {{now, 1, 7, Purpose::publicity}}, now));
  EXPECT_FALSE(until(c, {{now, 2, 7, Purpose::publicity}}, now)) << "another account";
  EXPECT_FALSE(until(c, {{now, 1, 8, Purpose::publicity}}, now)) << "another text";
  EXPECT_FALSE(until(c, {{now, 1, 7, Purpose::staff}}, now)) << "another purpose";
  EXPECT_TRUE(c.fits("main", "tencent", Purpose::publicity));
  EXPECT_FALSE(c.fits("main", "tencent", Purpose::staff));
  EXPECT_FALSE(c.fits("main", "aliyun", Purpose::publicity));
}

// Whatever is sent when the caps allow it never has more than `limit` in any window that the carrier counts.
TEST(FrequencyCaps, WhatIsAllowedNeverGoesOverTheLimit) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 50; ++round) {
    const bool wall = random() % 2 == 0;
    const Millis windows[] = {Millis(60'000), Millis(3'600'000), Millis(86'400'000)};
    const auto c = cap(1 + static_cast<int>(random() % 5), windows[random() % 3], wall);
    std::vector<PersonSend> sent;
    TimePoint now = at("2026-02-28T15:59:30Z");
    for (int i = 0; i < 200; ++i) {
      now += Millis(random() % static_cast<std::uint64_t>(c.window.count() / 2));
      if (const auto later = until(c, sent, now)) {
        ASSERT_GT(*later, now);
        ASSERT_FALSE(until(c, sent, *later)) << "then there must be room";
        continue;
      }
      sent.push_back({now, 1, 7, Purpose::publicity});
      std::int64_t in_window = 0;
      for (const PersonSend& s : sent) {
        const auto slot = [&](TimePoint t) { return (to_ms(t) + 8 * 3'600'000) / c.window.count(); };
        in_window += wall ? slot(s.at) == slot(now) : s.at > now - c.window;
      }
      ASSERT_LE(in_window, c.limit);
    }
  }
}

TEST(FrequencyCaps, TheShippedFileIsRead) {
  const auto caps = FrequencyCaps::parse(embedded_file("frequency_caps.toml"), "frequency_caps.toml");
  ASSERT_TRUE(caps) << caps.error().text();
  EXPECT_FALSE(caps->of("main", "huawei", Purpose::publicity).empty());
  EXPECT_TRUE(caps->of("main", "smpp", Purpose::publicity).empty());
}

TEST(FrequencyCaps, ErrorsNameThePlace) {
  const std::string head = "[[cap]]\nname = \"x\"\ncarrier = \"*\"\npurpose = \"*\"\nlimit = 1\n";
  for (const char* wrong : {"window = \"2h\"\ncounts = \"wall_clock\"",
                            "window = \"1x\"\ncounts = \"rolling\"", "window = \"1h\"\ncounts = \"often\""}) {
    const auto caps = FrequencyCaps::parse(head + wrong, "caps.toml");
    ASSERT_FALSE(caps) << wrong;
    EXPECT_THAT(caps.error().text(), HasSubstr("caps.toml:"));
  }
}

}  // namespace
}  // namespace huiyin
