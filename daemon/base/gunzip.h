// gzip (RFC 1952) out. zlib is private to gunzip.cpp.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "daemon/base/result.h"

namespace huiyin {

bool is_gzip(std::string_view bytes);  // begins as one does

// One member, and nothing after it. Refuses what is cut short, damaged, or unpacks to more than `most` bytes;
// never holds more than that.
Result<std::string> gunzip(std::string_view bytes, std::size_t most);

}  // namespace huiyin
