// The numbered schema files, in order. Forward only; the number of the file is the schema's version.
#pragma once
#include <span>
#include <string_view>

namespace huiyin {

struct Migration {
  std::string_view file;  // "0001_ledger.sql"
  std::string_view sql;
};
std::span<const Migration> migrations();

}  // namespace huiyin
