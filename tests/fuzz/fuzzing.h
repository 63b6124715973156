// What fuzz targets share. Each *_fuzz.cpp is one target; it is linked with libFuzzer (scripts/fuzz), or with
// replay.cpp, which runs it over the seeds as a test.
#pragma once
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace huiyin::fuzz {

inline std::string_view bytes_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// A promise of the code under test; broken, the run ends here.
inline void promise(bool kept, const char* what) {
  if (kept) return;
  std::cerr << "broken: " << what << '\n';
  std::abort();
}

}  // namespace huiyin::fuzz
