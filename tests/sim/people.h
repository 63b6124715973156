// Invented numbers of people who write or call unasked. The same n gives the same number; different n,
// different ones (up to a hundred million).
#pragma once
#include <cstdint>
#include <string>

namespace huiyin::sim {

std::string writer_number(std::uint64_t n);  // +86198...
std::string caller_number(std::uint64_t n);  // +86195...

}  // namespace huiyin::sim
