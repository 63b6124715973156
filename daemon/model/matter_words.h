// The words of the petition categories (config/intake_rules.toml), asked one thing: does this text tell of a
// matter at all, and of which field. For replies that carry no rating.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/result.h"

namespace huiyin {

struct MatterField {
  std::string code;  // of config/categories.toml
  double points = 0;
};

// Immutable after load, cheap to copy; strongest() may run on many threads at once.
class MatterWords {
 public:
  // From dir/intake_rules.toml, or the shipped one where dir is empty or has none. Errors name the place.
  static Result<MatterWords> load(const std::string& dir = {});
  static MatterWords shipped();

  // The field with most points; nothing where no word of any field is found.
  std::optional<MatterField> strongest(std::string_view text) const;

 private:
  struct Impl;
  explicit MatterWords(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

}  // namespace huiyin
