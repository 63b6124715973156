#include "tests/unit/io/loopback.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace huiyin::test {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_port = htons(static_cast<std::uint16_t>(port));
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return a;
}

int bound_socket(int* port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in a = loopback(0);
  socklen_t size = sizeof a;
  EXPECT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&a), size), 0);
  EXPECT_EQ(::getsockname(fd, reinterpret_cast<sockaddr*>(&a), &size), 0);
  *port = ntohs(a.sin_port);
  return fd;
}

}  // namespace

ScriptServer::ScriptServer(Script script) : script_(std::move(script)), fd_(bound_socket(&port_)) {
  EXPECT_EQ(::listen(fd_, 512), 0);
  thread_ = std::thread([this] { run(); });
}

ScriptServer::~ScriptServer() {
  stop_listening();
  thread_.join();
  for (std::thread& t : connections_) t.join();
  ::close(fd_);
}

void ScriptServer::stop_listening() {
  ::shutdown(fd_, SHUT_RDWR);
}  // also wakes accept()

std::string ScriptServer::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

void ScriptServer::run() {
  for (;;) {
    const int fd = ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    const int n = accepted_++;
    connections_.emplace_back([this, fd, n] {
      script_(fd, n);
      ::close(fd);
    });
  }
}

int closed_port() {
  int port = 0;
  ::close(bound_socket(&port));
  return port;
}

std::string read_request(int fd) {
  std::string got;
  char buffer[4096];
  for (;;) {
    const std::size_t head = got.find("\r\n\r\n");
    if (head != std::string::npos) {
      const std::size_t at = got.find("Content-Length: ");
      const std::size_t body = at < head ? std::stoul(got.substr(at + 16)) : 0;
      if (got.size() >= head + 4 + body) return got;
    }
    const ssize_t n = ::recv(fd, buffer, sizeof buffer, 0);
    if (n <= 0) return {};
    got.append(buffer, static_cast<std::size_t>(n));
  }
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

std::string answer(int status, std::string_view body, std::string_view more_headers) {
  return "HTTP/1.1 " + std::to_string(status) + " Said\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + std::string(more_headers) + "\r\n" + std::string(body);
}

void reset_on_close(int fd) {
  const linger now{1, 0};
  EXPECT_EQ(::setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now), 0);
}

RawClient::RawClient(int port, const std::string& host)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in a = loopback(port);
  ::inet_pton(AF_INET, host.c_str(), &a.sin_addr);
  EXPECT_EQ(::connect(fd_, reinterpret_cast<sockaddr*>(&a), sizeof a), 0);
}

RawClient::~RawClient() {
  ::close(fd_);
}

std::string RawClient::read_until(std::string_view mark) {
  char chunk[4096];
  for (;;) {
    const std::size_t at = mark.empty() ? std::string::npos : buffer_.find(mark);
    if (at != std::string::npos) {
      std::string got = buffer_.substr(0, at + mark.size());
      buffer_.erase(0, got.size());
      return got;
    }
    const ssize_t n = ::recv(fd_, chunk, sizeof chunk, 0);
    if (n <= 0) return std::exchange(buffer_, {});
    buffer_.append(chunk, static_cast<std::size_t>(n));
  }
}

std::string say(int port, std::string_view request) {
  RawClient client(port);
  client.send(request);
  return client.read_all();
}

HttpReply fetch(Loop& loop, const HttpCall& call) {
  HttpReply got;
  loop.fetch(call, [&](HttpReply reply) {
    got = std::move(reply);
    loop.stop();
  });
  loop.run();
  return got;
}

}  // namespace huiyin::test
