#include "daemon/io/loop.h"

#include <array>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

namespace huiyin {
namespace {

using std::chrono::steady_clock;

TEST(Loop, TimersRunInOrderAndNeverEarly) {
  Loop loop("test");
  std::vector<int> order;
  const auto start = steady_clock::now();
  Millis waited{0};
  loop.after(Millis(30), [&] {
    order.push_back(3);
    waited = std::chrono::floor<Millis>(steady_clock::now() - start);
    loop.stop();
  });
  loop.after(Millis(10), [&] { order.push_back(2); });
  loop.after(Millis(0), [&] { order.push_back(1); });
  loop.run();
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
  EXPECT_GE(waited, Millis(30));
}

TEST(Loop, RepeatedTimerStopsWhenCancelledFromWithin) {
  Loop loop("test");
  int runs = 0;
  Loop::TimerId id = 0;
  id = loop.every(Millis(1), [&] {
    if (++runs < 3) return;
    loop.cancel(id);
    loop.after(Millis(20), [&] { loop.stop(); });
  });
  loop.run();
  EXPECT_EQ(runs, 3);
}

TEST(Loop, CancelledTimerDoesNotRun) {
  Loop loop("test");
  bool ran = false;
  Loop::TimerId victim = 0;
  loop.after(Millis(1), [&] { loop.cancel(victim); });
  victim = loop.after(Millis(1), [&] { ran = true; });
  loop.after(Millis(2), [&] { loop.stop(); });
  loop.cancel(987654);
  loop.run();
  EXPECT_FALSE(ran);
}

TEST(Loop, ZeroDelayTimersDoNotStarveTheRest) {
  Loop loop("test");
  int spins = 0;
  std::function<void()> again = [&] {
    if (++spins == 100) loop.post([&] { loop.stop(); });
    loop.after(Millis(0), again);
  };
  again();
  loop.run();
  EXPECT_GE(spins, 100);
}

TEST(Loop, PostsFromThreadsAllRunOnTheLoopInOrder) {
  constexpr int kThreads = 4, kEach = 5000;
  Loop loop("test", 1'000'000);
  const auto here = std::this_thread::get_id();
  std::array<int, kThreads> last{};
  int total = 0;
  bool right_thread = true, right_order = true;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] {
      for (int i = 1; i <= kEach; ++i)
        EXPECT_TRUE(loop.post([&, t, i] {
          right_thread = right_thread && std::this_thread::get_id() == here;
          right_order = right_order && last[t] + 1 == i;
          last[t] = i;
          if (++total == kThreads * kEach) loop.stop();
        }));
    });
  loop.run();
  for (std::thread& t : threads) t.join();
  EXPECT_EQ(total, kThreads * kEach);
  EXPECT_TRUE(right_thread);
  EXPECT_TRUE(right_order);
}

TEST(Loop, PostIsRefusedBeyondTheLimit) {
  Loop loop("test", 2);
  int ran = 0;
  EXPECT_TRUE(loop.post([&] { ++ran; }));
  EXPECT_TRUE(loop.post([&] { ++ran; }));
  EXPECT_FALSE(loop.post([&] { ++ran; }));
  loop.post_always([&] {
    ++ran;
    loop.stop();
  });
  loop.run();
  EXPECT_EQ(ran, 3);
  EXPECT_EQ(loop.mailbox().refused(), 1u);
}

TEST(Loop, StopBeforeRunReturnsAtOnceAndTheLoopMayRunAgain) {
  Loop loop("test");
  loop.stop();
  loop.run();
  bool ran = false;
  loop.after(Millis(0), [&] {
    ran = true;
    loop.stop();
  });
  loop.run();
  EXPECT_TRUE(ran);
}

class Pair {
 public:
  Pair() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0); }
  ~Pair() {
    ::close(ends[0]);
    if (ends[1] >= 0) ::close(ends[1]);
  }
  void hang_up() {
    ::close(ends[1]);
    ends[1] = -1;
  }
  int ends[2];
};

TEST(Loop, WatchedDescriptorTellsWhatIsReady) {
  Loop loop("test");
  Pair pair;
  std::string got;
  bool was_writable = false;
  loop.watch(pair.ends[0], false, true, [&](bool readable, bool writable) {
    EXPECT_FALSE(readable);
    was_writable = writable;
    loop.watch(pair.ends[0], true, false, [&](bool now_readable, bool) {
      EXPECT_TRUE(now_readable);
      char buffer[8];
      got.append(buffer,
                 static_cast<std::size_t>(std::max<ssize_t>(0, ::read(pair.ends[0], buffer, sizeof buffer))));
      loop.stop();
    });
    EXPECT_EQ(::write(pair.ends[1], "hello", 5), 5);
  });
  loop.run();
  EXPECT_TRUE(was_writable);
  EXPECT_EQ(got, "hello");
}

TEST(Loop, HangUpIsTold) {
  Loop loop("test");
  Pair pair;
  pair.hang_up();
  loop.watch(pair.ends[0], true, false, [&](bool readable, bool) {
    EXPECT_TRUE(readable);
    loop.unwatch(pair.ends[0]);
    loop.stop();
  });
  loop.run();
}

TEST(Loop, HangUpOfAPipeIsTold) {  // POLLHUP alone, which curl does not pass on
  Loop loop("test");
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ::close(ends[1]);
  bool told = false;
  loop.watch(ends[0], true, false, [&](bool readable, bool) {
    told = readable;
    loop.stop();
  });
  loop.run();
  EXPECT_TRUE(told);
  loop.unwatch(ends[0]);
  ::close(ends[0]);
}

TEST(Loop, UnwatchedByAnotherInTheSameRoundIsNotCalled) {
  Loop loop("test");
  Pair a, b;
  int calls = 0;
  const auto once = [&](int other) {
    return [&, other](bool, bool) {
      ++calls;
      loop.unwatch(other);
      loop.stop();
    };
  };
  loop.watch(a.ends[0], false, true, once(b.ends[0]));
  loop.watch(b.ends[0], false, true, once(a.ends[0]));
  loop.run();
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace huiyin
