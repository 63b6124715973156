// How long each class of what is kept about people is kept (config/retention.toml). Immutable; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/clock.h"
#include "daemon/base/result.h"

namespace huiyin {

struct RetentionClass {
  std::string name, source;
  Millis floor{0};                // nobody erases what is younger
  std::optional<Millis> ceiling;  // the daily chore erases what is older
};

class RetentionRules {
 public:
  // dir/retention.toml, or the shipped one. Every class that the program knows must be there, no other may;
  // a ceiling below its floor is refused.
  static Result<RetentionRules> load(const std::string& dir = {});
  static Result<RetentionRules> parse(std::string_view toml, std::string file_name);
  const RetentionClass& of(std::string_view name) const;  // throws std::out_of_range: no class of ours
  const std::vector<RetentionClass>& all() const { return classes_; }

 private:
  std::vector<RetentionClass> classes_;
};

}  // namespace huiyin
