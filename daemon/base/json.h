// JSON in (simdjson behind a small view) and out (rapidjson behind a small writer). UTF-8 both ways.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.h"

namespace huiyin {

// A value inside a parsed document. Cheap to copy; keeps its document alive. Every accessor that does not
// find what it was asked for throws BadInput whose text reads like "/a/1/b is not an integer". Strings are
// returned by value and are valid UTF-8. Of a key given twice the first counts; members() has both. A number
// of more than 64 bits makes the whole text "not JSON": it could only be kept wrongly.
class Json {
 public:
  // At most 64 MiB and 64 levels deep. Throws BadInput("", "is not JSON: ...") on anything else.
  static Json parse(std::string_view bytes);
  static Result<Json> try_parse(std::string_view bytes);

  bool is_object() const;
  bool is_array() const;
  bool is_string() const;
  bool is_null() const;
  bool is_bool() const;
  bool is_number() const;

  bool has(std::string_view key) const;  // false for a non-object; true for an explicit null
  Json at(std::string_view key) const;   // throws "… is missing"
  std::vector<Json> items() const;       // of an array; throws "… is not a list"
  std::vector<std::pair<std::string, Json>> members() const;  // of an object, in order

  std::string text() const;      // a string; throws otherwise
  std::int64_t integer() const;  // an integer, or a float without fraction
  double number() const;
  bool boolean() const;

  std::string text(std::string_view key) const { return at(key).text(); }
  std::int64_t integer(std::string_view key) const { return at(key).integer(); }
  double number(std::string_view key) const { return at(key).number(); }
  bool boolean(std::string_view key) const { return at(key).boolean(); }
  std::vector<Json> items(std::string_view key) const { return at(key).items(); }

  // For optional members: the default where the key is absent or null; still throws on a wrong type.
  std::string text_or(std::string_view key, std::string_view otherwise) const;
  std::int64_t integer_or(std::string_view key, std::int64_t otherwise) const;
  double number_or(std::string_view key, double otherwise) const;
  bool boolean_or(std::string_view key, bool otherwise) const;
  std::optional<Json> find(std::string_view key) const;
  // A string as it is, a number in its shortest form: for carriers that send "1" in one version and 1 in
  // another.
  std::string text_or_number(std::string_view key, std::string_view otherwise) const;

  const std::string& path() const { return path_; }  // "/a/1/b"; "" for the root
  std::string dump() const;                          // compact JSON of this value

 private:
  struct Document;
  Json(std::shared_ptr<const Document> doc, const void* element, std::string path);
  [[noreturn]] void wrong(const char* expected) const;

  std::shared_ptr<const Document> doc_;
  alignas(8) unsigned char element_[16];  // a simdjson::dom::element
  std::string path_;
};

// Builds compact JSON. Calls must nest properly; misuse is a programming error (assert). Invalid UTF-8 in a
// value is replaced by U+FFFD so that the output is always valid JSON.
class JsonWriter {
 public:
  JsonWriter();
  ~JsonWriter();
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  JsonWriter& object();
  JsonWriter& array();
  JsonWriter& end();  // closes the innermost object or array
  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(unsigned number) { return value(static_cast<std::uint64_t>(number)); }
  JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }
  JsonWriter& value(std::uint64_t number);
  JsonWriter& value(double number);  // not finite: null
  JsonWriter& value(bool flag);
  JsonWriter& null();
  JsonWriter& raw(std::string_view json);  // must be one valid JSON value

  template <typename T>
  JsonWriter& field(std::string_view name, const T& v) {
    return key(name).value(v);
  }

  std::string take();  // the finished text; the writer starts anew

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace huiyin
