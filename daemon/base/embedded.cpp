#include "daemon/base/embedded.h"

#include <fstream>
#include <iterator>

namespace huiyin {

std::string rule_file(const std::string& dir, std::string_view name) {
  if (!dir.empty()) {
    std::ifstream in(dir + '/' + std::string(name), std::ios::binary);
    if (in) return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  return std::string(embedded_file(name));
}

}  // namespace huiyin
