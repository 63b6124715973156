// For tests: the vectors of PDUs made with other implementations, from ../shared where that is.
#pragma once
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "daemon/base/bytes.h"
#include "daemon/base/json.h"

namespace huiyin::line::testing {

inline std::string bytes(std::string_view hex) {
  return from_hex(hex).value();
}

struct Vector {
  std::string name, octets;
  Json fields;
};

// folder: "cmpp30". Empty where there are no vectors.
inline std::vector<Vector> vectors(const std::string& folder) {
  const std::filesystem::path path =
      std::filesystem::path(HUIYIN_SOURCE_DIR) / ".." / "shared" / "vectors" / "protocols" / folder;
  std::vector<Vector> out;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
    if (entry.path().extension() != ".hex") continue;
    std::ifstream hex_file(entry.path());
    std::string hex;
    hex_file >> hex;
    std::filesystem::path json = entry.path();
    std::ifstream in(json.replace_extension(".json"), std::ios::binary);
    out.push_back({entry.path().stem().string(), bytes(hex),
                   Json::parse(std::string(std::istreambuf_iterator<char>(in), {})).at("fields")});
  }
  return out;
}

}  // namespace huiyin::line::testing
