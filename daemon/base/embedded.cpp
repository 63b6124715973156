#include "daemon/base/embedded.h"

#include "daemon/base/bad_input.h"
#include "daemon/base/file.h"

namespace huiyin {

std::string rule_file(const std::string& dir, std::string_view name) {
  if (dir.empty()) return std::string(embedded_file(name));
  auto own = read_file(dir + '/' + std::string(name));
  if (own) return std::move(*own);
  if (own.error().code == Errc::not_found) return std::string(embedded_file(name));
  throw BadInput(own.error().where, own.error().what);
}

}  // namespace huiyin
