#include "daemon/io/http_client.h"

#include <gtest/gtest.h>

#include "tests/unit/io/loopback.h"

namespace huiyin {
namespace {

using test::answer;
using test::read_request;
using test::ScriptServer;
using test::write_all;

HttpCall get(const std::string& url) {
  HttpCall call;
  call.method = "GET";
  call.url = url;
  return call;
}

TEST(HttpClient, FetchesAndClassifies) {
  ScriptServer server([](int fd, int n) {
    read_request(fd);
    if (n == 0) write_all(fd, answer(200, "ok"));
    if (n == 1) write_all(fd, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut");
  });
  EXPECT_EQ(fetch_blocking(get(server.url())).body, "ok");
  EXPECT_EQ(fetch_blocking(get(server.url())).transport, Transport::broken);
  EXPECT_EQ(fetch_blocking(get("http://127.0.0.1:" + std::to_string(test::closed_port()))).transport,
            Transport::not_sent);
  HttpCall bad = get(server.url());
  bad.headers = {{"A", "1\n2"}};
  EXPECT_EQ(fetch_blocking(bad).transport, Transport::not_sent);
}

TEST(HttpClient, StreamIsSeenAsItArrivesUntilStopped) {
  ScriptServer server([](int fd, int) {
    read_request(fd);
    write_all(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (write_all(fd, "5\r\ntick\n\r\n")) {
    }  // until the client has enough
  });
  std::string seen;
  const HttpReply reply = fetch_streaming(get(server.url()), [&](std::string_view chunk) {
    seen += chunk;
    return seen.size() < 25;
  });
  EXPECT_EQ(reply.transport, Transport::answered) << reply.error;
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "");
  EXPECT_EQ(seen.substr(0, 10), "tick\ntick\n");
}

TEST(HttpClient, RefusalOfAStreamIsInTheReply) {
  ScriptServer server([](int fd, int) {
    read_request(fd);
    write_all(fd, answer(403, "no"));
  });
  const HttpReply reply = fetch_streaming(get(server.url()), [](std::string_view) {
    ADD_FAILURE() << "an error is not part of the stream";
    return true;
  });
  EXPECT_EQ(reply.status, 403);
  EXPECT_EQ(reply.body, "no");
}

TEST(HttpClient, BrokenStreamIsTold) {
  ScriptServer server([](int fd, int) {
    read_request(fd);
    write_all(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\ntick\n\r\n");
  });
  std::string seen;
  const HttpReply reply = fetch_streaming(get(server.url()), [&](std::string_view chunk) {
    seen += chunk;
    return true;
  });
  EXPECT_EQ(seen, "tick\n");
  EXPECT_EQ(reply.transport, Transport::broken);
}

}  // namespace
}  // namespace huiyin
