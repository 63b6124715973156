#include "daemon/people/vault.h"

#include <array>

#include <sodium.h>

#include "daemon/people/master_key.h"

namespace huiyin {
namespace {

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kHash = 16, kLongHead = 5;

const unsigned char* bytes(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}
unsigned char* bytes(std::string& s) {
  return reinterpret_cast<unsigned char*>(s.data());
}

std::string keyed_hash(const GuardedKey& key, std::string_view text) {
  std::string out(kHash, '\0');
  crypto_generichash(bytes(out), out.size(), bytes(text), text.size(), key.data(), GuardedKey::kBytes);
  return out;
}

// Which key sealed it; nothing for what no version wrote.
std::optional<std::uint32_t> sealing_key(std::string_view sealed) {
  if (sealed.empty()) return std::nullopt;
  if (sealed[0] == 1) return 0;
  if (sealed[0] != 2 || sealed.size() < kLongHead) return std::nullopt;
  std::uint32_t id = 0;
  for (std::size_t i = 1; i < kLongHead; ++i) id = id << 8 | static_cast<unsigned char>(sealed[i]);
  if (id == 0) return std::nullopt;  // version 1 says it otherwise: one writing for one key
  return id;
}

std::shared_ptr<const KeyRing> derived_ring(const MasterKey& master) {
  auto ring = std::make_shared<KeyRing>();
  const auto index = std::make_shared<const GuardedKey>(master.derive(1, "huiyinha"));
  ring->index = {index};
  ring->stamp = index;
  ring->seals[0] = std::make_shared<const GuardedKey>(master.derive(2, "huiyinse"));
  ring->pseudonym = std::make_shared<const GuardedKey>(master.derive(3, "huiyinps"));
  return ring;
}

}  // namespace

Vault::Vault(std::shared_ptr<const KeyRing> ring) : ring_(std::move(ring)) {}
Vault::~Vault() = default;

Result<std::shared_ptr<const Vault>> Vault::open(const std::string& key_file, bool create) {
  auto master = MasterKey::read(key_file);
  if (!master && create && master.error().code == Errc::not_found) master = MasterKey::make(key_file);
  if (!master) return tl::unexpected<Error>(master.error());
  return std::make_shared<const Vault>(derived_ring(*master));
}

void Vault::use(std::shared_ptr<const KeyRing> ring) {
  const Lock held(mutex_);
  ring_ = std::move(ring);
}

std::shared_ptr<const KeyRing> Vault::ring() const {
  const Lock held(mutex_);
  return ring_;
}

std::string Vault::number_hash(std::string_view number) const {
  return keyed_hash(*ring()->index.front(), number);
}

std::vector<std::string> Vault::number_hashes(std::string_view number) const {
  std::vector<std::string> out;
  for (const KeyRing::Key& key : ring()->index) out.push_back(keyed_hash(*key, number));
  return out;
}

std::string Vault::stamp(std::string_view text) const {
  return keyed_hash(*ring()->stamp, text);
}

std::string Vault::seal(std::string_view plain, std::string_view context) const {
  const auto ring = this->ring();
  const std::uint32_t id = ring->sealing[static_cast<std::size_t>(class_of_context(context))];
  std::string out = sealed_head(id);
  const std::size_t head = out.size();
  out.resize(head + kNonce + plain.size() + kTag);
  randombytes_buf(bytes(out) + head, kNonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(out) + head + kNonce, nullptr, bytes(plain), plain.size(),
                                             bytes(context), context.size(), nullptr, bytes(out) + head,
                                             ring->seals.at(id)->data());
  return out;
}

Result<std::string> Vault::unseal(std::string_view sealed, std::string_view context) const {
  const auto id = sealing_key(sealed);
  const std::size_t head = id && *id == 0 ? 1 : kLongHead;
  if (!id || sealed.size() < head + kNonce + kTag)
    return fail(Errc::storage, "is not a sealed value of this version", std::string(context));
  const auto ring = this->ring();
  const auto key = ring->seals.find(*id);
  if (key == ring->seals.end())
    return fail(Errc::storage,
                "was sealed with key " + std::to_string(*id) + ", which this vault does not have",
                std::string(context));
  std::string out(sealed.size() - head - kNonce - kTag, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          bytes(out), nullptr, nullptr, bytes(sealed) + head + kNonce, sealed.size() - head - kNonce,
          bytes(context), context.size(), bytes(sealed) + head, key->second->data()) != 0)
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
std::uint32_t round_of(const GuardedKey& key, int round, std::uint32_t half) {
  const std::array<unsigned char, 5> in = {
      static_cast<unsigned char>(round), static_cast<unsigned char>(half),
      static_cast<unsigned char>(half >> 8), static_cast<unsigned char>(half >> 16),
      static_cast<unsigned char>(half >> 24)};
  std::array<unsigned char, 16> out{};
  crypto_generichash(out.data(), out.size(), in.data(), in.size(), key.data(), GuardedKey::kBytes);
  std::uint32_t word = 0;
  for (int i = 0; i < 4; ++i) word |= static_cast<std::uint32_t>(out[static_cast<std::size_t>(i)]) << (8 * i);
  return word & kHalf;
}

}  // namespace

std::string Vault::pseudonym(std::int64_t person_id) const {
  const KeyRing::Key key = ring()->pseudonym;
  const auto id = static_cast<std::uint64_t>(person_id);
  auto left = static_cast<std::uint32_t>(id >> 30) & kHalf, right = static_cast<std::uint32_t>(id) & kHalf;
  for (int round = 0; round < kRounds; ++round) {
    const std::uint32_t mixed = left ^ round_of(*key, round, right);
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
  const KeyRing::Key key = ring()->pseudonym;
  auto left = static_cast<std::uint32_t>(block >> 30) & kHalf,
       right = static_cast<std::uint32_t>(block) & kHalf;
  for (int round = kRounds - 1; round >= 0; --round) {
    const std::uint32_t mixed = right ^ round_of(*key, round, left);
    right = left;
    left = mixed;
  }
  const auto id = static_cast<std::int64_t>(std::uint64_t{left} << 30 | right);
  if (id <= 0 || id >= kMostPersons) return std::nullopt;
  return id;
}

}  // namespace huiyin
