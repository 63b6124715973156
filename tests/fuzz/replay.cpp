// Runs a fuzz target over files and folders, and over every file cut short and with single bytes changed.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/fuzzing.h"

namespace {

constexpr std::size_t kChanges = 200;  // a seed

std::uint64_t runs = 0;

void run(const std::string& bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  ++runs;
}

void run_around(const std::string& bytes) {
  run(bytes);
  const std::size_t step = std::max<std::size_t>(bytes.size() / kChanges, 1);
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    run(bytes.substr(0, at));
    std::string changed = bytes;
    for (const int with : {0x00, 0xFF, 0x20, 0x22}) {
      changed[at] = static_cast<char>(with);
      run(changed);
    }
    changed[at] = static_cast<char>(bytes[at] ^ 1);
    run(changed);
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t seeds = 0;
  for (int i = 1; i < argc; ++i)
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
      std::ifstream in(entry.path(), std::ios::binary);
      run_around(std::string(std::istreambuf_iterator<char>(in), {}));
      ++seeds;
    }
  std::cout << seeds << " seeds, " << runs << " runs\n";
  return seeds > 0 ? 0 : 1;
}
