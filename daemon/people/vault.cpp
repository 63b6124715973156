#include "daemon/people/vault.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

namespace huiyin {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kHash = 16;

using Key = std::array<unsigned char, 32>;

const unsigned char* bytes(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}
unsigned char* bytes(std::string& s) {
  return reinterpret_cast<unsigned char*>(s.data());
}

Result<Key> read_key(int fd, const std::string& path) {
  struct stat st {};
  if (fstat(fd, &st) != 0) return fail(Errc::storage, std::strerror(errno), path);
  if ((st.st_mode & 077) != 0)
    return fail(Errc::forbidden, "the vault's key may be read by others; chmod 600 it", path);
  Key key{};
  if (read(fd, key.data(), key.size()) != static_cast<ssize_t>(key.size()) ||
      st.st_size != static_cast<off_t>(key.size()))
    return fail(Errc::bad_input, "the vault's key must be exactly 32 bytes", path);
  return key;
}

// Exclusive creation: two daemons can't make two keys for one ledger.
Result<Key> make_key(const std::string& path) {
  Key key{};
  randombytes_buf(key.data(), key.size());
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail(Errc::storage, std::string("can't make the vault's key: ") + std::strerror(errno), path);
  const bool written =
      write(fd, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && fsync(fd) == 0;
  close(fd);
  if (!written) {
    unlink(path.c_str());
    return fail(Errc::storage, "can't write the vault's key", path);
  }
  return key;
}

Result<Key> load_or_make(const std::string& path, bool create) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    if (errno == ENOENT && create) return make_key(path);
    return fail(Errc::storage, std::string("can't read the vault's key: ") + std::strerror(errno), path);
  }
  auto key = read_key(fd, path);
  close(fd);
  return key;
}

}  // namespace

struct Vault::Keys {
  Key hash{}, seal{}, pseudonym{};
  explicit Keys(const Key& master) {
    crypto_kdf_derive_from_key(hash.data(), hash.size(), 1, "huiyinha", master.data());
    crypto_kdf_derive_from_key(seal.data(), seal.size(), 2, "huiyinse", master.data());
    crypto_kdf_derive_from_key(pseudonym.data(), pseudonym.size(), 3, "huiyinps", master.data());
  }
  ~Keys() { sodium_memzero(this, sizeof *this); }
  Keys(const Keys&) = delete;
  Keys& operator=(const Keys&) = delete;
};

Vault::Vault(std::unique_ptr<Keys> keys) : keys_(std::move(keys)) {}
Vault::~Vault() = default;

Result<std::shared_ptr<const Vault>> Vault::open(const std::string& key_file, bool create) {
  if (sodium_init() < 0) return fail(Errc::internal, "libsodium can't start");
  auto master = load_or_make(key_file, create);
  if (!master) return tl::unexpected<Error>(master.error());
  std::shared_ptr<const Vault> vault(new Vault(std::make_unique<Keys>(*master)));
  sodium_memzero(master->data(), master->size());
  return vault;
}

std::string Vault::number_hash(std::string_view number) const {
  std::string out(kHash, '\0');
  crypto_generichash(bytes(out), out.size(), bytes(number), number.size(), keys_->hash.data(),
                     keys_->hash.size());
  return out;
}

std::string Vault::seal(std::string_view plain, std::string_view context) const {
  std::string out(1 + kNonce + plain.size() + kTag, kVersion);
  randombytes_buf(bytes(out) + 1, kNonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(out) + 1 + kNonce, nullptr, bytes(plain), plain.size(),
                                             bytes(context), context.size(), nullptr, bytes(out) + 1,
                                             keys_->seal.data());
  return out;
}

Result<std::string> Vault::unseal(std::string_view sealed, std::string_view context) const {
  if (sealed.size() < 1 + kNonce + kTag || sealed[0] != kVersion)
    return fail(Errc::storage, "is not a sealed value of this version", std::string(context));
  std::string out(sealed.size() - 1 - kNonce - kTag, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes(out), nullptr, nullptr, bytes(sealed) + 1 + kNonce,
                                                 sealed.size() - 1 - kNonce, bytes(context), context.size(),
                                                 bytes(sealed) + 1, keys_->seal.data()) != 0)
    return fail(Errc::storage, "does not open with this vault's key", std::string(context));
  return out;
}

namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";  // Crockford base 32
constexpr int kLetters = 12, kRounds = 10;
constexpr std::uint32_t kHalf = (1U << 30) - 1;
constexpr std::int64_t kMostPersons = std::int64_t{1} << 40;

// A Feistel network on two halves of 30 bits, keyed BLAKE2b its round function (Luby and Rackoff): a
// permutation of 60 bits, so that two persons never share a pseudonym and the vault finds the way back.
std::uint32_t round_of(const Key& key, int round, std::uint32_t half) {
  const std::array<unsigned char, 5> in = {
      static_cast<unsigned char>(round), static_cast<unsigned char>(half),
      static_cast<unsigned char>(half >> 8), static_cast<unsigned char>(half >> 16),
      static_cast<unsigned char>(half >> 24)};
  std::array<unsigned char, 16> out{};
  crypto_generichash(out.data(), out.size(), in.data(), in.size(), key.data(), key.size());
  std::uint32_t word = 0;
  for (int i = 0; i < 4; ++i) word |= static_cast<std::uint32_t>(out[static_cast<std::size_t>(i)]) << (8 * i);
  return word & kHalf;
}

}  // namespace

std::string Vault::pseudonym(std::int64_t person_id) const {
  const auto id = static_cast<std::uint64_t>(person_id);
  auto left = static_cast<std::uint32_t>(id >> 30) & kHalf, right = static_cast<std::uint32_t>(id) & kHalf;
  for (int round = 0; round < kRounds; ++round) {
    const std::uint32_t mixed = left ^ round_of(keys_->pseudonym, round, right);
    left = right;
    right = mixed;
  }
  const std::uint64_t block = std::uint64_t{left} << 30 | right;
  std::string out = "p_";
  for (int i = kLetters - 1; i >= 0; --i) out.push_back(kAlphabet[block >> (5 * i) & 31]);
  return out;
}

std::optional<std::int64_t> Vault::person_of_pseudonym(std::string_view pseudonym) const {
  if (pseudonym.size() != 2 + kLetters || !pseudonym.starts_with("p_")) return std::nullopt;
  std::uint64_t block = 0;
  for (const char c : pseudonym.substr(2)) {
    const auto letter = kAlphabet.find(c);
    if (letter == std::string_view::npos) return std::nullopt;
    block = block << 5 | letter;
  }
  auto left = static_cast<std::uint32_t>(block >> 30) & kHalf,
       right = static_cast<std::uint32_t>(block) & kHalf;
  for (int round = kRounds - 1; round >= 0; --round) {
    const std::uint32_t mixed = right ^ round_of(keys_->pseudonym, round, left);
    right = left;
    left = mixed;
  }
  const auto id = static_cast<std::int64_t>(std::uint64_t{left} << 30 | right);
  if (id <= 0 || id >= kMostPersons) return std::nullopt;
  return id;
}

}  // namespace huiyin
