#include "daemon/io/line_server.h"

#include <gtest/gtest.h>

#include "daemon/io/line_client.h"
#include "tests/unit/io/loopback.h"

namespace huiyin {
namespace {

// Echoes one word and then ends.
struct Echo : LineEndpoint {
  void connected() override { ++connects; }
  void received(std::string_view bytes) override {
    output += bytes;
    closing = true;
  }
  void disconnected(const std::string&) override {
    ++ends;
    if (on_end) on_end();
  }
  void not_connected(const std::string&) override {}
  void tick() override {}
  Millis next_tick() const override { return Millis(1'000); }
  std::string take_output() override { return std::exchange(output, {}); }
  bool wants_close() const override { return closing; }
  bool is_up() const override { return true; }
  std::optional<Millis> reconnect_after() const override { return std::nullopt; }

  std::string output;
  bool closing = false;
  int connects = 0, ends = 0;
  std::function<void()> on_end;
};

class LineServerTest : public ::testing::Test {
 protected:
  void run() {
    const auto id = loop.after(Millis(10'000), [this] {
      timed_out = true;
      loop.stop();
    });
    loop.run();
    loop.cancel(id);
  }
  Loop loop{"test"};
  bool timed_out = false;
};

TEST_F(LineServerTest, AListedCallerIsServedOnce) {
  Echo echo;
  echo.on_end = [&] { loop.stop(); };
  LineClient link(loop, {}, echo, nullptr);
  std::string peer;
  LineServer server(
      loop, {"127.0.0.1", 0, {"10.0.0.9", "127.0.0.1"}},
      [&](int fd, const std::string& from) {
        peer = from;
        link.adopt(fd);
      },
      [](const std::string&) { FAIL(); });
  ASSERT_TRUE(server.open());
  test::RawClient caller(server.port());
  ASSERT_TRUE(caller.send("hello"));
  run();
  EXPECT_FALSE(timed_out);
  EXPECT_EQ(caller.read_all(), "hello");
  EXPECT_EQ(peer, "127.0.0.1");
  EXPECT_EQ(echo.connects, 1);
  EXPECT_EQ(echo.ends, 1);
  EXPECT_TRUE(link.is_idle()) << "it does not call back";
}

TEST_F(LineServerTest, NobodyElseIs) {
  std::string refused;
  LineServer server(
      loop, {"127.0.0.1", 0, {"10.0.0.9"}}, [](int, const std::string&) { FAIL(); },
      [&](const std::string& from) {
        refused = from;
        loop.stop();
      });
  ASSERT_TRUE(server.open());
  test::RawClient caller(server.port());
  run();
  EXPECT_FALSE(timed_out);
  EXPECT_EQ(refused, "127.0.0.1");
  EXPECT_EQ(caller.read_all(), "") << "closed, and nothing said";
}

TEST_F(LineServerTest, ATakenPortIsAnErrorThatNamesIt) {
  const auto make = [&](int port) {
    return std::make_unique<LineServer>(
        loop, LineServer::Options{"127.0.0.1", port, {}}, [](int, const std::string&) {},
        [](const std::string&) {});
  };
  const auto first = make(0);
  ASSERT_TRUE(first->open());
  const auto second = make(first->port());
  const auto opened = second->open();
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().text().find(std::to_string(first->port())), std::string::npos);
  first->close();
  EXPECT_TRUE(second->open()) << "free again";
}

}  // namespace
}  // namespace huiyin
