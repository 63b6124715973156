// Opens what is remembered: lock, clock, vault, ledger, identity, rules.
#include "daemon/base/fault_point.h"
#include "daemon/daemon_parts.h"
#include "daemon/io/system.h"
#include "daemon/io/virtual_clock.h"

namespace huiyin {

Result<void> Daemon::Parts::open_ledger() {
  for (const std::string& dir : {settings.state.dir, settings.state.run_dir})
    if (auto made = make_folders(dir); !made) return made;
  auto locked = LockFile::take(settings.state.dir + "/huiyin.lock");
  if (!locked) return tl::unexpected<Error>(locked.error());
  lock = std::move(*locked);
  if (settings.clock.virtual_file.empty()) {
    clock = std::make_unique<SystemClock>();
  } else {
    auto opened = VirtualClock::open(settings.clock.virtual_file);
    if (!opened) return tl::unexpected<Error>(opened.error());
    clock = std::move(*opened);
    log_warn("clock.virtual", "time is a shared file's: for training and tests only");
    if (!arm_fault_point()) return fail(Errc::bad_input, "names no fault point", "HUIYIN_FAULT_POINT");
  }
  started = clock->now();
  if (auto opened_vault = open_vault(); !opened_vault) return opened_vault;
  auto opened_store = Store::open({settings.store.path, static_cast<std::size_t>(settings.store.queue)});
  if (!opened_store) return tl::unexpected<Error>(opened_store.error());
  store = std::move(*opened_store);
  if (auto attached = attach_vault(); !attached) return attached;
  store->on_commit([this](std::int64_t newest) { committed(newest); });
  identity_files = {settings.store.path, settings.state.dir + "/huiyin.identity"};
  auto begun = begin_epoch(*store, identity_files, clock->now());
  if (!begun) return tl::unexpected<Error>(begun.error());
  identity = *begun;
  auto key = server_key(settings.bus.key_file);
  if (!key) return tl::unexpected<Error>(key.error());
  bus_key = std::move(*key);
  if (identity.lost > 0)
    log_warn("outbound.uncertain", "the last process ended between intent and answer; these are asked about",
             {{"messages", identity.lost}});
  if (!identity.frozen.empty()) log_error("outbound.frozen", identity.frozen);
  if (identity.held) {
    brake.pull();
    log_warn("outbound.held", "nothing is sent until `huiyinctl thaw`");
  }
  auto opened_reader = store->reader();
  if (!opened_reader) return tl::unexpected<Error>(opened_reader.error());
  reader = std::move(*opened_reader);
  auto loaded_rules = load_rules(settings, vault);
  if (!loaded_rules) return tl::unexpected<Error>(loaded_rules.error());
  rules = std::move(*loaded_rules);
  if (auto made_erasure = make_erasure(); !made_erasure) return made_erasure;
  auto made_truth = make_truth_parts(settings);
  if (!made_truth) return tl::unexpected<Error>(made_truth.error());
  truth = std::move(*made_truth);
  auto keep_prices = price_keeper(settings, clock->now());
  if (!keep_prices) return tl::unexpected<Error>(keep_prices.error());
  if (auto kept_prices = store->write_now<bool>(*keep_prices); !kept_prices)
    return tl::unexpected<Error>(kept_prices.error());
  auto made_templates = make_template_rules(settings, plan_terms);
  if (!made_templates) return tl::unexpected<Error>(made_templates.error());
  templates = std::move(*made_templates);
  auto kept = store->write_now<bool>([this](Database& db) -> Result<bool> {
    auto done = keep_surveys(db, rules->followup->get()->surveys, clock->now());
    if (!done) return tl::unexpected<Error>(done.error());
    return true;
  });
  if (!kept) return tl::unexpected<Error>(kept.error());
  return {};
}

// Store thread, after every commit. Claims and looks commit too: only what the journal tells of is news.
void Daemon::Parts::committed(std::int64_t newest) {
  if (newest == told_seq) return;
  told_seq = newest;
  {
    const Lock held(told_mutex);
    if (told_bus != nullptr) told_bus->journal_grew();
    if (told_api != nullptr) told_api->journal_grew();
  }
  if (!ready || woken.exchange(true)) return;
  loop.post_always([this] {
    net_role.assert_here();
    woken = false;
    dispatcher->wake();
    webhooks->wake();
  });
}

}  // namespace huiyin
