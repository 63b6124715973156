#include "daemon/model/json_schema.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include <re2/re2.h>

#include "daemon/base/bad_input.h"
#include "daemon/base/clock.h"
#include "daemon/model/calendar.h"

namespace huiyin {

struct JsonSchemaNode {
  std::set<std::string> types;
  std::optional<std::set<std::string>> allowed;  // enum and const, as JSON
  std::optional<double> low, high;
  std::optional<std::size_t> shortest, longest, fewest, most;
  std::unique_ptr<RE2> pattern;
  std::string format;
  std::vector<std::string> required;
  std::map<std::string, std::shared_ptr<const JsonSchemaNode>, std::less<>> properties;
  std::shared_ptr<const JsonSchemaNode> items, additional;
  bool closed = false;  // additionalProperties: false
  std::vector<std::shared_ptr<const JsonSchemaNode>> any;
};

namespace {

using Node = JsonSchemaNode;
using Made = std::shared_ptr<const Node>;

Made make_node(const Json& schema);

bool is_annotation(std::string_view key) {
  static const std::set<std::string_view> kKnown = {
      "$schema", "$id", "$defs", "title", "description", "default", "examples", "contentEncoding", "x-note"};
  return kKnown.contains(key);
}

std::size_t count_of(const Json& v) {
  const std::int64_t n = v.integer();
  if (n < 0) throw BadInput(v.path(), "is negative");
  return static_cast<std::size_t>(n);
}

void read_strings(Node* n, std::string_view key, const Json& v) {
  if (key == "minLength") n->shortest = count_of(v);
  if (key == "maxLength") n->longest = count_of(v);
  if (key == "format") {
    n->format = v.text();
    if (n->format != "date" && n->format != "date-time")
      throw BadInput(v.path(), "is a format that is not known");
  }
  if (key == "pattern") {
    RE2::Options options;
    options.set_log_errors(false);
    n->pattern = std::make_unique<RE2>(v.text(), options);
    if (!n->pattern->ok()) throw BadInput(v.path(), "is no pattern: " + n->pattern->error());
  }
}

void read_objects(Node* n, std::string_view key, const Json& v) {
  if (key == "required")
    for (const Json& name : v.items()) n->required.push_back(name.text());
  if (key == "properties")
    for (const auto& [name, schema] : v.members()) n->properties[name] = make_node(schema);
  if (key != "additionalProperties") return;
  if (v.is_bool())
    n->closed = !v.boolean();
  else
    n->additional = make_node(v);
}

void read_choices(Node* n, std::string_view key, const Json& v) {
  if (key == "type") {
    if (v.is_array())
      for (const Json& t : v.items()) n->types.insert(t.text());
    else
      n->types.insert(v.text());
  }
  if (key == "enum") {
    n->allowed.emplace();
    for (const Json& one : v.items()) n->allowed->insert(one.dump());
  }
  if (key == "const") n->allowed = {v.dump()};
  if (key == "anyOf" || key == "oneOf")
    for (const Json& one : v.items()) n->any.push_back(make_node(one));
}

void read_numbers(Node* n, std::string_view key, const Json& v) {
  if (key == "minimum") n->low = v.number();
  if (key == "maximum") n->high = v.number();
  if (key == "minItems") n->fewest = count_of(v);
  if (key == "maxItems") n->most = count_of(v);
  if (key == "items") n->items = make_node(v);
}

Made make_node(const Json& schema) {
  using Read = void (*)(Node*, std::string_view, const Json&);
  static const std::map<std::string_view, Read> kReaders = {{"type", read_choices},
                                                            {"enum", read_choices},
                                                            {"const", read_choices},
                                                            {"anyOf", read_choices},
                                                            {"oneOf", read_choices},
                                                            {"minimum", read_numbers},
                                                            {"maximum", read_numbers},
                                                            {"minItems", read_numbers},
                                                            {"maxItems", read_numbers},
                                                            {"items", read_numbers},
                                                            {"minLength", read_strings},
                                                            {"maxLength", read_strings},
                                                            {"format", read_strings},
                                                            {"pattern", read_strings},
                                                            {"required", read_objects},
                                                            {"properties", read_objects},
                                                            {"additionalProperties", read_objects}};
  auto n = std::make_shared<Node>();
  for (const auto& [key, value] : schema.members()) {
    if (is_annotation(key)) continue;
    const auto reader = kReaders.find(key);
    if (reader == kReaders.end()) throw BadInput(value.path(), "is a keyword that is not known");
    reader->second(n.get(), key, value);
  }
  return n;
}

[[noreturn]] void refuse(const Json& v, const std::string& what) {
  throw BadInput(v.path(), v.path().empty() ? "the body " + what : what);
}

bool is_of(const Json& v, std::string_view type) {
  if (type == "object") return v.is_object();
  if (type == "array") return v.is_array();
  if (type == "string") return v.is_string();
  if (type == "null") return v.is_null();
  if (type == "boolean") return v.is_bool();
  if (!v.is_number()) return false;
  if (type == "number") return true;
  try {
    v.integer();
    return true;
  } catch (const BadInput&) {
    return false;
  }
}

std::string joined(const std::set<std::string>& words) {
  std::string out;
  for (const std::string& w : words) out += (out.empty() ? "" : ", ") + w;
  return out;
}

void check_type(const Node& n, const Json& v) {
  if (!n.types.empty()) {
    bool fits = false;
    for (const std::string& t : n.types) fits = fits || is_of(v, t);
    if (!fits) refuse(v, "must be of the type " + joined(n.types));
  }
  if (n.allowed && !n.allowed->contains(v.dump())) refuse(v, "must be one of: " + joined(*n.allowed));
}

void check_text(const Node& n, const Json& v) {
  const std::string text = v.text();
  const std::size_t length = static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
  if (n.shortest && length < *n.shortest)
    refuse(v, "must have at least " + std::to_string(*n.shortest) + " characters");
  if (n.longest && length > *n.longest)
    refuse(v, "must have at most " + std::to_string(*n.longest) + " characters");
  if (n.pattern && !RE2::PartialMatch(text, *n.pattern)) refuse(v, "must look like " + n.pattern->pattern());
  TimePoint t{};
  if (n.format == "date-time" && !from_rfc3339(text, &t)) refuse(v, "must be a time of RFC 3339");
  if (n.format == "date" && !read_day(text)) refuse(v, "must be a day like 2026-03-01");
}

void check_number(const Node& n, const Json& v) {
  const double x = v.number();
  const auto told = [](double d) { return std::to_string(static_cast<std::int64_t>(d)); };
  if (n.low && x < *n.low) refuse(v, "must be at least " + told(*n.low));
  if (n.high && x > *n.high) refuse(v, "must be at most " + told(*n.high));
}

void check_node(const Node& n, const Json& v, bool strict);

void check_object(const Node& n, const Json& v, bool strict) {
  for (const std::string& name : n.required)
    if (!v.has(name)) throw BadInput(v.path() + "/" + name, "is missing");
  std::set<std::string> seen;
  for (const auto& [name, value] : v.members()) {
    if (!seen.insert(name).second) refuse(value, "is given twice");
    const auto known = n.properties.find(name);
    if (known != n.properties.end())
      check_node(*known->second, value, false);
    else if (n.additional)
      check_node(*n.additional, value, false);
    else if (n.closed || strict)
      refuse(value, "is not known here");
  }
}

void check_any(const Node& n, const Json& v) {
  std::string why;
  for (const Made& one : n.any) try {
      return check_node(*one, v, false);
    } catch (const BadInput& e) {
      why += (why.empty() ? "" : "; or ") + std::string(e.what());
    }
  refuse(v, "fits none of what is allowed: " + why);
}

void check_node(const Node& n, const Json& v, bool strict) {
  check_type(n, v);
  if (v.is_string()) check_text(n, v);
  if (v.is_number()) check_number(n, v);
  if (v.is_array()) {
    const auto items = v.items();
    if (n.fewest && items.size() < *n.fewest)
      refuse(v, "must have at least " + std::to_string(*n.fewest) + " entries");
    if (n.most && items.size() > *n.most)
      refuse(v, "must have at most " + std::to_string(*n.most) + " entries");
    if (n.items)
      for (const Json& item : items) check_node(*n.items, item, false);
  }
  if (v.is_object()) check_object(n, v, strict);
  if (!n.any.empty()) check_any(n, v);
}

}  // namespace

Result<JsonSchema> JsonSchema::parse(std::string_view schema) {
  try {
    return JsonSchema(make_node(Json::parse(schema)));
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what());
  }
}

void JsonSchema::check(const Json& value, bool strict) const {
  check_node(*root_, value, strict);
}

}  // namespace huiyin
