// Commands: the one way that the bus, the API and huiyinctl change something. A command runs inside one
// transaction of the store; with a key, a repeat returns the first answer, also after a crash. Each that was
// done stands in the audit (store/audit.h).
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/json.h"
#include "daemon/store/database.h"

namespace huiyin {

enum class Role { viewer = 0, operator_ = 1, approver = 2, supervisor = 3, admin = 4 };
std::string_view name_of(Role r);
std::optional<Role> role_of(std::string_view name);

struct CommandContext {
  TimePoint now{};
  std::string actor;  // "token:ctl", "bus:case-system": for the journal, never personal data
  Role role = Role::viewer;
};

// Runs on the store thread. args is an object. Returns one JSON object: what became durable. Throws BadInput
// for a malformed argument (its text names the field).
using CommandHandler =
    std::function<Result<std::string>(Database& db, const Json& args, const CommandContext& context)>;

struct Command {
  std::string name;  // "case.closed", "campaign.start"
  Role needs = Role::operator_;
  bool needs_key = false;  // refused without an idempotency key
  CommandHandler run;
  // What must not wait for the ledger's queue (stop-all): runs at once on the asking thread and has `go`
  // called, on any thread, once that is done. Null: nothing of the kind.
  std::function<void(std::function<void()> go)> ahead;
};

class CommandTable {
 public:
  void add(Command c) { commands_[c.name] = std::move(c); }
  const Command* find(std::string_view name) const;
  std::vector<std::string> names() const;
  // Any thread, before the command is queued for the store: runs its `ahead` if the role suffices, then `go`.
  void begin(std::string_view name, Role role, std::function<void()> go) const;

 private:
  std::map<std::string, Command, std::less<>> commands_;
};

// On the store thread. Checks the role, then the key (empty: none): the same key with the same name and
// arguments returns the first answer; with others it is a conflict. Failures are not remembered: a corrected
// repeat may use the key.
Result<std::string> run_command(Database& db, const CommandTable& table, std::string_view name,
                                std::string_view key, const Json& args, const CommandContext& context);

}  // namespace huiyin
