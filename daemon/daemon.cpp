#include "daemon/daemon.h"

#include <algorithm>
#include <csignal>

#include <unistd.h>

#include "daemon/api/api.h"
#include "daemon/base/json.h"
#include "daemon/base/mutex.h"
#include "daemon/bus/bus_commands.h"
#include "daemon/bus/retention.h"
#include "daemon/campaign/commands.h"
#include "daemon/campaign/import.h"
#include "daemon/campaign/sweep.h"
#include "daemon/chores.h"
#include "daemon/followup/answers.h"
#include "daemon/followup/commands.h"
#include "daemon/followup/dissatisfied.h"
#include "daemon/followup/steps.h"
#include "daemon/intake/desk.h"
#include "daemon/intake/intake_view.h"
#include "daemon/io/lock_file.h"
#include "daemon/io/system.h"
#include "daemon/io/virtual_clock.h"
#include "daemon/outbound/control.h"
#include "daemon/outbound/line_account.h"
#include "daemon/recover_list.h"
#include "daemon/rules.h"
#include "daemon/settings/reload.h"
#include "daemon/status.h"
#include "daemon/store/campaigns.h"
#include "daemon/store/raw_inbound.h"

namespace huiyin {
namespace {

// The outbound half's book of receipts, as the intake half knows it: folders meet here, not by include.
class ReceiptDoor final : public ReceiptTaker {
 public:
  explicit ReceiptDoor(ReceiptBook& book) : book_(book) {}
  void take(Database& db, std::int64_t carrier_id, const std::vector<Receipt>& receipts,
            TimePoint now) override {
    book_.take(db, carrier_id, receipts, now);
  }

 private:
  ReceiptBook& book_;
};

struct Account {
  const CarrierAccount* settings = nullptr;
  std::unique_ptr<HttpCarrier> carrier;  // one of the two
  std::unique_ptr<LineCarrier> line;
  std::int64_t ledger_id = 0;
  std::unique_ptr<LineAccount> links;  // of a line carrier that is enabled
  const PayloadReader* reader() const {
    return carrier ? static_cast<const PayloadReader*>(carrier.get()) : line.get();
  }
};

constexpr int kLineWindow = 512,
              kLinePrepared = 32;  // submits being recorded, and intents that wait for a link

SendAccount send_account(const Account& a, const Settings& s) {
  SendAccount out{
      a.settings->name,    a.ledger_id, a.carrier.get(), a.links.get(), a.settings->kind->capability,
      a.settings->purposes};
  out.capability.sends = out.capability.sends && a.settings->enabled;
  const std::int64_t window = a.links ? kLineWindow : s.outbound.window;
  out.window = static_cast<int>(a.settings->window > 0 ? a.settings->window : window);
  out.prepared = a.links ? kLinePrepared : static_cast<int>(s.outbound.batches);
  out.submits_per_second =
      static_cast<double>(a.settings->submits_per_second > 0 ? a.settings->submits_per_second
                                                             : out.capability.submits_per_second);
  out.inquiries_per_second =
      static_cast<double>(a.settings->inquiries_per_second > 0 ? a.settings->inquiries_per_second
                                                               : out.capability.inquiries_per_second);
  return out;
}

Result<SendingHours> sending_hours(const Settings& s) {
  auto zone = TimeZone::load(s.office.time_zone);
  if (!zone) return tl::unexpected<Error>(zone.error());
  SendingHours hours{*zone, {}};
  for (int p = 0; p < kPurposes; ++p)
    hours.windows[static_cast<std::size_t>(p)] = s.outbound.window_of(static_cast<Purpose>(p));
  return hours;
}

}  // namespace

struct Daemon::Parts {
  LoadedSettings loaded;
  CommandLine line;
  Settings settings;  // in force; a reload changes it
  std::unique_ptr<LockFile> lock;
  std::unique_ptr<Clock> clock;
  std::shared_ptr<const Vault> vault;
  std::unique_ptr<Store> store;
  IdentityFiles identity_files;
  Identity identity;
  std::int64_t remembered_seq = 0;  // store thread's
  Brake brake;
  std::vector<Account> accounts;
  std::optional<RuleSet> rules;
  Loop loop{"net"};
  std::unique_ptr<Database> reader;  // net thread's
  std::unique_ptr<ReceiptBook> receipts;
  std::unique_ptr<ReceiptDoor> receipt_door;
  std::unique_ptr<FollowupAnswers> answers;
  std::unique_ptr<Importer> importer;
  std::vector<std::string> imported_files;  // store thread's: to be removed
  CommandTable commands;
  std::unique_ptr<Desk> desk;
  std::unique_ptr<Keeper> keeper;
  std::unique_ptr<Pushes> pushes;
  std::unique_ptr<Puller> puller;
  std::unique_ptr<Dispatcher> dispatcher;
  std::unique_ptr<Reconciler> reconciler;
  std::unique_ptr<Chores> chores;
  std::unique_ptr<Retention> retention;
  ServerKey bus_key;
  std::unique_ptr<Bus> bus;
  std::unique_ptr<Api> api;
  int signals = -1;
  TimePoint started{};
  std::atomic<bool> ready{false}, woken{false};
  std::int64_t told_seq = 0;  // store thread's
  Mutex told_mutex;           // of commits, once they are there and until they go
  Bus* told_bus GUARDED_BY(told_mutex) = nullptr;
  Api* told_api GUARDED_BY(told_mutex) = nullptr;
  int draining = 0;  // parts that have not yet said that they are done

