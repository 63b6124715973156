#include "daemon/store/commands.h"

#include <array>

#include "daemon/base/bytes.h"

namespace huiyin {
namespace {
constexpr std::array<std::string_view, 5> kRoles = {"viewer", "operator", "approver", "supervisor", "admin"};
}

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
    return command->run(db, args, context);
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
  auto answer = command->run(db, args, context);
  if (answer)
    db.run("INSERT INTO command_key (key, request_hash, answer, at) VALUES ($1, $2, $3, $4)",
           {std::string_view(full_key), Blob{hash}, std::string_view(*answer), val(context.now)});
  return answer;
}

}  // namespace huiyin
