#include "daemon/store/database.h"

namespace huiyin {

std::optional<std::int64_t> Database::integer(std::string_view sql, Args args) {
  std::optional<std::int64_t> out;
  each(sql, args, [&](const Row& r) {
    if (!out && !r.is_null(0)) out = r.integer(0);
  });
  return out;
}

std::optional<std::string> Database::text(std::string_view sql, Args args) {
  std::optional<std::string> out;
  each(sql, args, [&](const Row& r) {
    if (!out && !r.is_null(0)) out = r.blob(0);
  });
  return out;
}

bool Database::any(std::string_view sql, Args args) {
  bool found = false;
  each(sql, args, [&](const Row&) { found = true; });
  return found;
}

std::int64_t Database::insert(std::string_view sql, Args args) {
  const auto id = integer(sql, args);
  if (!id) throw StoreError(StoreError::Kind::other, "INSERT returned no id");
  return *id;
}

}  // namespace huiyin
