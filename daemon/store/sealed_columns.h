// Every column whose values the vault sealed: what a change of keys has to go through, and a test holds
// against the schema.
#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "daemon/store/database.h"

namespace huiyin {

struct SealedColumn {
  std::string_view table, column, context;
  // "id": an ascending number of each row. Else the columns that name a row, and the table is small.
  std::string_view key, second_key = {};
  int batch = 200;  // rows at once: few where a value may be a recording
};
std::span<const SealedColumn> sealed_columns();

struct SealedValue {
  std::int64_t id = 0;        // of key "id"
  std::string first, second;  // else: what names the row
  std::string sealed;
};
// The next values that do not begin with `head` (empty ones are passed over), after row `after`, a bounded
// look; value() tells whether it changed it. Returns how far it looked; nothing when it has seen all.
std::optional<std::int64_t> next_sealed_otherwise(Database& db, const SealedColumn& column,
                                                  std::string_view head, std::int64_t after,
                                                  const std::function<bool(const SealedValue&)>& value);
// False where the value is no longer what was read.
bool replace_sealed(Database& db, const SealedColumn& column, const SealedValue& old,
                    std::string_view sealed);

}  // namespace huiyin
