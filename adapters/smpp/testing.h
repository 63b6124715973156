// For the tests of this folder: PDUs from hex, and the vectors made with other implementations.
#pragma once
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "adapters/smpp/pdu.h"
#include "daemon/base/bytes.h"

namespace huiyin::smpp::testing {

inline std::string bytes(std::string_view hex) {
  return from_hex(hex).value();
}

struct Vector {
  std::string name, octets;
  std::filesystem::path json;
};

// Empty where the folder of vectors is absent.
inline std::vector<Vector> vectors() {
  const std::filesystem::path folder =
      std::filesystem::path(HUIYIN_SOURCE_DIR) / ".." / "shared" / "vectors" / "protocols" / "smpp34";
  std::vector<Vector> out;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".hex") continue;
    std::ifstream in(entry.path());
    std::string hex;
    in >> hex;
    std::filesystem::path json = entry.path();
    out.push_back({entry.path().stem().string(), bytes(hex), json.replace_extension(".json")});
  }
  return out;
}

}  // namespace huiyin::smpp::testing
