#include "daemon/api/openapi.h"

#include <algorithm>

#include "daemon/api/problems.h"
#include "daemon/base/json.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

// A command's schema without what makes it a document of its own; closed, since the API refuses members that
// it does not know.
void write_schema(JsonWriter& w, const Json& schema, bool closed) {
  w.object();
  for (const auto& [key, value] : schema.members())
    if (key != "$schema" && key != "$id" && key != "$defs" && key != "title") w.key(key).raw(value.dump());
  if (closed && !schema.has("additionalProperties")) w.field("additionalProperties", false);
  w.end();
}

void write_parameter_schema(JsonWriter& w, const ApiParameter& p) {
  w.key("schema").object();
  switch (p.kind) {
    case ApiParameter::Kind::number:
      w.field("type", "integer").field("minimum", p.low).field("maximum", p.high);
      break;
    case ApiParameter::Kind::text:
      w.field("type", "string").field("maxLength", p.high);
      break;
    case ApiParameter::Kind::choice:
      w.field("type", "string").key("enum").array();
      for (const std::string_view c : split(p.choices, '|')) w.value(c);
      w.end();
      break;
    case ApiParameter::Kind::flag:
      w.field("type", "boolean");
      break;
    case ApiParameter::Kind::time:
      w.field("type", "string").field("format", "date-time");
      break;
    case ApiParameter::Kind::day:
      w.field("type", "string").key("anyOf").array();
      w.object().field("format", "date").end().object().field("format", "date-time").end().end();
      break;
  }
  w.end();
}

void write_header(JsonWriter& w, std::string_view name, bool required, std::int64_t longest,
                  std::string_view help) {
  w.object().field("name", name).field("in", "header").field("required", required).field("description", help);
  w.key("schema").object().field("type", "string").field("maxLength", longest).end().end();
}

