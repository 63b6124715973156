#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/api/api.h"
#include "daemon/base/mutex.h"
#include "daemon/bus/key_book.h"
#include "daemon/bus/retention.h"
#include "daemon/bus/webhooks.h"
#include "daemon/campaign/import.h"
#include "daemon/care/care.h"
#include "daemon/chores.h"
#include "daemon/daemon.h"
#include "daemon/followup/answers.h"
#include "daemon/intake/desk.h"
#include "daemon/intake/drop.h"
#include "daemon/intake/scribe.h"
#include "daemon/io/lock_file.h"
#include "daemon/io/worker.h"
#include "daemon/model/edge_watch.h"
#include "daemon/outbound/control.h"
#include "daemon/outbound/line_account.h"
#include "daemon/outbound/withdrawer.h"
#include "daemon/people/consent_commands.h"
#include "daemon/people/erasure.h"
#include "daemon/people/looks.h"
#include "daemon/people/vault_keeper.h"
#include "daemon/plan_terms.h"
#include "daemon/rules.h"
#include "daemon/status.h"
#include "daemon/wire_truth.h"

namespace huiyin {

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

Result<SendingHours> sending_hours(const Settings& s);
SendingRules sending_rules(const PlanTerms& terms);

// Everything a running daemon is made of, in the order of its making. Each wire_*.cpp makes one room of it
// and ties it to the rooms before; daemon.cpp has its life: start, reload, drain, end.
struct Daemon::Parts {
  LoadedSettings loaded;
  CommandLine line;
  Settings settings;  // in force; a reload changes it
  std::unique_ptr<LockFile> lock;
  std::unique_ptr<Clock> clock;
  std::unique_ptr<VaultKeeper> vault_keeper;   // store thread's
  std::unique_ptr<Database> committed_reader;  // store thread's: what is on disk only
  std::shared_ptr<const Vault> vault;
  std::unique_ptr<Store> store;
  IdentityFiles identity_files;
  Identity identity;
  std::int64_t remembered_seq = 0;  // store thread's
  Brake brake;
  PlanTermsHolder plan_terms;
  std::vector<Account> accounts;
  std::optional<RuleSet> rules;
  std::shared_ptr<const TruthParts> truth;
  std::shared_ptr<const TemplateRules> templates;
  std::shared_ptr<const ConsentRules> consent;
  Loop loop{"net"};
  std::unique_ptr<Database> reader;  // net thread's
  std::unique_ptr<ReceiptBook> receipts;
  std::unique_ptr<ReceiptDoor> receipt_door;
  std::unique_ptr<FollowupAnswers> answers;
  std::unique_ptr<Care> care;
  std::shared_ptr<const LookRules> looks;
  std::optional<ErasureRules> erasure;
  std::atomic<bool> scrub_wanted{false};  // something was erased that the engine's log still holds
  std::unique_ptr<Worker> scrubber;
  std::unique_ptr<Importer> importer;
  std::vector<std::string> imported_files;  // store thread's: to be removed
  std::vector<std::string> imported_lists;  // the same, of stored lists
  CommandTable commands;
  std::unique_ptr<Desk> desk;
  std::unique_ptr<Keeper> keeper;
  std::unique_ptr<Pushes> pushes;
  std::unique_ptr<Puller> puller;
  std::unique_ptr<Scribe> scribe;
  std::vector<std::unique_ptr<Drop>> drops;
  std::unique_ptr<Dispatcher> dispatcher;
  std::unique_ptr<Reconciler> reconciler;
  std::unique_ptr<Withdrawer> withdrawer;
  std::unique_ptr<Chores> chores;
  std::unique_ptr<Retention> retention;
  std::unique_ptr<Webhooks> webhooks;
  EdgeWatch edge_watch{Millis(20'000)};  // net thread's
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
  Result<void> open_vault();
  Result<void> attach_vault();
  void add_vault_chores();
  Result<void> make_erasure();
  void add_erasure_chores();
  void scrub_log();
  Result<void> make_accounts();
  std::unique_ptr<LineAccount> make_links(const Account& account);
  std::vector<LinkStatus> link_status() const;
  Result<void> make_outbound();
  void make_intake();
  void make_commands();
  void make_chores();
  void make_webhooks();
  SecretSeal webhook_secrets() const;
  WebhookRules webhook_rules() const;
  std::vector<EdgeState> edge_states() const ON_ROLE(net_role);
  void watch_edges() ON_ROLE(net_role);
  Result<bool> import_some(Database& db, TimePoint now);
  Result<bool> import_lists(Database& db, TimePoint now);
  Result<void> bind();
  Result<void> publish_endpoints();
  void committed(std::int64_t newest);
  void start() ON_ROLE(net_role);
  void signal_came() ON_ROLE(net_role);
  void reload() ON_ROLE(net_role);
  void reload_followups() ON_ROLE(net_role);
  void reload_rules() ON_ROLE(net_role);
  void drain() ON_ROLE(net_role);
  void part_done();
};

}  // namespace huiyin
