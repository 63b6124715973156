#include "daemon/base/json.h"

#include <charconv>
#include <cmath>
#include <cstring>

#include <simdjson.h>

#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

constexpr std::size_t kMaxBytes = 64u << 20, kMaxDepth = 64, kKeepBytes = 1u << 20, kMaxKeyInPath = 48;

// One parser per thread saves its allocations; one that has grown for a giant is thrown away.
simdjson::dom::parser& thread_parser() {
  thread_local std::unique_ptr<simdjson::dom::parser> parser;
  if (!parser || parser->capacity() > kKeepBytes) {
    parser = std::make_unique<simdjson::dom::parser>(kMaxBytes);
    if (parser->allocate(4096, kMaxDepth) != simdjson::SUCCESS) throw std::bad_alloc();
  }
  return *parser;
}

element load(const unsigned char* bytes) {
  static_assert(sizeof(element) == 16 && alignof(element) <= 8 && std::is_trivially_copyable_v<element>);
  element e;
  std::memcpy(static_cast<void*>(&e), bytes, sizeof e);
  return e;
}

// A JSON Pointer token; a foreign key is cut and freed of control characters before it stands in an error.
std::string token(std::string_view key) {
  std::string out = "/";
  if (key.size() > kMaxKeyInPath) {
    std::size_t n = kMaxKeyInPath;
    while (n > 0 && (static_cast<unsigned char>(key[n]) & 0xC0) == 0x80) --n;
    return out.append(token(key.substr(0, n)), 1).append("...");
  }
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    }
  }
  return out;
}

const char* reason(simdjson::error_code error) {
  switch (error) {
    case simdjson::EMPTY:
      return "it is empty";
    case simdjson::UTF8_ERROR:
      return "its text is not valid UTF-8";
    case simdjson::DEPTH_ERROR:
      return "it nests deeper than 64 levels";
    case simdjson::CAPACITY:
      return "it is larger than 64 MiB";
    case simdjson::NUMBER_ERROR:
      return "it has a number that is malformed or has more than 64 bits";
    case simdjson::STRING_ERROR:
      return "it has a malformed string";
    case simdjson::UNCLOSED_STRING:
      return "a string is not closed";
    case simdjson::UNESCAPED_CHARS:
      return "a string has a control character";
    default:
      return "its structure is broken";
  }
}

}  // namespace

struct Json::Document {
  simdjson::dom::document tape;
};

Json::Json(std::shared_ptr<const Document> doc, const void* value, std::string path)
    : doc_(std::move(doc)), path_(std::move(path)) {
  std::memcpy(element_, value, sizeof element_);
}

Json Json::parse(std::string_view bytes) {
  if (bytes.size() > kMaxBytes) throw BadInput("", std::string("is not JSON: ") + reason(simdjson::CAPACITY));
  if (bytes.empty()) throw BadInput("", std::string("is not JSON: ") + reason(simdjson::EMPTY));
  auto doc = std::make_shared<Document>();
  element root;
  const simdjson::error_code error =
      thread_parser().parse_into_document(doc->tape, bytes.data(), bytes.size(), true).get(root);
  if (error) throw BadInput("", std::string("is not JSON: ") + reason(error));
  return Json(std::move(doc), &root, {});
}

Result<Json> Json::try_parse(std::string_view bytes) try { return parse(bytes); } catch (const BadInput& e) {
  return fail(Errc::bad_input, e.what());
}

void Json::wrong(const char* expected) const {
  throw BadInput(path_.empty() ? "/" : path_, expected);
}

bool Json::is_object() const {
  return load(element_).is_object();
}
bool Json::is_array() const {
  return load(element_).is_array();
}
bool Json::is_string() const {
  return load(element_).is_string();
}
bool Json::is_null() const {
  return load(element_).is_null();
}
bool Json::is_bool() const {
  return load(element_).is_bool();
}
bool Json::is_number() const {
  return load(element_).is_number();
}

bool Json::has(std::string_view key) const {
  const element self = load(element_);
  element found;
  return self.is_object() && self.at_key(key).get(found) == simdjson::SUCCESS;
}

Json Json::at(std::string_view key) const {
  const element self = load(element_);
  if (!self.is_object()) wrong("is not an object");
  element found;
  if (self.at_key(key).get(found)) throw BadInput(path_ + token(key), "is missing");
  return Json(doc_, &found, path_ + token(key));
}

std::vector<Json> Json::items() const {
  simdjson::dom::array array;
  if (load(element_).get_array().get(array)) wrong("is not a list");
  std::vector<Json> out;
  for (const element e : array) out.push_back(Json(doc_, &e, path_ + '/' + std::to_string(out.size())));
  return out;
}

std::vector<std::pair<std::string, Json>> Json::members() const {
  simdjson::dom::object object;
  if (load(element_).get_object().get(object)) wrong("is not an object");
  std::vector<std::pair<std::string, Json>> out;
  for (const auto& [key, e] : object) out.emplace_back(std::string(key), Json(doc_, &e, path_ + token(key)));
  return out;
}

std::string Json::text() const {
  std::string_view value;
  if (load(element_).get_string().get(value)) wrong("is not a text");
  return std::string(value);
}

std::int64_t Json::integer() const {
  constexpr double kExact = 9007199254740992.0;  // 2^53: beyond it a float no longer tells integers apart
  const element self = load(element_);
  std::int64_t whole = 0;
  if (self.get_int64().get(whole) == simdjson::SUCCESS) return whole;
  if (self.is_uint64()) wrong("is too large an integer");
  double number = 0;
  if (self.get_double().get(number) || number != std::trunc(number) || std::abs(number) > kExact)
    wrong("is not an integer");
  return static_cast<std::int64_t>(number);
}

double Json::number() const {
  double value = 0;
  if (load(element_).get_double().get(value)) wrong("is not a number");
  return value;
}

bool Json::boolean() const {
  bool value = false;
  if (load(element_).get_bool().get(value)) wrong("is not true or false");
  return value;
}

std::optional<Json> Json::find(std::string_view key) const {
  if (!has(key)) return std::nullopt;
  Json found = at(key);
  if (found.is_null()) return std::nullopt;
  return found;
}

std::string Json::text_or(std::string_view key, std::string_view otherwise) const {
  const auto found = find(key);
  return found ? found->text() : std::string(otherwise);
}

std::int64_t Json::integer_or(std::string_view key, std::int64_t otherwise) const {
  const auto found = find(key);
  return found ? found->integer() : otherwise;
}

double Json::number_or(std::string_view key, double otherwise) const {
  const auto found = find(key);
  return found ? found->number() : otherwise;
}

bool Json::boolean_or(std::string_view key, bool otherwise) const {
  const auto found = find(key);
  return found ? found->boolean() : otherwise;
}

std::string Json::text_or_number(std::string_view key, std::string_view otherwise) const {
  const auto found = find(key);
  if (!found) return std::string(otherwise);
  const element value = load(found->element_);
  char buf[32];
  switch (value.type()) {
    case element_type::STRING:
      return found->text();
    case element_type::INT64:
      return std::to_string(std::int64_t(value));
    case element_type::UINT64:
      return std::to_string(std::uint64_t(value));
    case element_type::DOUBLE:
      return {buf, std::to_chars(buf, buf + sizeof buf, double(value)).ptr};
    default:
      found->wrong("is neither a text nor a number");
  }
}

std::string Json::dump() const {
  return simdjson::minify(load(element_));
}

}  // namespace huiyin
