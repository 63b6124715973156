#include "daemon/api/command_routes.h"

#include <optional>

#include "daemon/api/answering.h"
#include "daemon/base/fault_point.h"
#include "daemon/base/text.h"
#include "daemon/campaign/report.h"
#include "daemon/campaign/templates.h"
#include "daemon/care/care_view.h"
#include "daemon/intake/intake_view.h"
#include "daemon/people/user_commands.h"

namespace huiyin {
namespace {

constexpr std::size_t kLongestKey = 120;

// The read whose ETag If-Match names: what two clerks may have before them at once.
std::optional<std::string> guarded_by(Database& db, const CommandRouteParts& p, const std::string& command,
                                      const Json& args, TimePoint now) {
  if (command == "duty.set") return duty_json(db, *p.vault);
  if (starts_with(command, "campaign.") && args.has("campaign"))
    return campaign_json(db, args.integer("campaign"), now);
  if (starts_with(command, "intake.") && args.has("intake_id"))
    return intake_json(db, *p.vault, args.text("intake_id"));
  if (starts_with(command, "template.") && args.has("template"))
    return template_json(db, args.integer("template"), now);
  return std::nullopt;
}

struct CommandDone {
  std::string json;
  bool changed_meanwhile = false;
};

Result<CommandDone> run_guarded(Database& db, const CommandRouteParts& p, const std::string& name,
                                const std::string& key, const std::string& if_match, const Json& args,
                                const CommandContext& context) {
  if (!if_match.empty()) {
    const auto now_there = guarded_by(db, p, name, args, context.now);
    if (!now_there || !lists_tag(if_match, etag_of(*now_there))) return CommandDone{{}, true};
  }
  auto done = run_command(db, *p.commands, name, key, args, context);
  if (!done) return tl::unexpected<Error>(done.error());
  return CommandDone{std::move(*done), false};
}

void run_route(const CommandRouteParts& p, RouteCall call) {
  const Operation& op = *call.operation;
  const std::string& path = call.request.path;
  const std::string key = call.request.header("idempotency-key");
  if (op.needs_key && key.empty())
    return call.responder->send(problem("key_needed", "this command needs an idempotency key", path));
  if (!key.empty() && gives_secret(op.name))
    return call.responder->send(problem(
        {Errc::bad_input, "its answer holds a secret and is given once: it takes no Idempotency-Key", ""},
        path));
  if (key.size() > kLongestKey)
    return call.responder->send(
        problem({Errc::bad_input, "Idempotency-Key has more than 120 bytes", ""}, path));
  const Json args = Json::parse(call.request.body.empty() ? "{}" : call.request.body);
  op.schema->check(args);
  const CommandContext context{p.clock->now(), call.visitor.actor, call.visitor.role};
  // One visitor's keys tell nothing to another.
  const std::string own_key = key.empty() ? key : call.visitor.actor + ":" + key;
  p.commands->begin(
      op.name, context.role,
      [p, name = op.name, own_key, if_match = call.request.header("if-match"), args, context,
       responder = call.responder, path] {
        p.store->write<CommandDone>(
            [=](Database& db) { return run_guarded(db, p, name, own_key, if_match, args, context); },
            *p.answers,
            [responder, path](Result<CommandDone> done) {
              fault_point("command.durable");
              if (!done) return responder->send(problem(done.error(), path));
              if (done->changed_meanwhile)
                return responder->send(problem("changed", "what is there now has another ETag", path));
              responder->send(json_response(std::move(done->json)));
            });
      });
}

}  // namespace

void add_command_routes(RouteTable& routes, const CommandRouteParts& parts) {
  for (const std::string& name : parts.commands->names()) {
    const std::string path = "/api/v1/commands/" + name;
    if (routes.has_operation("POST", path))
      routes.add({"POST", path, [parts](RouteCall c) { run_route(parts, std::move(c)); }});
  }
}

}  // namespace huiyin
