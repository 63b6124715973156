#include "daemon/people/master_key.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/sealed_box.h"

namespace huiyin {
namespace {

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;

struct Descriptor {
  int fd;
  explicit Descriptor(int f) : fd(f) {}
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
};

const unsigned char* bytes(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}
unsigned char* bytes(std::string& s) {
  return reinterpret_cast<unsigned char*>(s.data());
}

Error system_error(const std::string& what, const std::string& path) {
  return {Errc::storage, what + ": " + std::strerror(errno), path};
}

// systemd shows the rights it gave by an access list as those of the group.
mode_t forbidden_to_others(const std::string& path) {
  const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");
  const bool credential =
      credentials != nullptr && *credentials != '\0' && path.starts_with(std::string(credentials) + '/');
  return credential ? 037 : 077;
}

Result<void> sync_folder(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const Descriptor d(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (d.fd < 0 || fsync(d.fd) != 0)
    return tl::unexpected<Error>(system_error("can't make the vault's key durable", path));
  return {};
}

bool write_all(int fd, const unsigned char* from, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t n = ::write(fd, from + done, size - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    done += static_cast<std::size_t>(n);
  }
  return fsync(fd) == 0;
}

// The wrapping key is made when it is needed and wiped after.
struct Wrapper {
  std::array<unsigned char, 32> key{};
  explicit Wrapper(const GuardedKey& master) {
    crypto_kdf_derive_from_key(key.data(), key.size(), 4, "huiyinwr", master.data());
  }
  ~Wrapper() { sodium_memzero(key.data(), key.size()); }
  Wrapper(const Wrapper&) = delete;
  Wrapper& operator=(const Wrapper&) = delete;
};

}  // namespace

Result<MasterKey> MasterKey::read(const std::string& path) {
  if (sodium_init() < 0) return fail(Errc::internal, "libsodium can't start");
  const Descriptor d(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (d.fd < 0)
    return fail(errno == ENOENT ? Errc::not_found : Errc::storage,
                std::string("can't read the vault's key: ") + std::strerror(errno), path);
  struct stat st {};
  if (fstat(d.fd, &st) != 0) return tl::unexpected<Error>(system_error("can't read the vault's key", path));
  if ((st.st_mode & forbidden_to_others(path)) != 0)
    return fail(Errc::forbidden, "the vault's key may be read by others; chmod 600 it", path);
  MasterKey out(path);
  constexpr auto kWhole = static_cast<ssize_t>(GuardedKey::kBytes);
  if (!S_ISREG(st.st_mode) || st.st_size != kWhole ||
      ::read(d.fd, out.key_.writable(), GuardedKey::kBytes) != kWhole)
    return fail(Errc::bad_input, "the vault's key must be exactly 32 bytes", path);
  out.name_it();
  return out;
}

// Exclusive creation: two daemons can't make two keys for one ledger.
Result<MasterKey> MasterKey::make(const std::string& path) {
  if (sodium_init() < 0) return fail(Errc::internal, "libsodium can't start");
  MasterKey out(path);
  randombytes_buf(out.key_.writable(), GuardedKey::kBytes);
  {
    const Descriptor d(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (d.fd < 0) return tl::unexpected<Error>(system_error("can't make the vault's key", path));
    if (!write_all(d.fd, out.key_.data(), GuardedKey::kBytes)) {
      const Error failed = system_error("can't write the vault's key", path);
      unlink(path.c_str());
      return tl::unexpected<Error>(failed);
    }
  }
  if (auto synced = sync_folder(path); !synced) return tl::unexpected<Error>(synced.error());
  out.name_it();
  return out;
}

void MasterKey::name_it() {
  key_.seal();
  name_ = key_name({reinterpret_cast<const char*>(key_.data()), GuardedKey::kBytes});
}

std::string MasterKey::wrap(const GuardedKey& key, std::string_view what) const {
  std::string out(kNonce + GuardedKey::kBytes + kTag, '\0');
  randombytes_buf(bytes(out), kNonce);
  const Wrapper wrapper(key_);
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(out) + kNonce, nullptr, key.data(), GuardedKey::kBytes,
                                             bytes(what), what.size(), nullptr, bytes(out),
                                             wrapper.key.data());
  return out;
}

Result<GuardedKey> MasterKey::unwrap(std::string_view wrapped, std::string_view what) const {
  GuardedKey out;
  const Wrapper wrapper(key_);
  if (wrapped.size() != kNonce + GuardedKey::kBytes + kTag ||
      crypto_aead_xchacha20poly1305_ietf_decrypt(out.writable(), nullptr, nullptr, bytes(wrapped) + kNonce,
                                                 wrapped.size() - kNonce, bytes(what), what.size(),
                                                 bytes(wrapped), wrapper.key.data()) != 0)
    return fail(Errc::storage, "a key of the ledger does not open with this master key (" + name_ + ")",
                path_);
  out.seal();
  return out;
}

GuardedKey MasterKey::derive(std::uint64_t number, const char* context) const {
  GuardedKey out;
  crypto_kdf_derive_from_key(out.writable(), GuardedKey::kBytes, number, context, key_.data());
  out.seal();
  return out;
}

Result<std::string> MasterKey::share_for(std::string_view public_key) const {
  return close_box(public_key, {reinterpret_cast<const char*>(key_.data()), GuardedKey::kBytes});
}

Result<void> replace_key_file(const std::string& from, const std::string& to) {
  const Descriptor old(::open(to.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
  if (rename(from.c_str(), to.c_str()) != 0)
    return tl::unexpected<Error>(system_error("can't put the vault's new key in its place", to));
  if (auto synced = sync_folder(to); !synced) return synced;
  if (old.fd >= 0) {
    std::array<unsigned char, GuardedKey::kBytes> noise{};
    randombytes_buf(noise.data(), noise.size());
    write_all(old.fd, noise.data(), noise.size());  // best effort: it has no name any more
  }
  return {};
}

}  // namespace huiyin
