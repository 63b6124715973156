// TOML in, behind a small view: every value knows its line and column. toml++ is private to toml.cpp.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/base/result.h"

namespace huiyin {

// A value inside a parsed file; keeps the file alive. Accessors that do not find what was asked for throw
// BadInput whose place is "file:line:column" and whose text names the key and what was expected.
class Toml {
 public:
  static Result<Toml> parse(std::string_view text, std::string file_name);
  static Result<Toml> load(const std::string& path);

  bool is_table() const;
  bool is_array() const;
  bool is_string() const;
  bool is_integer() const;
  bool is_float() const;
  bool is_bool() const;
  std::string type_name() const;  // "string", "table", ... as TOML calls it

  bool has(std::string_view key) const;
  Toml at(std::string_view key) const;
  std::optional<Toml> find(std::string_view key) const;
  std::vector<std::pair<std::string, Toml>> members() const;  // of a table, in the file's order of lines
  std::vector<Toml> items() const;                            // of an array

  std::string text() const;
  std::int64_t integer() const;
  double number() const;  // integer or float
  bool boolean() const;
  std::vector<std::string> texts() const;  // an array of strings

  std::string text(std::string_view key) const { return at(key).text(); }
  std::string text_or(std::string_view key, std::string_view otherwise) const;
  std::int64_t integer_or(std::string_view key, std::int64_t otherwise) const;
  double number_or(std::string_view key, double otherwise) const;
  bool boolean_or(std::string_view key, bool otherwise) const;
  std::vector<std::string> texts_or_empty(std::string_view key) const;

  std::string where() const;  // "huiyin.toml:12:5"
  const std::string& key() const {
    return key_;
  }  // from the file's root: "bus.tls.key", "carrier[1].url"; "" for the root

 private:
  struct File;
  Toml(std::shared_ptr<const File> file, const void* node, std::string key);
  [[noreturn]] void wrong(const char* expected) const;

  std::shared_ptr<const File> file_;
  const void* node_;
  std::string key_;
};

}  // namespace huiyin
