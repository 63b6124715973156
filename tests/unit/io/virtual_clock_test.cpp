#include "daemon/io/virtual_clock.h"

#include <fstream>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/io/temporary_folder.h"

namespace huiyin {
namespace {

using std::chrono::hours;

TEST(VirtualClock, StartsAtTheSystemTime) {
  const test::TemporaryFolder folder;
  const auto clock = VirtualClock::open(folder.path() + "/clock").value();
  const TimePoint before = SystemClock().now();
  const TimePoint now = clock->now();
  const TimePoint after = SystemClock().now();
  EXPECT_LE(before, now);
  EXPECT_LE(now, after);
  EXPECT_EQ(clock->offset(), Millis(0));
}

TEST(VirtualClock, AdvanceIsSeenByAnotherProcessAndBack) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() + "/clock";
  const auto clock = VirtualClock::open(path).value();
  clock->advance(hours(24 * 7));
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {  // one that inherited the mapping, and one that opens the file anew
    const auto own = VirtualClock::open(path);
    const bool seen =
        own.has_value() && (*own)->offset() == hours(24 * 7) && clock->offset() == hours(24 * 7);
    if (seen) (*own)->advance(hours(1));
    ::_exit(seen ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_EQ(clock->offset(), hours(24 * 7 + 1));
  EXPECT_GE(clock->now(), SystemClock().now() + hours(24 * 7));
}

TEST(VirtualClock, OffsetOutlivesTheClockAndMayBeNegative) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() + "/clock";
  VirtualClock::open(path).value()->set_offset(Millis(-5));
  EXPECT_EQ(VirtualClock::open(path).value()->offset(), Millis(-5));
}

TEST(VirtualClock, NoAdvanceIsLostBetweenThreads) {
  const test::TemporaryFolder folder;
  const auto clock = VirtualClock::open(folder.path() + "/clock").value();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 10'000; ++i) clock->advance(Millis(1));
    });
  for (auto& t : threads) t.join();
  EXPECT_EQ(clock->offset(), Millis(40'000));
}

TEST(VirtualClock, OtherFilesAreRefused) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() + "/huiyin.toml";
  std::ofstream(path) << "# not a clock";
  const auto clock = VirtualClock::open(path);
  ASSERT_FALSE(clock.has_value());
  EXPECT_EQ(clock.error().code, Errc::bad_input);
  EXPECT_EQ(clock.error().where, path);
  EXPECT_FALSE(VirtualClock::open(folder.path() + "/none/clock").has_value());
}

}  // namespace
}  // namespace huiyin
