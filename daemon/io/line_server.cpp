#include "daemon/io/line_server.h"

#include <algorithm>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/io/listener.h"

namespace huiyin {
namespace {

constexpr int kAtOnce = 16;  // then others have their turn
constexpr std::string_view kMapped = "::ffff:";

// An IPv4 caller of an IPv6 socket is its IPv4 address.
std::string plain_host(const sockaddr* address) {
  std::string host = host_of(address);
  if (host.starts_with(kMapped)) host.erase(0, kMapped.size());
  return host;
}

}  // namespace

LineServer::LineServer(Loop& loop, Options options, Called called, Refused refused)
    : loop_(loop), options_(std::move(options)), called_(std::move(called)), refused_(std::move(refused)) {}

LineServer::~LineServer() {
  close();
}

Result<void> LineServer::open() {
  if (fd_ >= 0) return {};
  auto fd = listen_on(options_.address, options_.port, &port_);
  if (!fd) return tl::unexpected<Error>(fd.error());
  fd_ = *fd;
  loop_.watch(fd_, true, false, [this](bool, bool) { accept_some(); });
  return {};
}

void LineServer::close() {
  if (fd_ < 0) return;
  loop_.unwatch(fd_);
  ::close(fd_);
  fd_ = -1;
}

void LineServer::accept_some() {
  for (int i = 0; i < kAtOnce && fd_ >= 0; ++i) {
    sockaddr_storage from{};
    socklen_t size = sizeof from;
    auto* const name = reinterpret_cast<sockaddr*>(&from);
    const int fd = ::accept4(fd_, name, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    const std::string peer = plain_host(name);
    if (std::find(options_.peers.begin(), options_.peers.end(), peer) == options_.peers.end()) {
      ::close(fd);
      refused_(peer);
      continue;
    }
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    called_(fd, peer);
  }
}

}  // namespace huiyin
