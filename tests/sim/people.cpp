#include "tests/sim/people.h"

#include <cstdio>

namespace huiyin::sim {
namespace {

std::string number(const char* prefix, std::uint64_t n) {
  constexpr std::uint64_t kRange = 100'000'000;
  // A multiplier prime to the range scatters the numbers without ever meeting.
  const std::uint64_t tail = (n % kRange * 61'803'399 + 7'182'818) % kRange;
  char text[24];
  std::snprintf(text, sizeof text, "%s%08llu", prefix, static_cast<unsigned long long>(tail));
  return text;
}

}  // namespace

std::string writer_number(std::uint64_t n) {
  return number("+86198", n);
}
std::string caller_number(std::uint64_t n) {
  return number("+86195", n);
}

}  // namespace huiyin::sim
