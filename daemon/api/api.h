// Api: the web thread's face: REST under /api/v1, Server-Sent Events, carriers' hooks, metrics and health.
// Reads with its own connection; changes go through commands (store/commands.h); what only the net thread
// knows is asked there.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "daemon/api/open311.h"
#include "daemon/api/sessions.h"
#include "daemon/base/mailbox.h"
#include "daemon/followup/rules.h"
#include "daemon/intake/pushes.h"
#include "daemon/io/http_server.h"
#include "daemon/people/looks.h"
#include "daemon/people/vault.h"
#include "daemon/store/commands.h"
#include "daemon/store/store.h"

namespace huiyin {

struct TruthParts;     // api/truth_reads.h
struct PlanTerms;      // outbound/plan.h
struct TemplateRules;  // campaign/templates.h

struct ApiParts {  // all outlive the Api
  Store* store = nullptr;
  const Vault* vault = nullptr;
  const Clock* clock = nullptr;
  const CommandTable* commands = nullptr;
  Executor* net = nullptr;
  const Pushes* pushes = nullptr;       // null: no hooks
  std::function<std::string()> status;  // runs on the net thread: one JSON object
  std::function<std::string(const std::string& account)>
      hook_secret;                            // any thread; empty: no hook for this account
  std::function<bool()> ready;                // any thread
  std::function<std::size_t()> broken_edges;  // any thread: alarmed carriers, pulls, links, webhooks
  std::shared_ptr<const FollowupRulesInForce> followup;
  std::shared_ptr<const TruthParts> truth;
  std::function<std::shared_ptr<const PlanTerms>()> plan_terms;  // any thread
  std::shared_ptr<const TemplateRules> templates;
  std::shared_ptr<const Open311Rules> open311;  // null: not served
  std::shared_ptr<const LookRules> looks;       // null: nobody may look at originals
  std::string share_folder;                     // where recovery shares of the vault are written
};

class Api {
 public:
  struct Options {
    std::string address = "127.0.0.1";
    int port = 0;
    std::size_t max_body = 1 << 20;       // of a command
    std::size_t max_upload = 256u << 20;  // of an audience file
    std::size_t max_push = 1 << 20;
    std::string upload_dir;  // where audience files are stored before they are named
    std::string setup_file;  // the code for the first administrator, while there is none
    SessionRules sessions;
    std::string office;      // named by authenticators
    std::string token_file;  // the first admin token is written here (mode 0600) when there is none
  };
  // Binds before it returns.
  static Result<std::unique_ptr<Api>> start(const Options& options, const ApiParts& parts);
  ~Api();
  int port() const;
  void journal_grew();  // any thread: event streams go on

 private:
  struct Impl;
  explicit Api(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace huiyin
