// The vault: its master key before the ledger, its other keys out of the ledger.
#include "daemon/base/bytes.h"
#include "daemon/daemon_parts.h"
#include "daemon/io/system.h"

namespace huiyin {

Result<void> Daemon::Parts::open_vault() {
  VaultKeeper::Options options;
  options.key_file = settings.vault.key_file;
  options.next_key_file = settings.vault.next_key_file;
  options.recovery_key = from_hex(settings.vault.recovery_key).value_or("");
  options.share_folder = settings.state.dir;
  options.write_file = [](const std::string& path, std::string_view bytes) {
    return write_file_durably(path, bytes, 0600);
  };
  options.settle = settings.vault.settle;
  auto opened = VaultKeeper::open(std::move(options));
  if (!opened) return tl::unexpected<Error>(opened.error());
  vault_keeper = std::move(*opened);
  vault = vault_keeper->vault();
  return {};
}

Result<void> Daemon::Parts::attach_vault() {
  auto done = store->write_now<bool>([this](Database& db) -> Result<bool> {
    if (auto attached = vault_keeper->attach(db, clock->now()); !attached)
      return tl::unexpected<Error>(attached.error());
    return true;
  });
  if (!done) return tl::unexpected<Error>(done.error());
  auto reading = store->reader();
  if (!reading) return tl::unexpected<Error>(reading.error());
  committed_reader = std::move(*reading);
  return vault_keeper->attached(*committed_reader);
}

void Daemon::Parts::add_vault_chores() {
  chores->add("vault", Millis(500),
              [this](Database& db, TimePoint now) { return vault_keeper->step(db, *committed_reader, now); });
  if (settings.vault.data_key_days == 0) return;
  const Millis age = std::chrono::hours(24) * settings.vault.data_key_days;
  chores->add("vault_keys", Millis(60'000), [this, age](Database& db, TimePoint now) -> Result<bool> {
    vault_keeper->renew_older_than(db, age, now);
    return false;
  });
}

}  // namespace huiyin