  Result<void> open_ledger();
  Result<void> make_accounts();
  std::unique_ptr<LineAccount> make_links(const Account& account);
  std::vector<LinkStatus> link_status() const;
  Result<void> make_outbound();
  void make_intake();
  void make_commands();
  void make_chores();
  Result<bool> import_some(Database& db, TimePoint now);
  Result<void> bind();
  Result<void> publish_endpoints();
  void committed(std::int64_t newest);
  void start() ON_ROLE(net_role);
  void signal_came() ON_ROLE(net_role);
  void reload() ON_ROLE(net_role);
  void drain() ON_ROLE(net_role);
  void part_done();
};

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
  p.chores.reset();
  p.reconciler.reset();
  p.dispatcher.reset();
  p.puller.reset();
  p.pushes.reset();
  for (Account& a : p.accounts) a.links.reset();
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
  if (auto done = p->bind(); !done) return tl::unexpected<Error>(done.error());
  return std::unique_ptr<Daemon>(new Daemon(std::move(p)));
}

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
  }
  started = clock->now();
  auto opened_vault = Vault::open(settings.vault.key_file, true);
  if (!opened_vault) return tl::unexpected<Error>(opened_vault.error());
  vault = std::move(*opened_vault);
  auto opened_store = Store::open({settings.store.path, static_cast<std::size_t>(settings.store.queue)});
  if (!opened_store) return tl::unexpected<Error>(opened_store.error());
  store = std::move(*opened_store);
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
  auto kept = store->write_now<bool>([this](Database& db) -> Result<bool> {
    auto done = keep_surveys(db, rules->followup->surveys, clock->now());
    if (!done) return tl::unexpected<Error>(done.error());
    return true;
  });
  if (!kept) return tl::unexpected<Error>(kept.error());
  return {};
}

Result<void> Daemon::Parts::make_accounts() {
  for (const CarrierAccount& a : settings.carriers) {
    Account account;
    account.settings = &a;
    try {
      if (a.kind->make_http != nullptr)
        account.carrier = a.kind->make_http(a.values);
      else
        account.line = a.kind->make_line(a.values);
    } catch (const std::exception& e) {
      return fail(Errc::bad_input, e.what(), "carrier." + a.name);
    }
    auto id = store->write_now<std::int64_t>(
        [&](Database& db) -> Result<std::int64_t> { return carrier_number(db, a.name); });
    if (!id) return tl::unexpected<Error>(id.error());
    account.ledger_id = *id;
    if (account.line && a.enabled) account.links = make_links(account);
    accounts.push_back(std::move(account));
  }
  return {};
}

std::vector<LinkStatus> Daemon::Parts::link_status() const {
  std::vector<LinkStatus> out;
  for (const Account& a : accounts) {
    if (!a.links) continue;
    LineAccount::Status s = a.links->status();
    out.push_back({a.settings->name, s.links, s.up, s.stopped, std::move(s.fault)});
  }
  return out;
}

std::unique_ptr<LineAccount> Daemon::Parts::make_links(const Account& account) {
  const auto keep = [this, id = account.ledger_id](const std::string& kind, const std::string& bytes,
                                                   std::function<void(bool)> then) {
    keeper->keep_pushed(id, kind, bytes, loop,
                        [then = std::move(then)](const Result<Kept>& kept) { then(kept.has_value()); });
  };
  return std::make_unique<LineAccount>(loop, *clock, account.settings->name, *account.line, keep);
}

