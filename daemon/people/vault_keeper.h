// VaultKeeper: brings the vault's keys and changes them. The master key stands in a file; all others rest in
// the ledger, wrapped by it. What is kept first, in which order, so that a kill at any instant leaves a vault
// that opens: docs/privacy.md, "Keys". Store thread, but for vault().
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/people/master_key.h"
#include "daemon/people/vault.h"
#include "daemon/people/vault_share.h"
#include "daemon/store/commands.h"
#include "daemon/store/database.h"

namespace huiyin {

class VaultKeeper {
 public:
  struct Options {
    std::string key_file;
    // The master key to come, where key_file can't be written (a systemd credential); empty: key_file.next is
    // made when it is needed.
    std::string next_key_file;
    std::string recovery_key;  // public key of the recovery share, 32 bytes; empty: none
    std::string share_folder;  // where a share for each new master key is written
    FileWriter write_file;
    // How long values that were sealed before a change may still be on their way to the ledger.
    Millis settle{10 * 60'000};
    std::function<void(std::string_view step)> at_step;  // tests: called between what a kill may part
  };
  // Reads the master key; makes it where it is missing. Opens nothing yet.
  static Result<std::unique_ptr<VaultKeeper>> open(Options options);

  // Once, in a transaction: the ledger's keys, made where it has none; finishes or forgets a change of the
  // master key that a kill interrupted. An error where the key file is another ledger's.
  Result<void> attach(Database& db, TimePoint now);
  // Once that transaction is on disk: the vault has these keys.
  Result<void> attached(Database& committed);
  std::shared_ptr<const Vault> vault() const { return vault_; }

  // In a transaction. A new master key: all keys are wrapped anew in one step.
  Result<std::string> rotate_master(Database& db, const CommandContext& context);
  // New keys seal what is new; what rests is sealed anew by step(). kind: "data" or "index".
  Result<std::string> rotate_keys(Database& db, std::string_view kind, const CommandContext& context);
  // A bounded piece of what is to be done; true when there is more. committed: reads what is on disk only.
  Result<bool> step(Database& db, Database& committed, TimePoint now);
  // New sealing keys when the newest are older than this; those before go on opening.
  void renew_older_than(Database& db, Millis age, TimePoint now);

  std::string key_file() const { return options_.key_file; }

 private:
  VaultKeeper(Options options, MasterKey master) : options_(std::move(options)), master_(std::move(master)) {}
  void at(std::string_view step) const {
    if (options_.at_step) options_.at_step(step);
  }
  bool by_file() const { return options_.next_key_file.empty(); }
  std::string next_path() const { return by_file() ? options_.key_file + ".next" : options_.next_key_file; }
  Result<void> make_keys(Database& db, TimePoint now);
  Result<std::shared_ptr<const KeyRing>> ring_of(Database& db) const;
  const MasterKey* master_of(
      Database& db) const;  // the one the ledger's keys are wrapped with; null: neither
  Result<MasterKey> bring_next(Database& db);
  Result<void> finish_master(Database& committed);
  void add_key(Database& db, std::string_view key_class, KeyRing::Key key, std::int64_t state, TimePoint now);

  Options options_;
  MasterKey master_;
  std::optional<MasterKey> next_;
  bool made_ = false;  // the key file was missing and made just now
  std::shared_ptr<Vault> vault_;
  std::int64_t generation_ = -1;
  std::optional<std::chrono::steady_clock::time_point> switched_;  // when other keys came into use here
  bool clean_round_ = false;
};

// What `huiyinctl vault status` shows: keys, the change under way, the share. Any thread with its own
// connection.
std::string vault_status_json(Database& db, const std::string& share_folder);

// vault.rotate {what: "master" | "data" | "index", reason?} -> what began. Admin.
void register_vault_commands(CommandTable& table, VaultKeeper& keeper);

}  // namespace huiyin
