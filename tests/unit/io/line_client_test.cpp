#include "daemon/io/line_client.h"

#include <atomic>
#include <chrono>
#include <thread>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/unit/io/loopback.h"

namespace huiyin {
namespace {

using std::chrono::steady_clock;

struct Recorder : LineEndpoint {
  void connected() override {
    ++connects;
    output += greeting;
  }
  void received(std::string_view bytes) override {
    input += bytes;
    if (on_input) on_input();
  }
  void disconnected(const std::string& why) override {
    ends.push_back(why);
    up = closing = false;
    if (on_end) on_end();
  }
  void not_connected(const std::string& why) override {
    refusals.push_back(why);
    if (on_end) on_end();
  }
  void tick() override {
    ++ticks;
    input_at_tick = input;
    if (on_tick) on_tick();
  }
  Millis next_tick() const override { return tick_every; }
  std::string take_output() override { return std::exchange(output, {}); }
  bool wants_close() const override { return closing; }
  bool is_up() const override { return up; }
  std::optional<Millis> reconnect_after() const override { return hint; }

  std::string greeting, output, input, input_at_tick;
  int connects = 0, ticks = 0;
  bool closing = false, up = false;
  Millis tick_every{1'000};
  std::optional<Millis> hint = Millis(1);
  std::vector<std::string> ends, refusals;
  std::function<void()> on_input, on_end, on_tick;
};

class LineClientTest : public ::testing::Test {
 protected:
  std::unique_ptr<LineClient> client(int port, Recorder& r, LineGate* gate = nullptr) {
    LineClient::Options o;
    o.host = "127.0.0.1";
    o.port = port;
    o.first_back_off = Millis(20);
    o.longest_back_off = Millis(80);
    return std::make_unique<LineClient>(loop, o, r, gate);
  }
  void run(Millis at_most = Millis(10'000)) {
    const auto id = loop.after(at_most, [this] {
      timed_out = true;
      loop.stop();
    });
    loop.run();
    loop.cancel(id);
  }
  Loop loop{"test"};
  bool timed_out = false;
};

std::string read_n(int fd, std::size_t n) {
  std::string s;
  char buffer[4096];
  while (s.size() < n) {
    const ssize_t got = ::recv(fd, buffer, std::min(sizeof buffer, n - s.size()), 0);
    if (got <= 0) break;
    s.append(buffer, static_cast<std::size_t>(got));
  }
  return s;
}

TEST_F(LineClientTest, SpeaksAndHears) {
  test::ScriptServer server([](int fd, int) {
    if (read_n(fd, 5) == "hello") test::write_all(fd, "welcome");
    read_n(fd, 1);
  });
  Recorder r;
  r.greeting = "hello";
  r.on_input = [&] {
    if (r.input == "welcome") loop.stop();
  };
  auto c = client(server.port(), r);
  c->open();
  run();
  EXPECT_FALSE(timed_out);
  EXPECT_TRUE(c->is_open());
}

TEST_F(LineClientTest, RefusedItTriesAgainLaterAndLater) {
  Recorder r;
  std::vector<steady_clock::time_point> at;
  r.on_end = [&] {
    at.push_back(steady_clock::now());
    if (at.size() == 4) loop.stop();
  };
  auto c = client(test::closed_port(), r);
  c->open();
  run();
  ASSERT_EQ(at.size(), 4u);
  EXPECT_EQ(r.refusals[0], "Connection refused");
  EXPECT_EQ(r.connects, 0);
  EXPECT_GE(at[1] - at[0], Millis(15));
  EXPECT_GE(at[2] - at[1], Millis(30));
  EXPECT_GE(at[3] - at[2], Millis(60));
}

TEST_F(LineClientTest, ComesBackAfterTheEndNotEarlierThanTheEndpointSays) {
  test::ScriptServer server([](int, int) {});
  Recorder r;
  r.hint = Millis(120);
  const auto start = steady_clock::now();
  r.on_end = [&] {
    if (r.ends.size() == 2) loop.stop();
  };
  auto c = client(server.port(), r);
  c->open();
  run();
  EXPECT_EQ(r.connects, 2);
  EXPECT_EQ(r.ends[0], "the peer closed the connection");
  EXPECT_GE(steady_clock::now() - start, Millis(120));
}

TEST_F(LineClientTest, StoppedItStaysDownUntilSomeoneOpensIt) {
  test::ScriptServer server([](int, int) {});
  Recorder r;
  r.hint = std::nullopt;
  r.on_end = [&] { loop.after(Millis(100), [&] { loop.stop(); }); };
  auto c = client(server.port(), r);
  c->open();
  run();
  EXPECT_EQ(r.connects, 1);
  EXPECT_TRUE(c->is_idle());
  c->open();
  run();
  EXPECT_EQ(r.connects, 2);
}

// Pitfall: both sides write much before they read. We never stop reading.
TEST_F(LineClientTest, ReadsWhileItsOwnWritesAreBlocked) {
  constexpr std::size_t kMuch = 16 << 20;
  std::atomic<std::size_t> got = 0;
  test::ScriptServer server([&](int fd, int) {
    test::write_all(fd, std::string(kMuch, 'x'));
    got = read_n(fd, 512 << 10).size();
  });
  Recorder r;
  r.greeting.assign(512 << 10, 'y');
  r.hint = std::nullopt;
  r.on_input = [&] {
    if (r.input.size() == kMuch) loop.after(Millis(200), [&] { loop.stop(); });
  };
  auto c = client(server.port(), r);
  c->open();
  run();
  EXPECT_EQ(r.input.size(), kMuch);
  EXPECT_EQ(got, 512u << 10);
}

TEST_F(LineClientTest, APeerThatNeverReadsIsLetGo) {
  std::atomic<bool> over = false;
  test::ScriptServer server([&](int, int) {
    while (!over) std::this_thread::sleep_for(Millis(5));
  });
  Recorder r;
  r.tick_every = Millis(1);
  r.hint = std::nullopt;
  r.on_tick = [&] { r.output.append(64 << 10, 'z'); };
  r.on_end = [&] { loop.stop(); };
  auto c = client(server.port(), r);
  c->open();
  run();
  over = true;
  ASSERT_EQ(r.ends.size(), 1u);
  EXPECT_EQ(r.ends[0], "the peer does not read");
}

// An answer that lies in the socket is not late.
TEST_F(LineClientTest, ReadsBeforeItTicks) {
  test::ScriptServer server([](int fd, int) {
    test::write_all(fd, "answer");
    read_n(fd, 1);
  });
  Recorder r;
  r.tick_every = Millis(30);
  r.on_tick = [&] { loop.stop(); };
  auto c = client(server.port(), r);
  loop.after(Millis(1), [&] { std::this_thread::sleep_for(Millis(80)); });  // a busy loop
  c->open();
  run();
  EXPECT_EQ(r.input_at_tick, "answer");
}

TEST_F(LineClientTest, TheLastWordsGoOutBeforeItCloses) {
  std::string last;
  test::ScriptServer server([&](int fd, int) { last = read_n(fd, 100); });
  {
    Recorder r;
    r.greeting = "goodbye";
    r.closing = true;
    r.hint = std::nullopt;
    r.on_end = [&] { loop.after(Millis(50), [&] { loop.stop(); }); };
    auto c = client(server.port(), r);
    c->open();
    run();
    EXPECT_EQ(r.ends.at(0), "closed");
  }
  EXPECT_EQ(last, "goodbye");
}

TEST_F(LineClientTest, PokedItFetchesOutput) {
  test::ScriptServer server([](int fd, int) { test::write_all(fd, read_n(fd, 3)); });
  Recorder r;
  r.on_input = [&] { loop.stop(); };
  auto c = client(server.port(), r);
  c->open();
  loop.after(Millis(50), [&] {
    r.output = "abc";
    c->poke();
    c->poke();
  });
  run();
  EXPECT_EQ(r.input, "abc");
}

TEST_F(LineClientTest, OneAtATimeThroughTheGate) {
  std::atomic<int> open = 0, most = 0;
  test::ScriptServer server([&](int fd, int) {
    most = std::max(most.load(), ++open);
    std::this_thread::sleep_for(Millis(30));
    --open;
    test::write_all(fd, "up");
    read_n(fd, 1);
  });
  LineGate gate;
  std::vector<std::unique_ptr<Recorder>> recorders;
  std::vector<std::unique_ptr<LineClient>> clients;
  int ups = 0;
  for (int i = 0; i < 4; ++i) {
    recorders.push_back(std::make_unique<Recorder>());
    Recorder& r = *recorders.back();
    r.on_input = [&] {
      r.up = true;
      if (++ups == 4) loop.stop();
    };
    clients.push_back(client(server.port(), r, &gate));
  }
  for (auto& c : clients) c->open();
  run();
  EXPECT_EQ(ups, 4);
  EXPECT_EQ(most, 1) << "never two that are not up yet";
}

TEST_F(LineClientTest, NamesAreLookedUp) {
  test::ScriptServer server([](int fd, int) { test::write_all(fd, "hi"); });
  Recorder r;
  r.on_input = [&] { loop.stop(); };
  LineClient::Options o;
  o.host = "localhost";
  o.port = server.port();
  LineClient c(loop, o, r, nullptr);
  c.open();
  run();
  EXPECT_EQ(r.input, "hi");
}

TEST_F(LineClientTest, AnUnknownNameIsSaidSo) {
  Recorder r;
  r.hint = std::nullopt;
  r.on_end = [&] { loop.stop(); };
  LineClient::Options o;
  o.host = "no-such-host.invalid";
  o.port = 2775;
  LineClient c(loop, o, r, nullptr);
  c.open();
  run();
  ASSERT_EQ(r.refusals.size(), 1u);
  EXPECT_TRUE(r.refusals[0].starts_with("the name was not found") || r.refusals[0] == "took too long")
      << r.refusals[0];
}

TEST_F(LineClientTest, MayBeDestroyedInEveryState) {
  test::ScriptServer server([](int fd, int) { read_n(fd, 1); });
  for (const char* host : {"127.0.0.1", "no-such-host.invalid"})
    for (int ms : {0, 1, 5, 30}) {
      Recorder r;
      LineGate gate;
      LineClient::Options o;
      o.host = host;
      o.port = server.port();
      auto c = std::make_unique<LineClient>(loop, o, r, &gate);
      auto second = std::make_unique<LineClient>(loop, o, r, &gate);
      c->open();
      second->open();
      loop.after(Millis(ms), [&] { loop.stop(); });
      loop.run();
      c.reset();
      second.reset();
    }
  SUCCEED();
}

}  // namespace
}  // namespace huiyin