Result<void> Daemon::Parts::make_outbound() {
  receipts = std::make_unique<ReceiptBook>(*vault, identity.instance);
  for (const Account& a : accounts)
    if (a.line)
      receipts->use_keys(a.ledger_id,
                         [line = a.line.get()](std::string_view id) { return line->id_key(id); });
  auto known = store->write_now<bool>([this](Database& db) -> Result<bool> {
    receipts->load(db);
    return true;
  });
  if (!known) return tl::unexpected<Error>(known.error());
  receipt_door = std::make_unique<ReceiptDoor>(*receipts);
  receipts->use_brake(&brake);
  auto hours = sending_hours(settings);
  if (!hours) return tl::unexpected<Error>(hours.error());
  std::vector<SendAccount> sending;
  for (const Account& a : accounts)
    if (a.settings->kind->capability.sends) sending.push_back(send_account(a, settings));
  const OutboundParts shared{&loop,          store.get(), vault.get(),       clock.get(),
                             receipts.get(), &brake,      identity.instance, identity.epoch};
  const auto& o = settings.outbound;
  dispatcher = std::make_unique<Dispatcher>(
      shared, std::move(*hours), RetryRules{o.retry_first, o.retry_max, static_cast<int>(o.max_tries)},
      sending);
  reconciler = std::make_unique<Reconciler>(
      shared, ReconcileRules{o.reconcile_grace, o.receipt_wait, static_cast<int>(o.max_tries)}, sending);
  return {};
}

void Daemon::Parts::make_intake() {
  answers = std::make_unique<FollowupAnswers>(rules->followup, rules->replies, *clock);
  Desk::Options desk_options{.zone = rules->followup->zone};
  desk_options.region = settings.office.region;
  desk_options.part_wait = settings.intake.part_wait;
  desk_options.same_message = settings.intake.duplicate_window;
  desk = std::make_unique<Desk>(loop, *store, vault, *clock, desk_options, rules->texts,
                                Desk::Takers{answers.get(), receipt_door.get()});
  keeper = std::make_unique<Keeper>(*store, vault, *clock, Keeper::Options{settings.intake.duplicate_window},
                                    [this] { desk->poke(); });
  pushes = std::make_unique<Pushes>(*keeper, loop);
  puller =
      std::make_unique<Puller>(loop, *store, *keeper, *clock, Puller::Options{}, make_recover_list(vault));
  for (const Account& a : accounts) {
    desk->add(a.settings->name, a.reader(), a.ledger_id);
    if (!a.carrier) continue;
    pushes->add(a.settings->name, a.carrier.get(), a.ledger_id);
    if (a.settings->enabled) puller->add({a.settings->name, a.carrier.get(), a.ledger_id});
  }
}

void Daemon::Parts::make_commands() {
  auto campaign_rules = std::make_shared<CampaignRules>();
  campaign_rules->import_dir = settings.state.dir + "/import";
  campaign_rules->signature = settings.office.signature;
  campaign_rules->region = settings.office.region;
  campaign_rules->vault = vault;
  register_campaign_commands(commands, campaign_rules);
  register_followup_commands(commands, rules->followup);
  register_intake_commands(commands);
  register_bus_commands(commands, bus_key.public_key);
  const auto on_net = [this](std::function<void()> work) {
    loop.post_always([work = std::move(work)] { work(); });
  };
  register_control_commands(commands, {&brake,
                                       [this, on_net](std::function<void()> halted) {
                                         on_net([this, halted = std::move(halted)] {
                                           net_role.assert_here();
                                           dispatcher->halt(halted);
                                         });
                                       },
                                       [this, on_net] {
                                         on_net([this] {
                                           net_role.assert_here();
                                           dispatcher->wake();
                                         });
                                       }});
}

