#include "tests/sim/http.h"

#include "daemon/base/bytes.h"
#include "daemon/base/text.h"

namespace huiyin::sim {

std::string Request::header(std::string_view name) const {
  const std::string wanted = to_lower_ascii(name);
  for (const auto& [key, value] : headers) {
    if (to_lower_ascii(key) == wanted) return value;
  }
  return {};
}

Headers parse_query(std::string_view query) {
  Headers fields;
  for (std::string_view pair : split(query, '&')) {
    if (pair.empty()) continue;
    const std::size_t eq = pair.find('=');
    const std::string_view value = eq == std::string_view::npos ? std::string_view() : pair.substr(eq + 1);
    fields.emplace_back(percent_decode(pair.substr(0, eq), true), percent_decode(value, true));
  }
  return fields;
}

}  // namespace huiyin::sim
