#include "daemon/io/listener.h"

#include <cerrno>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace huiyin {
namespace {

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

bool read_address(const std::string& text, int port, Address* out) {
  auto* const v4 = reinterpret_cast<sockaddr_in*>(&out->storage);
  auto* const v6 = reinterpret_cast<sockaddr_in6*>(&out->storage);
  if (::inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(static_cast<std::uint16_t>(port));
    out->size = sizeof *v4;
    return true;
  }
  if (::inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(static_cast<std::uint16_t>(port));
    out->size = sizeof *v6;
    return true;
  }
  return false;
}

int port_of(const sockaddr_storage& s) {
  return ntohs(s.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6*>(&s)->sin6_port
                                       : reinterpret_cast<const sockaddr_in*>(&s)->sin_port);
}

}  // namespace

std::string host_of(const sockaddr* s) {
  char text[INET6_ADDRSTRLEN] = {};
  if (s == nullptr) return {};
  const void* const address =
      s->sa_family == AF_INET6
          ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6*>(s)->sin6_addr)
          : static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(s)->sin_addr);
  return ::inet_ntop(s->sa_family, address, text, sizeof text) != nullptr ? text : "";
}

Result<int> listen_on(const std::string& numeric_address, int wanted_port, int* port) {
  const std::string where = numeric_address + ":" + std::to_string(wanted_port);
  Address address;
  if (wanted_port < 0 || wanted_port > 65535) return fail(Errc::bad_input, "a port is 0 to 65535", where);
  if (!read_address(numeric_address, wanted_port, &address))
    return fail(Errc::bad_input, "the address to listen on must be an IP address", where);
  const int fd = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int on = 1;
  auto* const name = reinterpret_cast<sockaddr*>(&address.storage);
  if (fd < 0 || ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      ::bind(fd, name, address.size) != 0 || ::listen(fd, SOMAXCONN) != 0 ||
      ::getsockname(fd, name, &address.size) != 0) {
    const std::string why = std::generic_category().message(errno);
    if (fd >= 0) ::close(fd);
    return fail(Errc::unavailable, "cannot listen: " + why, where);
  }
  *port = port_of(address.storage);
  return fd;
}

}  // namespace huiyin
