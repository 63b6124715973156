#include "daemon/outbound/pacer.h"

#include <gtest/gtest.h>

namespace huiyin {
namespace {

using namespace std::chrono_literals;

TEST(Pacer, NeverMoreThanTheRateOverASecond) {
  for (const double rate : {1.0, 7.0, 100.0, 3000.0}) {
    Pacer p(rate);
    Pacer::Steady now{};
    int taken = 0;
    for (int ms = 0; ms < 10'000; ++ms, now += 1ms)
      while (p.take(now)) ++taken;
    EXPECT_LE(taken, rate * 10 + std::max(1.0, rate / 10) + 1) << rate;
    EXPECT_GE(taken, rate * 10 - 1) << rate;
  }
}

TEST(Pacer, WaitsExactlyUntilItWouldSayYes) {
  Pacer p(10);
  Pacer::Steady now{};
  while (p.take(now)) {
  }
  const auto wait = p.wait(now);
  EXPECT_GT(wait, 0ms);
  EXPECT_FALSE(p.take(now + wait - 2ms));
  EXPECT_TRUE(p.take(now + wait));
}

TEST(Pacer, ZeroIsUnlimited) {
  Pacer p(0);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(p.take({}));
  EXPECT_EQ(p.wait({}), 0ms);
}

TEST(Pacer, ALongPauseGivesNoBurstBeyondTheBucket) {
  Pacer p(100);
  int taken = 0;
  while (p.take(Pacer::Steady{} + 1h)) ++taken;
  EXPECT_LE(taken, 10);
}

}  // namespace
}  // namespace huiyin
