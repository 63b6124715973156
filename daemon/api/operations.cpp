#include "daemon/api/operations.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/base/embedded.h"
#include "daemon/base/log.h"
#include "daemon/base/text.h"
#include "daemon/model/calendar.h"

namespace huiyin {
namespace {

bool is_choice(std::string_view choices, std::string_view text) {
  const auto all = split(choices, '|');
  return std::find(all.begin(), all.end(), text) != all.end();
}

void check_parameter(const ApiParameter& p, const std::string& text) {
  const std::string name(p.name);
  TimePoint t{};
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  switch (p.kind) {
    case ApiParameter::Kind::number:
      if (error != std::errc() || end != text.data() + text.size() || n < p.low || n > p.high)
        throw BadInput(
            name, "must be a whole number from " + std::to_string(p.low) + " to " + std::to_string(p.high));
      return;
    case ApiParameter::Kind::text:
      if (static_cast<std::int64_t>(text.size()) < p.low || static_cast<std::int64_t>(text.size()) > p.high)
        throw BadInput(name,
                       "must have " + std::to_string(p.low) + " to " + std::to_string(p.high) + " bytes");
      return;
    case ApiParameter::Kind::choice:
      if (!is_choice(p.choices, text)) {
        std::string choices(p.choices);
        for (std::size_t at = 0; (at = choices.find('|', at)) != std::string::npos; at += 2)
          choices.replace(at, 1, ", ");
        throw BadInput(name, "must be one of: " + choices);
      }
      return;
    case ApiParameter::Kind::flag:
      if (text != "true" && text != "false") throw BadInput(name, "must be true or false");
      return;
    case ApiParameter::Kind::time:
      if (!from_rfc3339(text, &t))
        throw BadInput(name, "must be a time of RFC 3339, like 2026-03-01T08:00:00Z");
      return;
    case ApiParameter::Kind::day:
      if (!from_rfc3339(text, &t) && !read_day(text))
        throw BadInput(name, "must be a day like 2026-03-01, or a time of RFC 3339");
      return;
  }
}

std::unique_ptr<Operation> from_row(const OperationRow& row) {
  auto op = std::make_unique<Operation>();
  op->name = row.name;
  op->method = row.method;
  op->path = row.path;
  op->summary = row.summary;
  op->answers = row.answers;
  op->body = row.body;
  op->verbs = row.verbs;
  op->audit = row.audit;
  op->access = row.access;
  op->needs = row.needs;
  op->parameters.assign(row.parameters.begin(), row.parameters.end());
  return op;
}

std::string verbs_of(std::string_view command) {
  for (const CommandVerbs& v : command_verbs())
    if (v.command == command) return std::string(v.verbs);
  return {};
}

Result<std::unique_ptr<Operation>> from_command(const Command& command) {
  auto op = std::make_unique<Operation>();
  op->name = command.name;
  op->method = "POST";
  op->path = "/api/v1/commands/" + command.name;
  op->body = embedded_file(command.name + ".json");
  if (op->body.empty())
    return fail(Errc::internal, "the command has no docs/schemas/commands/" + command.name + ".json");
  op->summary = Json::parse(op->body).text_or("description", command.name);
  op->answers = "application/json";
  op->verbs = verbs_of(command.name);
  op->audit = command.name + ": who, with which role, about what, which arguments were given, the reason";
  op->needs = command.needs;
  op->command = true;
  op->needs_key = command.needs_key;
  return op;
}

}  // namespace

void Operation::check_parameters(std::string_view query) const {
  std::set<std::string> seen;
  for (const std::string_view pair : split(query, '&')) {
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string given = percent_decode(pair.substr(0, equals), true);
    const std::string text =
        equals < pair.size() ? percent_decode(pair.substr(equals + 1), true) : std::string();
    const auto known = std::find_if(parameters.begin(), parameters.end(),
                                    [&](const ApiParameter& p) { return p.name == given; });
    if (known == parameters.end())
      throw BadInput("", "there is a parameter that this operation does not know");
    if (!seen.insert(given).second) throw BadInput(given, "is given twice");
    if (!is_utf8(text)) throw BadInput(given, "is not UTF-8");
    if (!text.empty()) check_parameter(*known, text);
  }
}

Result<Operations> Operations::make(const CommandTable& commands) {
  Operations out;
  for (const auto rows : {campaign_operations(), intake_operations(), followup_operations(),
                          office_operations(), people_operations()})
    for (const OperationRow& row : rows) out.all_.push_back(from_row(row));
  for (const std::string& command_name : commands.names()) {
    auto op = from_command(*commands.find(command_name));
    if (!op) {  // the bus has it; a test looks for this line
      log_error("api.command.unserved", op.error().what, {{"command", command_name}});
      continue;
    }
    out.all_.push_back(std::move(*op));
  }
  for (auto& op : out.all_) {
    if (op->body.empty() || op->body == "*") continue;
    auto schema = JsonSchema::parse(op->body);
    if (!schema) return fail(Errc::internal, "the schema of " + op->name + ": " + schema.error().text());
    op->schema = std::move(*schema);
  }
  std::sort(out.all_.begin(), out.all_.end(), [](const auto& a, const auto& b) {
    return std::pair(a->path, a->method) < std::pair(b->path, b->method);
  });
  return out;
}

const Operation* Operations::find(std::string_view method, std::string_view path) const {
  for (const auto& op : all_)
    if (op->method == method && op->path == path) return op.get();
  return nullptr;
}

}  // namespace huiyin
