// The table of operations: everything that can be asked of the API, one row each. Routing, the check of role,
// parameters and body, and the OpenAPI document follow from it; nothing is served that is not in it. Commands
// are not written here: each command of the daemon is the operation POST /api/v1/commands/NAME, with the
// role of its handler and the body of docs/schemas/commands/NAME.json.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/model/json_schema.h"
#include "daemon/store/commands.h"

namespace huiyin {

// Who may come in. open: anybody; person: a signed-in person, by session or a token of theirs.
enum class Access { open, token, person };

struct ApiParameter {
  enum class Kind { number, text, choice, flag, time, day };
  std::string_view name;
  Kind kind = Kind::text;
  std::int64_t low = 0, high = 0;  // of a number; of a text: its length in bytes
  std::string_view choices = {};   // "json|csv"
  std::string_view help = {};
};

// What a row says; the strings are literals.
struct OperationRow {
  std::string_view name;  // "campaign.report": the operationId, and what scopes of tokens name
  std::string_view method, path;
  Access access = Access::token;
  Role needs = Role::viewer;
  std::string_view summary;
  std::span<const ApiParameter> parameters = {};
  std::string_view answers = "application/json";  // media types, separated by blanks
  std::string_view body = {};                     // a JSON Schema; "*": any bytes
  std::string_view verbs = {};                    // of huiyinctl, separated by '|'
  std::string_view audit = {};                    // what is put on record; empty: nothing
};
std::span<const OperationRow> campaign_operations();
std::span<const OperationRow> intake_operations();
std::span<const OperationRow> followup_operations();
std::span<const OperationRow> office_operations();
std::span<const OperationRow> people_operations();
// Which verbs of huiyinctl give a command.
struct CommandVerbs {
  std::string_view command, verbs;
};
std::span<const CommandVerbs> command_verbs();

struct Operation {
  std::string name, method, path, summary, answers, body, verbs, audit;
  Access access = Access::token;
  Role needs = Role::viewer;
  std::vector<ApiParameter> parameters;
  bool command = false, needs_key = false;
  std::optional<JsonSchema> schema;  // of the body
  // REQUIRES: the path fits. Throws BadInput naming a parameter that is unknown, given twice or malformed.
  void check_parameters(std::string_view query) const;
};

class Operations {
 public:
  // Errors name an operation whose schema can't be read. A command without one is left out, and logged.
  static Result<Operations> make(const CommandTable& commands);
  const Operation* find(std::string_view method, std::string_view path) const;  // by its template
  const std::vector<std::unique_ptr<Operation>>& all() const { return all_; }

 private:
  std::vector<std::unique_ptr<Operation>> all_;  // by path, then method
};

}  // namespace huiyin
