// A text with named fields: 【局】您反映的事项（尾号{tail}）已办结. Rendered by ourselves: what users write
// never reaches a format-string function, and a value is never read again for fields.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/base/result.h"

namespace huiyin {

struct TemplateField {
  enum class Kind { text, digits, date };  // date: 2026-03-01, 2026年3月1日, 3月1日
  std::string name;
  int most = 20;  // characters
  Kind kind = Kind::text;
};
std::string_view name_of(TemplateField::Kind k);

using FieldValues = std::map<std::string, std::string, std::less<>>;

// Immutable; any thread.
class TextTemplate {
 public:
  // {{ and }} are braces. Errors name the character: a brace that is not closed, an undeclared field, a
  // declared one that is not used.
  static Result<TextTemplate> parse(std::string_view text, std::vector<TemplateField> fields);

  // Every field must have a value within its limits: no line breaks, no 【】, no link, kind and length as
  // declared. Errors name the field, never the value.
  Result<std::string> render(const FieldValues& values) const;
  // The values that are there are within their limits; fields without one are passed over.
  Result<void> check(const FieldValues& values) const;
  // As render(), with nothing checked and "" for what is missing: for looking at, never for sending.
  std::string fill(const FieldValues& values) const;
  // Every field filled to its limit: what the longest text will cost.
  std::string longest() const;
  // Names in the order of their first use: carriers' positional parameters.
  std::vector<std::string> order() const;

 private:
  struct Piece {
    std::string literal;
    std::size_t field = 0;
    bool is_field = false;
  };
  Result<void> cut(std::string_view text);

  std::vector<TemplateField> fields_;
  std::vector<Piece> pieces_;
};

}  // namespace huiyin
