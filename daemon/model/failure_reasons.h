// Carriers' codes and our rules' names in plain words of two languages (config/failure_reasons.toml).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.h"

namespace huiyin {

struct FailureReason {
  std::string id, zh, en;
};

// Immutable after parse; any thread.
class FailureReasons {
 public:
  // Errors name file, line and column.
  static Result<FailureReasons> parse(std::string_view toml, std::string file_name);
  static FailureReasons shipped();

  // Never fails: an unknown code is "other", an empty one "untold".
  const FailureReason& find(std::string_view code) const;
  const FailureReason* by_id(std::string_view id) const;

 private:
  struct Entry {
    FailureReason reason;
    std::vector<std::string> codes;
  };
  std::vector<Entry> entries_;
};

}  // namespace huiyin
