// JSON Schema (2020-12), as far as docs/schemas/commands use it, so that a body is held against the published
// contract before anything is done with it. A keyword that is not understood is an error at load, never
// silently passed over. Immutable after parse; any thread.
#pragma once
#include <memory>
#include <string_view>

#include "daemon/base/json.h"

namespace huiyin {

struct JsonSchemaNode;  // json_schema.cpp

class JsonSchema {
 public:
  // Errors name the keyword's place in the schema.
  static Result<JsonSchema> parse(std::string_view schema);
  // Throws BadInput naming the first member that does not fit ("/campaign is missing"). strict: a member of
  // the outermost object that the schema does not know is refused too, so that a misspelt option is not lost.
  void check(const Json& value, bool strict = true) const;

 private:
  explicit JsonSchema(std::shared_ptr<const JsonSchemaNode> root) : root_(std::move(root)) {}
  std::shared_ptr<const JsonSchemaNode> root_;
};

}  // namespace huiyin
