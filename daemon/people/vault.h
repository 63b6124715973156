// The vault: what makes numbers and texts unreadable at rest. libsodium; one master key of 32 bytes in a file
// of its own (mode 0600) or a systemd credential, sub-keys for hashing, sealing and pseudonyms. Thread-safe,
// immutable.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/result.h"

namespace huiyin {

class Vault {
 public:
  // Reads the key file; makes one when it is missing and `create` is set. A file that others may read is
  // refused.
  static Result<std::shared_ptr<const Vault>> open(const std::string& key_file, bool create);
  ~Vault();

  // 16 bytes, keyed BLAKE2b: finds a number without knowing it. Input: E.164, or "code:12345" for service
  // numbers.
  std::string number_hash(std::string_view number) const;
  // XChaCha20-Poly1305 with a version byte and a random nonce: 41 bytes longer than the text. The context
  // ("number", "intake", …) is authenticated: a sealed value moved elsewhere does not open.
  std::string seal(std::string_view plain, std::string_view context) const;
  Result<std::string> unseal(std::string_view sealed, std::string_view context) const;
  // "p_7f3k…": stands for a person outside; says nothing and can't be turned back without the vault.
  std::string pseudonym(std::int64_t person_id) const;
  // The person, or nothing for what this vault never gave out (but one forgery in a million passes: ask the
  // ledger whether there is such a person).
  std::optional<std::int64_t> person_of_pseudonym(std::string_view pseudonym) const;

 private:
  struct Keys;
  explicit Vault(std::unique_ptr<Keys> keys);
  std::unique_ptr<Keys> keys_;
};

}  // namespace huiyin
