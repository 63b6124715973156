#include "daemon/base/secret.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

namespace huiyin {
namespace {

constexpr off_t kMaxBytes = 64 * 1024;

void wipe(std::string* s) {
  s->resize(s->capacity());  // also what an earlier, longer value left behind
  sodium_memzero(s->data(), s->size());
  s->clear();
}

struct File {
  int fd;
  explicit File(const std::string& path)
      : fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)) {}
  ~File() {
    if (fd >= 0) ::close(fd);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
};

std::string octal(mode_t mode) {
  char buf[8];
  const int n = std::snprintf(buf, sizeof buf, "%04o", static_cast<unsigned>(mode & 07777));
  return {buf, static_cast<std::size_t>(n)};
}

// A group may read (root:huiyin 0640 is a common arrangement), but neither it may write nor others do
// anything.
tl::expected<void, Error> check_file(int fd, const std::string& path) {
  struct stat st {};
  if (::fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
    return fail(Errc::bad_input, "a secret must be a regular file", path);
  if ((st.st_mode & 0027) != 0)
    return fail(Errc::forbidden,
                "others may reach this secret (mode " + octal(st.st_mode) + "); run: chmod 600", path);
  if (st.st_size > kMaxBytes) return fail(Errc::bad_input, "a secret has at most 64 KiB", path);
  return {};
}

Result<Secret> read_secret_file(const std::string& path) {
  const File file(path);
  if (file.fd < 0)
    return fail(errno == ENOENT ? Errc::not_found : Errc::forbidden,
                errno == ENOENT ? "there is no such secret file" : "the secret file can't be opened", path);
  if (auto ok = check_file(file.fd, path); !ok) return tl::unexpected(std::move(ok.error()));
  std::string value(static_cast<std::size_t>(kMaxBytes), '\0');
  std::size_t have = 0;
  ssize_t n = 0;
  while (have < value.size() && (n = ::read(file.fd, value.data() + have, value.size() - have)) != 0) {
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) break;
    have += static_cast<std::size_t>(n);
  }
  while (have > 0 && (value[have - 1] == '\n' || value[have - 1] == '\r')) --have;
  Secret out(value.substr(0, have));
  wipe(&value);
  if (n < 0) return fail(Errc::storage, "the secret file can't be read", path);
  if (out.empty()) return fail(Errc::bad_input, "the secret file is empty", path);
  return out;
}

Result<Secret> read_credential(std::string_view name) {
  constexpr std::string_view kAllowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  const std::string place = "credential";
  if (name.empty() || name[0] == '.' || name.find_first_not_of(kAllowed) != std::string_view::npos)
    return fail(Errc::bad_input, "a credential's name has letters, digits, dot, hyphen and underscore only",
                place);
  const char* dir = std::getenv("CREDENTIALS_DIRECTORY");
  if (dir == nullptr || *dir == '\0')
    return fail(Errc::not_found, "systemd handed over no credentials ($CREDENTIALS_DIRECTORY is not set)",
                place);
  return read_secret_file(std::string(dir) + '/' + std::string(name));
}

}  // namespace

Secret::~Secret() {
  wipe(&value_);
}

Secret::Secret(Secret&& other) noexcept : value_(std::move(other.value_)) {
  wipe(&other.value_);
}

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) *this = Secret(other);
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe(&value_);
    value_.swap(other.value_);
  }
  return *this;
}

Result<Secret> read_secret(std::string_view reference) {
  constexpr std::string_view kFile = "file:", kCredential = "credential:";
  if (reference.starts_with(kCredential)) return read_credential(reference.substr(kCredential.size()));
  // The text is not quoted in the errors: it may be the secret itself.
  if (!reference.starts_with(kFile))
    return fail(Errc::bad_input, "a secret is given as file:/path or credential:NAME, never in the open");
  const std::string path(reference.substr(kFile.size()));
  if (path.empty() || path[0] != '/' || path.find('\0') != std::string::npos)
    return fail(Errc::bad_input, "a secret's file: needs an absolute path");
  return read_secret_file(path);
}

}  // namespace huiyin
