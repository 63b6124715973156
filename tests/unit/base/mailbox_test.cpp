#include "daemon/base/mailbox.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include <gtest/gtest.h>
#include <poll.h>

namespace huiyin {
namespace {

bool readable(int fd) {
  pollfd p{fd, POLLIN, 0};
  return ::poll(&p, 1, 0) == 1;
}

TEST(Mailbox, RunsInOrderAndClearsTheDescriptor) {
  Mailbox box("store", 10);
  EXPECT_FALSE(readable(box.fd()));
  std::string ran;
  for (const char c : {'a', 'b', 'c'}) EXPECT_TRUE(box.post([&ran, c] { ran += c; }));
  EXPECT_TRUE(readable(box.fd()));
  EXPECT_EQ(box.size(), 3u);
  EXPECT_EQ(box.run(), 3u);
  EXPECT_EQ(ran, "abc");
  EXPECT_FALSE(readable(box.fd()));
  EXPECT_EQ(box.run(), 0u);
  EXPECT_EQ(box.name(), "store");
}

TEST(Mailbox, RefusesBeyondItsBoundAndCounts) {
  Mailbox box("net", 2);
  EXPECT_TRUE(box.post([] {}));
  EXPECT_TRUE(box.post([] {}));
  EXPECT_FALSE(box.post([] {}));
  EXPECT_FALSE(box.post([] {}));
  EXPECT_EQ(box.refused(), 2u);
  box.post_always([] {});
  EXPECT_EQ(box.size(), 3u);
  EXPECT_EQ(box.run(), 3u);
  EXPECT_TRUE(box.post([] {}));
}

TEST(Mailbox, WorkPostedByWorkRunsNextTime) {
  Mailbox box("net", 10);
  int ran = 0;
  box.post([&] { box.post([&] { ++ran; }); });
  EXPECT_EQ(box.run(), 1u);
  EXPECT_EQ(ran, 0);
  EXPECT_TRUE(readable(box.fd()));
  EXPECT_EQ(box.run(), 1u);
  EXPECT_EQ(ran, 1);
}

TEST(Mailbox, FreesWhatWorkHeld) {
  Mailbox box("net", 10);
  auto held = std::make_shared<int>(1);
  const std::weak_ptr<int> watch = held;
  box.post([held] {});
  held.reset();
  EXPECT_FALSE(watch.expired());
  box.run();
  EXPECT_TRUE(watch.expired());
}

TEST(Mailbox, WaitTimesOut) {
  Mailbox box("net", 1);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(box.wait(20));
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(19));
  box.post([] {});
  EXPECT_TRUE(box.wait(0));
  EXPECT_TRUE(box.wait(-1));
}

TEST(Mailbox, ManyThreadsLoseNothingAndKeepTheirOrder) {
  constexpr int kThreads = 4, kEach = 20000;
  Mailbox box("net", 256);
  std::vector<int> last(kThreads, -1);
  std::atomic<bool> in_order = true;
  std::vector<std::thread> senders;
  for (int t = 0; t < kThreads; ++t) {
    senders.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i)
        while (!box.post([&, t, i] {
          if (last[static_cast<std::size_t>(t)] != i - 1) in_order = false;
          last[static_cast<std::size_t>(t)] = i;
        }))
          std::this_thread::yield();
    });
  }
  std::size_t ran = 0;
  while (ran < static_cast<std::size_t>(kThreads) * kEach) {
    ASSERT_TRUE(box.wait(5000)) << "a post was lost after " << ran;
    ran += box.run();
  }
  for (std::thread& s : senders) s.join();
  EXPECT_TRUE(in_order);
  EXPECT_EQ(box.size(), 0u);
}

}  // namespace
}  // namespace huiyin
