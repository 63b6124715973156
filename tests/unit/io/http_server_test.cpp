#include "daemon/io/http_server.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "daemon/base/json.h"
#include "tests/unit/io/loopback.h"

namespace huiyin {
namespace {

using test::RawClient;
using test::say;

constexpr std::string_view kClose = "Connection: close\r\n";

std::string get(std::string_view target, std::string_view headers = kClose) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n" + std::string(headers) + "\r\n";
}

std::string post(std::string_view target, std::string_view body, std::string_view headers = kClose) {
  return "POST " + std::string(target) +
         " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(headers) + "\r\n" + std::string(body);
}

std::string body_of(const std::string& answer) {
  return answer.substr(answer.find("\r\n\r\n") + 4);
}

HttpResponse text(std::string body) {
  HttpResponse response;
  response.content_type = "text/plain";
  response.body = std::move(body);
  return response;
}

std::unique_ptr<HttpServer> serve(HttpServer::Handler handler, HttpServer::Options options = {},
                                  std::size_t limit = 1000) {
  auto server = HttpServer::start(options, std::move(handler),
                                  [limit](std::string_view, std::string_view) { return limit; });
  EXPECT_TRUE(server.has_value()) << server.error().text();
  return std::move(*server);
}

void echo(HttpRequest request, std::shared_ptr<Responder> responder) {
  responder->send(text(request.method + " " + request.path + " " + request.query + " " + request.body));
}

void expect_problem(const std::string& answer, int status) {
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 " + std::to_string(status))) << answer;
  EXPECT_NE(answer.find("Content-Type: application/problem+json"), std::string::npos) << answer;
  const auto json = Json::try_parse(body_of(answer));
  ASSERT_TRUE(json.has_value()) << answer;
  EXPECT_EQ(json->number("status"), status);
}

TEST(HttpServer, RequestArrivesWhole) {
  HttpRequest seen;
  auto server = serve([&](HttpRequest request, std::shared_ptr<Responder> responder) {
    seen = std::move(request);
    HttpResponse response = text("好");
    response.status = 201;
    response.headers = {{"X-Id", "9"}};
    responder->send(response);
  });
  const std::string answer = say(server->port(), post("/api/v1/%E6%A1%88%20a?x=1&empty&n=a%26b+c&x=2", "body",
                                                      "X-Key: Some Value\r\nConnection: close\r\n"));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 201 Created\r\n")) << answer;
  EXPECT_NE(answer.find("\r\nX-Id: 9\r\n"), std::string::npos);
  EXPECT_EQ(body_of(answer), "好");
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.path, "/api/v1/案 a");
  EXPECT_EQ(seen.query, "x=1&empty&n=a%26b+c&x=2");
  EXPECT_EQ(seen.body, "body");
  EXPECT_EQ(seen.peer, "127.0.0.1");
  EXPECT_EQ(seen.header("x-key"), "Some Value");
  EXPECT_EQ(seen.parameter("x"), "1");
  EXPECT_EQ(seen.parameter("n"), "a&b c");
  EXPECT_TRUE(seen.has_parameter("empty"));
  EXPECT_EQ(seen.parameter("empty"), "");
  EXPECT_FALSE(seen.has_parameter("none"));
}

TEST(HttpServer, ConnectionServesManyRequests) {
  auto server = serve(echo);
  RawClient client(server->port());
  for (int i = 0; i < 50; ++i) {
    client.send(post("/n", std::to_string(i), ""));
    const std::string mark = "POST /n  " + std::to_string(i);
    EXPECT_TRUE(client.read_until(mark).ends_with(mark));
  }
  EXPECT_EQ(server->connections(), 1u);
}

