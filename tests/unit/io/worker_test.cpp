#include "daemon/io/worker.h"

#include <algorithm>
#include <future>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace huiyin {
namespace {

TEST(Worker, RunsWorkInOrderOnOneOtherThread) {
  std::vector<int> order;
  std::set<std::thread::id> threads;
  {
    Worker worker("test", 1'000);
    for (int i = 0; i < 500; ++i)
      ASSERT_TRUE(worker.post([&, i] {
        order.push_back(i);
        threads.insert(std::this_thread::get_id());
      }));
  }
  ASSERT_EQ(order.size(), 500u);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
  EXPECT_EQ(threads.size(), 1u);
  EXPECT_FALSE(threads.contains(std::this_thread::get_id()));
}

TEST(Worker, EndsOnlyWhenWhatWorkPostedHasRunToo) {
  bool last = false;
  {
    Worker worker("test", 10);
    worker.post([&] { worker.post_always([&] { worker.post_always([&] { last = true; }); }); });
  }
  EXPECT_TRUE(last);
}

TEST(Worker, RefusesBeyondItsBound) {
  std::promise<void> go, running;  // outlive the worker's thread
  Worker worker("test", 2);
  worker.post([&] {
    running.set_value();
    go.get_future().wait();
  });
  running.get_future().wait();
  EXPECT_TRUE(worker.post([] {}));
  EXPECT_TRUE(worker.post([] {}));
  EXPECT_FALSE(worker.post([] {}));
  EXPECT_EQ(worker.mailbox().refused(), 1u);
  go.set_value();
}

}  // namespace
}  // namespace huiyin