void Daemon::Parts::make_chores() {
  importer = std::make_unique<Importer>(Importer::Options{
      settings.state.dir + "/import", settings.office.region, settings.campaign.max_lines, vault});
  chores = std::make_unique<Chores>(loop, *store, *clock);
  chores->add("identity", Millis(2'000), [this](Database&, TimePoint) -> Result<bool> {
    const std::int64_t seq = store->newest_seq();
    if (std::exchange(remembered_seq, seq) == seq) return false;
    if (auto kept = remember_identity(identity_files, identity.print, seq); !kept)
      return tl::unexpected<Error>(kept.error());
    return false;
  });
  chores->add("import", Millis(200), [this](Database& db, TimePoint now) { return import_some(db, now); });
  chores->add("import_files", Millis(600'000), [this](Database& db, TimePoint) -> Result<bool> {
    importer->remove_unused(db, std::chrono::hours(1));
    return false;
  });
  chores->add("followup", Millis(200), [this](Database& db, TimePoint now) -> Result<bool> {
    auto steps = take_due_steps(db, *rules->followup, now);
    if (!steps) return tl::unexpected<Error>(steps.error());
    return steps->more;
  });
  retention = std::make_unique<Retention>(settings.bus.retention, settings.bus.hold);
  chores->add("retention", Millis(60'000),
              [this](Database& db, TimePoint now) { return retention->prune(db, now); });
  chores->add("followup_receipts", Millis(5'000), [this](Database& db, TimePoint now) -> Result<bool> {
    spare_the_endangered(db, *rules->followup, now);
    auto ended = end_undelivered(db, *rules->followup, now);
    if (!ended) return tl::unexpected<Error>(ended.error());
    return ended->more;
  });
  chores->add("dissatisfied", Millis(5'000),
              [this](Database& db, TimePoint now) { return tell_overdue(db, *rules->followup, now); });
  chores->add("sweep", Millis(1'000), [](Database& db, TimePoint now) -> Result<bool> {
    auto swept = sweep_campaigns(db, now);
    if (!swept) return tl::unexpected<Error>(swept.error());
    return swept->more;
  });
}

// A list holds numbers in the clear: it goes as soon as the import that read it to the end is durable, which
// the next piece of work sees in the ledger.
Result<bool> Daemon::Parts::import_some(Database& db, TimePoint now) {
  const auto importing = campaigns_in(db, CampaignState::importing);
  std::erase_if(imported_files, [&](const std::string& file) {
    const bool wanted = std::any_of(importing.begin(), importing.end(),
                                    [&](const Campaign& c) { return c.import_file == file; });
    if (!wanted) importer->remove(file);
    return !wanted;
  });
  if (importing.empty()) return false;
  auto piece = importer->import_piece(db, importing.front().id, 2'000, now);
  if (!piece) return tl::unexpected<Error>(piece.error());
  if (!piece->finished_file.empty()) imported_files.push_back(piece->finished_file);
  return true;
}

Result<void> Daemon::Parts::bind() {
  auto started_bus =
      Bus::start({settings.bus.stream, settings.bus.service, identity.instance, settings.bus.heartbeat,
                  settings.bus.remote_stream, settings.bus.remote_service, bus_key.secret_key},
                 *store, commands, *clock);
  if (!started_bus) return tl::unexpected<Error>(started_bus.error());
  bus = std::move(*started_bus);
  {
    const Lock held(told_mutex);
    told_bus = bus.get();
  }
  if (!settings.api.enabled) return publish_endpoints();
  ApiParts parts{store.get(), vault.get(), clock.get(),
                 &commands,   &loop,       settings.hooks.enabled ? pushes.get() : nullptr,
                 {},          {},          {}};
  parts.status = [this] {
    net_role.assert_here();
    return status_json({&settings, &identity, store.get(), reader.get(), clock.get(), started, &loop,
                        dispatcher.get(), reconciler.get(), puller.get(), bus.get(), link_status()});
  };
  parts.hook_secret = [carriers = settings.carriers](const std::string& account) {
    for (const CarrierAccount& a : carriers)
      if (a.name == account) return a.hook_secret.reveal();
    return std::string();
  };
  parts.ready = [this] { return ready.load(); };
  parts.followup = rules->followup;
  Api::Options o;
  o.address = settings.api.address;
  o.port = static_cast<int>(settings.api.port);
  o.max_body = static_cast<std::size_t>(settings.api.max_body);
  o.max_push = static_cast<std::size_t>(settings.hooks.max_body);
  o.upload_dir = settings.state.dir + "/import";
  o.token_file = settings.api.token_file;
  auto started_api = Api::start(o, parts);
  if (!started_api) return tl::unexpected<Error>(started_api.error());
  api = std::move(*started_api);
  {
    const Lock held(told_mutex);
    told_api = api.get();
  }
  return publish_endpoints();
}

// Where huiyinctl on this machine finds us.
Result<void> Daemon::Parts::publish_endpoints() {
  JsonWriter w;
  w.object();
  if (api)
    w.field("api", "http://" + settings.api.address + ":" + std::to_string(api->port()))
        .field("token_file", settings.api.token_file);
  w.field("stream", bus->stream_endpoint()).field("service", bus->service_endpoint());
  if (!settings.bus.remote_stream.empty())
    w.field("remote_stream", settings.bus.remote_stream)
        .field("remote_service", settings.bus.remote_service)
        .field("server_key", bus_key.public_key);
  w.end();
  return write_file_durably(settings.state.run_dir + "/endpoints.json", w.take() + "\n", 0644);
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
  });
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
    if (auto hours = sending_hours(settings)) dispatcher->set_hours(std::move(*hours));
    for (const Account& a : accounts)
      if (a.links) a.links->resume();
  }
  notify_service_manager("READY=1");
}

// No new work; what is under way is made durable; then the loop ends. Bounded: what takes longer is found as
// `uncertain` by the next start.
void Daemon::Parts::drain() {
  ready = false;
  notify_service_manager("STOPPING=1");
  log_info("daemon.draining", "finishing what is under way");
  draining = 5;
  reconciler->stop([this] { part_done(); });
  puller->stop([this] { part_done(); });
  dispatcher->drain([this] { part_done(); });
  chores->stop([this] { part_done(); });
  desk->stop([this] { part_done(); });
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
