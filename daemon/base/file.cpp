#include "daemon/base/file.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace huiyin {
namespace {

constexpr off_t kMaxBytes = 512 << 20;

Result<std::string> read_all(int fd, const std::string& path) {
  struct stat st {};
  if (::fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
    return fail(Errc::bad_input, "is not a regular file", path);
  if (st.st_size > kMaxBytes) return fail(Errc::bad_input, "is larger than 512 MiB", path);
  std::string out(static_cast<std::size_t>(st.st_size), '\0');
  std::size_t have = 0;
  while (have < out.size()) {
    const ssize_t n = ::read(fd, out.data() + have, out.size() - have);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(Errc::storage, std::string("can't be read: ") + std::strerror(errno), path);
    if (n == 0) break;
    have += static_cast<std::size_t>(n);
  }
  out.resize(have);
  return out;
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0) {
    const Errc code = errno == ENOENT || errno == ENOTDIR ? Errc::not_found : Errc::forbidden;
    return fail(code, std::string("can't be opened: ") + std::strerror(errno), path);
  }
  auto out = read_all(fd, path);
  ::close(fd);
  return out;
}

}  // namespace huiyin