TEST(HttpServer, ChunkedBodyIsPutTogether) {
  auto server = serve(echo);
  const std::string answer = say(server->port(),
                                 "POST /c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                 "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_EQ(body_of(answer), "POST /c  abcde");
}

TEST(HttpServer, BodyAtTheLimitPassesAndOverItIs413) {
  std::atomic<int> handled = 0;
  auto server = serve([&](HttpRequest request, std::shared_ptr<Responder> responder) {
    ++handled;
    echo(std::move(request), std::move(responder));
  });
  EXPECT_TRUE(say(server->port(), post("/", std::string(1000, 'x'))).starts_with("HTTP/1.1 200"));
  expect_problem(say(server->port(), post("/", std::string(1001, 'x'))), 413);
  expect_problem(say(server->port(), "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n"),
                 413);
  expect_problem(
      say(server->port(),
          "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
              std::string(1001, 'x') + "\r\n0\r\n\r\n"),
      413);
  EXPECT_EQ(handled, 1);
}

TEST(HttpServer, EndlessBodyIsCut) {
  auto server = serve(echo);
  RawClient client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
  int sent = 0;
  while (sent < 1000 && client.send(chunk)) ++sent;
  EXPECT_LT(sent, 1000);
}

TEST(HttpServer, LongHeadersAre431) {
  auto server = serve(echo);
  expect_problem(
      say(server->port(), get("/", "X-Long: " + std::string(33'000, 'x') + "\r\nConnection: close\r\n")),
      431);
  EXPECT_TRUE(
      say(server->port(), get("/", "X-Long: " + std::string(1 << 20, 'x') + "\r\n\r\n")).find("200 OK") ==
      std::string::npos);
}

TEST(HttpServer, PathsThatClimbAre400) {
  std::atomic<int> handled = 0;
  auto server = serve([&](HttpRequest request, std::shared_ptr<Responder> responder) {
    ++handled;
    echo(std::move(request), std::move(responder));
  });
  for (const char* path : {"/../etc/passwd", "/a/../b", "/a/%2e%2e/b", "/a/%2E./b", "/a/.", "/a%2f..%2fb",
                           "/a%00b", "/a%0d%0ab", "/%ff%fe", "*", "http://other/", "/.."})
    expect_problem(say(server->port(), get(path)), 400);
  EXPECT_EQ(handled, 0);
  EXPECT_EQ(body_of(say(server->port(), get("/a..b/...?../.."))), "GET /a..b/... ../.. ");
}

TEST(HttpServer, AmbiguousLengthIs400) {
  auto server = serve(echo);
  expect_problem(say(server->port(),
                     "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n"
                     "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                 400);
}

TEST(HttpServer, GarbageDoesNotHurt) {
  auto server = serve(echo);
  for (const std::string& junk :
       {std::string("\0\1\2\xff", 4), std::string("GET\r\n\r\n"), std::string("GET / HTTP/9.9\r\n\r\n"),
        std::string(100'000, 'A'), std::string("\r\n\r\n\r\n"),
        std::string("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n")}) {
    RawClient client(server->port());
    client.send(junk);
    ::shutdown(client.fd(), SHUT_WR);
    client.read_all();
  }
  EXPECT_TRUE(say(server->port(), get("/")).starts_with("HTTP/1.1 200"));
}

TEST(HttpServer, ThrowingHandlerIs500) {
  auto server = serve([](HttpRequest request, std::shared_ptr<Responder>) {
    if (request.path == "/int") throw 7;
    throw std::runtime_error("secret detail");
  });
  const std::string answer = say(server->port(), get("/"));
  expect_problem(answer, 500);
  EXPECT_EQ(answer.find("secret"), std::string::npos);
  expect_problem(say(server->port(), get("/int")), 500);
}

TEST(HttpServer, DroppedResponderIs503) {
  auto server = serve([](HttpRequest, std::shared_ptr<Responder>) {});
  expect_problem(say(server->port(), get("/")), 503);
}

TEST(HttpServer, OnlyTheFirstAnswerCounts) {
  auto server = serve([](HttpRequest, std::shared_ptr<Responder> responder) {
    responder->send(text("one"));
    responder->send(text("two"));
    EXPECT_FALSE(responder->stream(text(""))->write("three"));
  });
  EXPECT_EQ(body_of(say(server->port(), get("/"))), "one");
}

TEST(HttpServer, HeaderInjectionIsLeftOut) {
  auto server = serve([](HttpRequest, std::shared_ptr<Responder> responder) {
    HttpResponse response = text("ok");
    response.headers = {{"X-A", "1\r\nX-Evil: 1"}, {"X-B", "2"}};
    responder->send(response);
  });
  const std::string answer = say(server->port(), get("/"));
  EXPECT_EQ(answer.find("X-Evil"), std::string::npos);
  EXPECT_NE(answer.find("X-B: 2"), std::string::npos);
}

// Answers everything it is given, later, from a thread of its own.
class LateAnswers {
 public:
  ~LateAnswers() { finish(); }
  void add(std::shared_ptr<Responder> r) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(r));
    changed_.notify_all();
  }
  void wait_for(std::size_t n) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_.size() >= n; });
  }
  void answer_all() {
    thread_ = std::thread([this] {
      const std::lock_guard lock(mutex_);
      for (auto& r : waiting_) r->send(text("late"));
      waiting_.clear();
    });
  }
  void finish() {
    if (thread_.joinable()) thread_.join();
    waiting_.clear();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::shared_ptr<Responder>> waiting_;
  std::thread thread_;
};

TEST(HttpServer, LateAnswersFromAnotherThread) {
  LateAnswers late;
  auto server = serve([&](HttpRequest, std::shared_ptr<Responder> r) { late.add(std::move(r)); });
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 40; ++i) {
    clients.push_back(std::make_unique<RawClient>(server->port()));
    clients.back()->send(get("/"));
  }
  late.wait_for(40);
  late.answer_all();
  for (auto& c : clients) EXPECT_EQ(body_of(c->read_all()), "late");
}

TEST(HttpServer, AnswerRacesWithParking) {
  std::vector<std::thread> threads;
  auto server = serve([&](HttpRequest, std::shared_ptr<Responder> r) {
    threads.emplace_back([r = std::move(r)] { r->send(text("raced")); });
  });
  RawClient client(server->port());
  for (int i = 0; i < 300; ++i) {
    client.send(get("/", ""));
    ASSERT_TRUE(client.read_until("raced").ends_with("raced"));
  }
  server.reset();
  for (auto& t : threads) t.join();
}

TEST(HttpServer, ClientThatLeftBeforeTheAnswerDoesNotHurt) {
  LateAnswers late;
  auto server = serve([&](HttpRequest, std::shared_ptr<Responder> r) { late.add(std::move(r)); });
  for (int i = 0; i < 10; ++i) {
    RawClient client(server->port());
    client.send(get("/"));
    late.wait_for(static_cast<std::size_t>(i) + 1);
    if (i % 2 == 0) test::reset_on_close(client.fd());
  }
  late.answer_all();
  late.finish();
}

TEST(HttpServer, StoppingAnswers503) {
  LateAnswers late;
  auto server = serve([&](HttpRequest, std::shared_ptr<Responder> r) { late.add(std::move(r)); });
  RawClient client(server->port());
  client.send(get("/"));
  late.wait_for(1);
  server.reset();
  expect_problem(client.read_all(), 503);
  late.answer_all();  // too late, and harmless
}

TEST(HttpServer, PortInUseIsAnErrorThatNamesIt) {
  auto server = serve(echo);
  HttpServer::Options options;
  options.port = server->port();
  const auto second = HttpServer::start(options, echo, {});
  ASSERT_FALSE(second.has_value());
  EXPECT_NE(second.error().text().find(std::to_string(options.port)), std::string::npos);
  options.address = "not an address";
  EXPECT_EQ(HttpServer::start(options, echo, {}).error().code, Errc::bad_input);
}

TEST(HttpServer, SpeaksIpv6) {
  HttpServer::Options options;
  options.address = "::1";
  const auto server = HttpServer::start(options, echo, {});
  if (!server) GTEST_SKIP() << "no IPv6 here: " << server.error().text();
  Loop loop("test");
  HttpCall call;
  call.method = "GET";
  call.url = "http://[::1]:" + std::to_string((*server)->port()) + "/six";
  EXPECT_EQ(test::fetch(loop, call).body, "GET /six  ");
}

TEST(HttpServer, ConnectionsPerPeerAreBounded) {
  HttpServer::Options options;
  options.max_connections_per_peer = 3;
  auto server = serve(echo, options);
  std::vector<std::unique_ptr<RawClient>> kept;
  for (int i = 0; i < 3; ++i) {
    kept.push_back(std::make_unique<RawClient>(server->port()));
    kept.back()->send(get("/", ""));
    EXPECT_TRUE(kept.back()->read_until("GET /").ends_with("GET /"));
  }
  EXPECT_EQ(say(server->port(), get("/")), "");
}

TEST(HttpServer, SilentAndTricklingClientsAreDropped) {
  HttpServer::Options options;
  options.idle_seconds = 1;
  auto server = serve(echo, options);
  RawClient silent(server->port()), trickling(server->port());
  trickling.send("GET / HTTP/1.1\r\nX-Slow: ");
  std::atomic<bool> dropped = false;
  std::thread drip([&] {
    while (!dropped && trickling.send("x")) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  });
  EXPECT_EQ(silent.read_all(), "");
  EXPECT_EQ(trickling.read_all(), "");  // would never end if each byte bought a second
  dropped = true;
  drip.join();
}

TEST(HttpServer, FiftyStreamsHearEverythingInOrder) {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::shared_ptr<HttpStream>> streams;
  auto server = serve([&](HttpRequest, std::shared_ptr<Responder> responder) {
    HttpResponse head;
    head.content_type = "text/event-stream";
    const std::lock_guard lock(mutex);
    streams.push_back(responder->stream(head));
    changed.notify_all();
  });
  constexpr int kStreams = 50, kEvents = 200;
  std::vector<std::thread> readers;
  std::atomic<int> right = 0;
  for (int i = 0; i < kStreams; ++i)
    readers.emplace_back([&] {
      RawClient client(server->port());
      client.send(get("/events"));
      const std::string head = client.read_until("\r\n\r\n");
      bool ok = head.find("text/event-stream") != std::string::npos;
      for (int n = 0; ok && n < kEvents; ++n) {
        const std::string want = "data: " + std::to_string(n) + "\n\n";
        ok = client.read_until("\n\n").ends_with(want);
      }
      ok = ok && client.read_all().ends_with("0\r\n\r\n");  // the last chunk: the stream was ended, not cut
      right += ok;
    });
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return streams.size() == kStreams; });
    for (int n = 0; n < kEvents; ++n)
      for (auto& s : streams) EXPECT_TRUE(s->write("data: " + std::to_string(n) + "\n\n"));
    for (auto& s : streams) s->close();
    EXPECT_FALSE(streams.front()->write("after the end"));
  }
  for (auto& r : readers) r.join();
  EXPECT_EQ(right, kStreams);
}

