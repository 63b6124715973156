#include "daemon/store/commands.h"

#include <array>

#include "daemon/base/bytes.h"
#include "daemon/base/fault_point.h"
#include "daemon/base/log.h"
#include "daemon/base/text.h"
#include "daemon/store/audit.h"

namespace huiyin {
namespace {
constexpr std::array<std::string_view, 5> kRoles = {"viewer", "operator", "approver", "supervisor", "admin"};
constexpr std::size_t kLongestReason = 400;

struct SubjectArgument {
  std::string_view name, prefix;
};
// The first of these that a command has says what it is about.
constexpr std::array<SubjectArgument, 8> kSubjects = {{{"intake_id", "intake/"},
                                                       {"case_id", "case/"},
                                                       {"campaign", "campaign/"},
                                                       {"grant", "grant/"},
                                                       {"raw_id", "raw/"},
                                                       {"client", "bus/"},
                                                       {"consumer", "consumer/"},
                                                       {"user", "user/"}}};

std::string subject_of(const Json& args) {
  for (const SubjectArgument& s : kSubjects) {
    const auto value = args.find(s.name);
    if (value && (value->is_string() || value->is_number()))
      return std::string(s.prefix) + mask_for_log(args.text_or_number(s.name, ""));
  }
  return {};
}

// Arguments hold numbers and texts: the audit keeps their names, and the reason, which people type to be
// read.
std::string detail_of(const Json& args, const CommandContext& context) {
  JsonWriter w;
  w.object().field("role", name_of(context.role));
  if (const auto reason = args.find("reason"); reason && reason->is_string()) {
    const std::string text = mask_for_log(reason->text());
    if (text.size() <= kLongestReason) w.field("reason", text);
  }
  w.key("arguments").array();
  for (const auto& [name, value] : args.members()) w.value(name);
  return w.end().end().take();
}

Result<std::string> run_audited(Database& db, const Command& command, const Json& args,
                                const CommandContext& context) {
  auto answer = command.run(db, args, context);
  if (answer)
    append_audit(db, context.now, context.actor, command.name, subject_of(args), detail_of(args, context));
  return answer;
}

}  // namespace

std::string_view name_of(Role r) {
  return kRoles[static_cast<std::size_t>(r)];
}

std::optional<Role> role_of(std::string_view name) {
  for (std::size_t i = 0; i < kRoles.size(); ++i)
    if (kRoles[i] == name) return static_cast<Role>(i);
  return std::nullopt;
}

const Command* CommandTable::find(std::string_view name) const {
  const auto it = commands_.find(name);
  return it == commands_.end() ? nullptr : &it->second;
}

std::vector<std::string> CommandTable::names() const {
  std::vector<std::string> out;
  for (const auto& [name, command] : commands_) out.push_back(name);
  return out;
}

void CommandTable::begin(std::string_view name, Role role, std::function<void()> go) const {
  const Command* command = find(name);
  if (command == nullptr || !command->ahead || role < command->needs) return go();
  command->ahead(std::move(go));
}

Result<std::string> run_command(Database& db, const CommandTable& table, std::string_view name,
                                std::string_view key, const Json& args, const CommandContext& context) {
  const Command* command = table.find(name);
  if (command == nullptr) return fail(Errc::not_found, "there is no such command", std::string(name));
  if (context.role < command->needs)
    return fail(Errc::forbidden, "needs the role " + std::string(name_of(command->needs)), std::string(name));
  if (!args.is_object())
    return fail(Errc::bad_input, "the arguments must be a JSON object", std::string(name));
  if (key.empty()) {
    if (command->needs_key) return fail(Errc::bad_input, "needs an idempotency key", std::string(name));
    return run_audited(db, *command, args, context);
  }
  if (key.size() > 200)
    return fail(Errc::bad_input, "the idempotency key is longer than 200 bytes", std::string(name));
  const std::string full_key = std::string(name) + " " + std::string(key);
  const std::string hash = sha256(args.dump());
  std::optional<std::string> before, before_hash;
  db.each("SELECT answer, request_hash FROM command_key WHERE key = $1", {std::string_view(full_key)},
          [&](const Row& r) {
            before = r.text(0);
            before_hash = r.blob(1);
          });
  if (before) {
    if (*before_hash != hash)
      return fail(Errc::conflict, "this idempotency key was used with other arguments", std::string(name));
    return *before;
  }
  auto answer = run_audited(db, *command, args, context);
  if (answer)
    db.run("INSERT INTO command_key (key, request_hash, answer, at) VALUES ($1, $2, $3, $4)",
           {std::string_view(full_key), Blob{hash}, std::string_view(*answer), val(context.now)});
  fault_point("command.handled");
  return answer;
}

}  // namespace huiyin
