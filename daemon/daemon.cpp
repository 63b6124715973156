#include <csignal>

#include <unistd.h>

#include "daemon/daemon_parts.h"
#include "daemon/io/system.h"
#include "daemon/settings/reload.h"

namespace huiyin {

Daemon::Daemon(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

// Parts end in the reverse order of their making: web and bus first (nobody asks any more), then what sends
// and pulls, then the desks, last the store, which commits what is queued.
Daemon::~Daemon() {
  Parts& p = *parts_;
  {
    const Lock held(p.told_mutex);  // the store may be telling them just now
    p.told_api = nullptr;
    p.told_bus = nullptr;
  }
  p.api.reset();
  p.bus.reset();
  p.webhooks.reset();
  p.chores.reset();
  p.scrubber.reset();
  p.reconciler.reset();
  p.dispatcher.reset();
  p.puller.reset();
  p.drops.clear();
  p.scribe.reset();
  p.pushes.reset();
  for (Account& a : p.accounts) a.links.reset();
  p.withdrawer.reset();
  p.desk.reset();
  p.keeper.reset();
  if (auto kept = remember_identity(p.identity_files, p.identity.print, p.store->newest_seq()); !kept)
    log_warn("identity.file", kept.error().text());
  p.store.reset();
}

Result<std::unique_ptr<Daemon>> Daemon::make(LoadedSettings loaded, CommandLine line) {
  auto p = std::make_unique<Parts>();
  p->settings = loaded.settings;
  p->loaded = std::move(loaded);
  p->line = std::move(line);
  // Before any other thread exists, so that all of them have the signals blocked.
  p->signals = open_signal_fd({SIGTERM, SIGINT, SIGHUP});
  for (const auto& step : {&Parts::open_ledger, &Parts::make_accounts, &Parts::make_outbound})
    if (auto done = (p.get()->*step)(); !done) return tl::unexpected<Error>(done.error());
  p->make_intake();
  p->make_commands();
  p->make_chores();
  p->make_webhooks();
  if (auto done = p->bind(); !done) return tl::unexpected<Error>(done.error());
  return std::unique_ptr<Daemon>(new Daemon(std::move(p)));
}

int Daemon::run() {
  net_role.assert_here();
  Parts& p = *parts_;
  p.loop.watch(p.signals, true, false, [this](bool, bool) {
    net_role.assert_here();
    parts_->signal_came();
  });
  p.start();
  p.loop.run();
  log_info("daemon.stopped",
           p.draining == 0 ? "stopped" : "stopped with work under way: the next start finds it",
           {{"parts_busy", p.draining}});
  flush_log();
  // Calls that are still under way would come back to parts that are gone. The ledger knows all that counts.
  if (p.draining != 0) _exit(0);
  return 0;
}

void Daemon::Parts::start() {
  if (auto begun = desk->start(); !begun) log_error("intake.start.failed", begun.error().text());
  dispatcher->start();
  reconciler->start();
  chores->start();
  puller->start();
  webhooks->start();
  watch_edges();
  if (auto begun = scribe->start(); !begun) log_error("intake.start.failed", begun.error().text());
  for (const auto& drop : drops)
    if (auto begun = drop->start(); !begun) log_error("intake.start.failed", begun.error().text());
  for (const Account& a : accounts)
    if (a.links) a.links->start();
  ready = true;
  notify_service_manager("READY=1\nSTATUS=sending and listening");
  log_info("daemon.ready", "sending and listening",
           {{"instance", identity.instance}, {"epoch", identity.epoch}, {"carriers", accounts.size()}});
}

void Daemon::Parts::signal_came() {
  for (int s = read_signal(signals); s != 0; s = read_signal(signals)) {
    if (s == SIGHUP)
      reload();
    else if (draining == 0)
      drain();
  }
}

void Daemon::Parts::reload() {
  notify_service_manager("RELOADING=1");
  auto fresh = load_settings(settings_request(line));
  if (!fresh) {
    for (const Error& e : fresh.error()) log_error("settings.reload.refused", e.text());
  } else {
    ReloadPlan plan = plan_reload(settings, *fresh);
    for (const std::string& s : plan.refused) log_warn("settings.reload.refused", s);
    for (const std::string& s : plan.applied) log_info("settings.reloaded", s);
    // Accounts hold pointers into the running list, which a reload never changes.
    plan.merged.carriers = std::move(settings.carriers);
    settings = std::move(plan.merged);
    set_log_level(settings.log.level);
    retention->set(settings.bus.retention, settings.bus.hold);
    reload_rules();
    if (auto keep = price_keeper(settings, clock->now()))
      store->write<bool>(std::move(*keep), loop, [](const Result<bool>&) {});
    webhooks->set(webhook_rules());
    reload_followups();
    if (auto fresh_care = load_care(settings, vault))
      care->use(std::move(*fresh_care));
    else
      log_error("settings.reload.refused", fresh_care.error().text());
    for (const Account& a : accounts)
      if (a.links) a.links->resume();
  }
  notify_service_manager("READY=1");
}

// Surveys, the times and texts of follow-ups, the calendar. Refused as a whole where something is wrong, or a
// version would not be what questions were asked with; then the old ones stay in force.
void Daemon::Parts::reload_followups() {
  auto fresh = load_followup_rules(settings, vault);
  if (!fresh) return log_error("settings.reload.refused", fresh.error().text());
  const auto keep = [this, fresh = *fresh](Database& db) -> Result<bool> {
    auto kept = keep_surveys(db, fresh->surveys, clock->now());
    if (!kept) return tl::unexpected<Error>(kept.error());
    rules->followup->use(fresh);
    return true;
  };
  store->write<bool>(keep, loop, [count = (*fresh)->surveys.all().size()](const Result<bool>& done) {
    if (done)
      log_info("settings.reloaded", "surveys.toml", {{"surveys", count}});
    else
      log_error("settings.reload.refused", done.error().text());
  });
}

// Calendars, caps, prices and the ramp: a file that can't be read leaves all as they were.
void Daemon::Parts::reload_rules() {
  auto hours = sending_hours(settings);
  if (!hours) return log_error("settings.reload.refused", hours.error().text());
  auto terms = make_plan_terms(settings, std::move(*hours));
  if (!terms) return log_error("settings.reload.refused", terms.error().text());
  dispatcher->set_rules(sending_rules(*terms));
  plan_terms.set(std::move(*terms));
}

// No new work; what is under way is made durable; then the loop ends. Bounded: what takes longer is found as
// `uncertain` by the next start.
void Daemon::Parts::drain() {
  ready = false;
  notify_service_manager("STOPPING=1");
  log_info("daemon.draining", "finishing what is under way");
  draining = 7 + static_cast<int>(drops.size());
  reconciler->stop([this] { part_done(); });
  puller->stop([this] { part_done(); });
  scribe->stop([this] { part_done(); });
  for (const auto& drop : drops) drop->stop([this] { part_done(); });
  dispatcher->drain([this] { part_done(); });
  chores->stop([this] { part_done(); });
  desk->stop([this] { part_done(); });
  webhooks->stop([this] { part_done(); });
  for (const Account& a : accounts)
    if (a.links) {
      ++draining;
      a.links->stop([this] { part_done(); });
    }
  loop.after(settings.shutdown.drain, [this] { loop.stop(); });
}

void Daemon::Parts::part_done() {
  if (--draining == 0) loop.stop();
}

}  // namespace huiyin
