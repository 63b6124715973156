// What a part costs at whom (config/prices.toml). Amounts are thousandths of a fen, so that 4.5 fen is exact.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.h"
#include "daemon/model/purpose.h"

namespace huiyin {

// Immutable; any thread.
class Prices {
 public:
  // Errors name file, line and column.
  static Result<Prices> parse(std::string_view toml, std::string file_name);

  // Of one part; nothing where no entry fits: a cost that is not known is never told as zero.
  std::optional<std::int64_t> part(std::string_view account, std::string_view kind, Purpose purpose) const;
  const std::string& as_of() const { return as_of_; }  // "2026-01-01"

 private:
  struct Entry {
    std::string carrier;
    std::optional<Purpose> purpose;  // none: all
    std::int64_t milli_fen;
  };
  std::string as_of_;
  std::vector<Entry> entries_;
};

}  // namespace huiyin