void write_parameters(JsonWriter& w, const Operation& op) {
  w.key("parameters").array();
  for (const std::string_view part : split(op.path, '/')) {
    if (!starts_with(part, "{")) continue;
    w.object().field("name", part.substr(1, part.size() - 2)).field("in", "path").field("required", true);
    w.key("schema")
        .object()
        .field("type", "string")
        .field("minLength", 1)
        .field("maxLength", 200)
        .end()
        .end();
  }
  for (const ApiParameter& p : op.parameters) {
    w.object().field("name", p.name).field("in", "query").field("required", false);
    if (!p.help.empty()) w.field("description", p.help);
    write_parameter_schema(w, p);
    w.end();
  }
  if (op.command) {
    write_header(w, "Idempotency-Key", op.needs_key, 120,
                 "a repeat with the same key and body gets the first answer");
    write_header(w, "If-Match", false, 200,
                 "the ETag of what is to be changed; 412 where it was changed meanwhile");
  } else if (op.method == "GET" && op.name != "events") {
    write_header(w, "If-None-Match", false, 2'000, "an ETag; 304 where nothing changed");
  }
  if (op.name == "events") write_header(w, "Last-Event-ID", false, 20, "the last seq that was seen");
  w.end();
}

void write_body(JsonWriter& w, const Operation& op) {
  if (op.body.empty()) return;
  w.key("requestBody").object().field("required", true).key("content").object();
  if (op.body == "*") {
    w.key("application/octet-stream").object().key("schema").object().end().end();
  } else {
    w.key("application/json").object().key("schema");
    if (op.command)
      w.object().field("$ref", "#/components/schemas/" + op.name).end();
    else
      write_schema(w, Json::parse(op.body), true);
    w.end();
  }
  w.end().end();
}

void write_answer_schema(JsonWriter& w, const Operation& op) {
  w.key("schema").object();
  if (op.command && Json::parse(op.body).has("$defs"))
    w.field("$ref", "#/components/schemas/" + op.name + ".answer");
  else if (op.answers == "application/json")
    w.field("type", "object");
  w.end();
}

void write_answers(JsonWriter& w, const Operation& op) {
  w.key("responses").object().key(op.name == "upload" ? "201" : "200").object().field("description", "done");
  w.key("content").object();
  for (const std::string_view type : split(op.answers, ' ')) {
    w.key(type).object();
    if (type.ends_with("json")) write_answer_schema(w, op);
    w.end();
  }
  w.end().end();
  if (op.method == "GET" && op.name != "events")
    w.key("304").object().field("description", "nothing changed").end();
  w.key("default").object().field("$ref", "#/components/responses/problem").end();
  w.end();
}

void write_operation(JsonWriter& w, const Operation& op) {
  w.key(to_lower_ascii(op.method)).object().field("operationId", op.name).field("summary", op.summary);
  w.key("tags").array().value(std::string_view(op.name).substr(0, op.name.find('.'))).end();
  if (op.access == Access::open) w.key("security").array().end();
  write_parameters(w, op);
  write_body(w, op);
  write_answers(w, op);
  w.field("x-huiyin-role", op.access == Access::open ? "" : name_of(op.needs));
  w.field("x-huiyin-person", op.access == Access::person);
  w.field("x-huiyin-command", op.command).field("x-huiyin-audit", op.audit);
  w.key("x-huiyinctl").array();
  for (const std::string_view verb : split(op.verbs, '|'))
    if (!verb.empty()) w.value(verb);
  w.end().end();
}

void write_problem_response(JsonWriter& w) {
  w.key("responses")
      .object()
      .key("problem")
      .object()
      .field("description", "refused or failed: see x-huiyin-errors");
  w.key("content").object().key("application/problem+json").object().key("schema").object();
  w.field("$ref", "#/components/schemas/problem").end().end().end().end().end();
}

void write_problem_schema(JsonWriter& w) {
  w.key("problem").object().field("type", "object").key("required").array();
  for (const char* name : {"type", "title", "status", "detail"}) w.value(name);
  w.end().key("properties").object();
  for (const char* name : {"type", "title", "detail", "instance", "field", "cause", "remedy"})
    w.key(name).object().field("type", "string").end();
  for (const char* name : {"status", "code"}) w.key(name).object().field("type", "integer").end();
  w.end().end();
}

void write_schemas(JsonWriter& w, const Operations& operations) {
  w.key("schemas").object();
  write_problem_schema(w);
  for (const auto& op : operations.all()) {
    if (!op->command) continue;
    const Json schema = Json::parse(op->body);
    w.key(op->name);
    write_schema(w, schema, true);
    if (!schema.has("$defs")) continue;
    w.key(op->name + ".answer");
    write_schema(w, schema.at("$defs").at("answer"), false);
  }
  w.end();
}

void write_security(JsonWriter& w) {
  w.key("securitySchemes").object();
  w.key("token").object().field("type", "http").field("scheme", "bearer").end();
  w.key("session").object().field("type", "apiKey").field("in", "cookie").field("name", "__Host-huiyin");
  w.field("description", "huiyin_session without TLS; changing requests need X-CSRF-Token too").end().end();
}

}  // namespace

std::string openapi_json(const Operations& operations) {
  JsonWriter w;
  w.object().field("openapi", "3.1.0").key("info").object().field("title", "Huiyin").field("version", "1");
  w.field("description",
          "Lists answer {items, next}: `next` is the cursor of the next page or null. Reads carry an ETag. "
          "Problems are "
          "application/problem+json with a number of the catalogue (GET /api/v1/errors); about:blank where "
          "the HTTP "
          "server itself refused. x-huiyin-role: the least role; x-huiyin-person: a person by session or "
          "token of "
          "their own; x-huiyinctl: the verbs that use it.");
  w.end().key("servers").array().object().field("url", "/").end().end();
  w.key("security").array().object().key("token").array().end().end();
  w.object().key("session").array().end().end().end();
  w.key("paths").object();
  std::string path;
  for (const auto& op : operations.all()) {
    if (op->path != path) {
      if (!path.empty()) w.end();
      path = op->path;
      w.key(path).object();
    }
    write_operation(w, *op);
  }
  if (!path.empty()) w.end();
  w.end().key("components").object();
  write_schemas(w, operations);
  write_problem_response(w);
  write_security(w);
  w.end().key("x-huiyin-errors").raw(Json::parse(catalogue_json()).at("errors").dump());
  return w.end().take();
}

}  // namespace huiyin