class OneStream {
 public:
  HttpServer::Handler handler() {
    return [this](HttpRequest, std::shared_ptr<Responder> responder) {
      const std::lock_guard lock(mutex_);
      stream_ = responder->stream(text(""));
      changed_.notify_all();
    };
  }
  std::shared_ptr<HttpStream> wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stream_ != nullptr; });
    return stream_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<HttpStream> stream_;
};

TEST(HttpServer, StreamNobodyReadsIsClosedAtItsBound) {
  OneStream one;
  HttpServer::Options options;
  options.max_stream_bytes = 64 * 1024;
  auto server = serve(one.handler(), options);
  RawClient client(server->port());
  client.send(get("/"));
  const auto stream = one.wait();
  const std::string kilobyte(1024, 'x');
  int written = 0;
  while (written < 1'000'000 && stream->write(kilobyte)) ++written;
  EXPECT_LT(written, 1'000'000);
  EXPECT_GE(written, 64);
  EXPECT_FALSE(stream->write("x"));
  EXPECT_FALSE(client.read_all().ends_with("\r\n0\r\n\r\n"))
      << "a stream that was cut must not look finished";
}

TEST(HttpServer, StreamNoticesThatItsPeerLeft) {
  OneStream one;
  auto server = serve(one.handler());
  std::shared_ptr<HttpStream> stream;
  {
    RawClient client(server->port());
    client.send(get("/"));
    stream = one.wait();
    EXPECT_TRUE(stream->write("hello"));
    EXPECT_TRUE(client.read_until("hello").ends_with("hello"));
  }
  while (stream->write(": heartbeat\n\n")) std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

TEST(HttpServer, StoppingEndsStreams) {
  OneStream one;
  auto server = serve(one.handler());
  RawClient client(server->port());
  client.send(get("/"));
  const auto stream = one.wait();
  EXPECT_TRUE(stream->write("last words"));
  server.reset();
  EXPECT_NE(client.read_all().find("last words"), std::string::npos);
  EXPECT_FALSE(stream->write("x"));
}

}  // namespace
}  // namespace huiyin
