// Secret: a value that can't be printed by accident and is wiped when it goes.
#pragma once
#include <string>
#include <string_view>

#include "daemon/base/result.h"

namespace huiyin {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  ~Secret();
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;

  const std::string& reveal() const { return value_; }  // where it is used, and nowhere else
  bool empty() const { return value_.empty(); }

 private:
  std::string value_;
};

// Reads a secret: "file:/path" or "credential:NAME" ($CREDENTIALS_DIRECTORY of systemd). A literal value is
// refused, so that no secret stands in a configuration file. Trailing line ends are cut. A file that others
// may read, or its group may write, is refused.
Result<Secret> read_secret(std::string_view reference);

}  // namespace huiyin
