// The master key: wraps the vault's other keys and seals nothing else. 32 bytes in a file of its own (mode
// 0600) or a systemd credential; in guarded memory here. Errors name the file, never what is in it.
// Immutable.
#pragma once
#include <string>
#include <string_view>

#include "daemon/base/result.h"
#include "daemon/people/guarded_key.h"

namespace huiyin {

class MasterKey {
 public:
  // A file that others may read is refused, and one of another length.
  static Result<MasterKey> read(const std::string& path);
  // Makes a new one in a new file, durably; never over one that is there.
  static Result<MasterKey> make(const std::string& path);

  // 16 hexadecimal digits: tells keys apart, and nothing of the key.
  const std::string& name() const { return name_; }
  const std::string& path() const { return path_; }
  // `what` ("number 7") is authenticated: a wrapped key put in another's place does not open.
  std::string wrap(const GuardedKey& key, std::string_view what) const;
  Result<GuardedKey> unwrap(std::string_view wrapped, std::string_view what) const;
  // A sub-key as ledgers had before their keys were wrapped. context: 8 letters.
  GuardedKey derive(std::uint64_t number, const char* context) const;
  // The key, closed into a box that only the owner of `public_key` opens (base/sealed_box.h).
  Result<std::string> share_for(std::string_view public_key) const;

 private:
  explicit MasterKey(std::string path) : path_(std::move(path)) {}
  void name_it();
  GuardedKey key_;
  std::string path_, name_;
};

// Puts the file `from` in the place of `to` for good, then overwrites what was there before: as far as the
// file system lets anybody overwrite.
Result<void> replace_key_file(const std::string& from, const std::string& to);

}  // namespace huiyin
