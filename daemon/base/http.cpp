#include "daemon/base/http.h"

namespace huiyin {

std::string HttpReply::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers)
    if (name == lower_case_name) return value;
  return {};
}

}  // namespace huiyin
