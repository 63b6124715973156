// A request's business parameters, whichever way they came: a JSON body, a query, or a form
// ("PhoneNumberSet.0=...").
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/json.h"
#include "tests/sim/http.h"

namespace huiyin::sim {

// Accessors throw BadInput on a wrong type. Numbers may come as strings and the other way round.
class Params {
 public:
  static Params from_json(std::string_view body);    // "" is an empty object; throws BadInput
  static Params from_fields(const Headers& fields);  // "Name.N" become lists

  bool has(std::string_view name) const { return json_.has(name) && !json_.at(name).is_null(); }
  std::string text(std::string_view name) const { return json_.text_or_number(name, ""); }
  std::int64_t integer(std::string_view name, std::int64_t otherwise) const;
  std::vector<std::string> texts(std::string_view name) const;  // empty when absent

 private:
  explicit Params(Json json) : json_(std::move(json)) {}
  Json json_;
};

}  // namespace huiyin::sim
