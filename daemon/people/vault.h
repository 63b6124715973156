// The vault: what makes numbers and texts unreadable at rest. libsodium. Its keys (people/key_ring.h) are
// wrapped by the master key and rest in the ledger; people/vault_keeper.h brings them, and changes them.
// Thread-safe.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/mutex.h"
#include "daemon/base/result.h"
#include "daemon/people/key_ring.h"

namespace huiyin {

class Vault {
 public:
  explicit Vault(std::shared_ptr<const KeyRing> ring);
  // Without a ledger: sub-keys of the master key in this file, as ledgers had before they kept keys of their
  // own. Makes the file when it is missing and `create` is set. For tests and tools.
  static Result<std::shared_ptr<const Vault>> open(const std::string& key_file, bool create);
  ~Vault();

  // 16 bytes, keyed BLAKE2b: finds a number without knowing it. Input: E.164, or "code:12345" for service
  // numbers.
  std::string number_hash(std::string_view number) const;
  // The same by every key that numbers may still be found by, newest first: more than one while they are
  // found anew.
  std::vector<std::string> number_hashes(std::string_view number) const;
  // 16 bytes, keyed: finds an equal text or payload. Its key never changes.
  std::string stamp(std::string_view text) const;
  // XChaCha20-Poly1305 with a head that names the key, and a random nonce: 45 bytes longer than the text.
  // The context ("number", "intake", …) is authenticated: a sealed value moved elsewhere does not open.
  std::string seal(std::string_view plain, std::string_view context) const;
  Result<std::string> unseal(std::string_view sealed, std::string_view context) const;
  // "p_7f3k…": stands for a person outside; says nothing and can't be turned back without the vault. Its key
  // never changes, since others keep these.
  std::string pseudonym(std::int64_t person_id) const;
  // The person, or nothing for what this vault never gave out (but one forgery in a million passes: ask the
  // ledger whether there is such a person).
  std::optional<std::int64_t> person_of_pseudonym(std::string_view pseudonym) const;

  // Other keys from now on. REQUIRES: they rest durably.
  void use(std::shared_ptr<const KeyRing> ring);
  std::shared_ptr<const KeyRing> ring() const;

 private:
  mutable Mutex mutex_;
  std::shared_ptr<const KeyRing> ring_ GUARDED_BY(mutex_);
};

}  // namespace huiyin
