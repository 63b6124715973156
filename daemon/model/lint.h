// The linter of outgoing texts (config/lint.toml): identity numbers, case facts, banned terms, unregistered
// links, a missing signature or way out, the 71st character. Immutable after load; any thread.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.h"
#include "daemon/model/purpose.h"

namespace huiyin {

struct LintFinding {
  enum class Level { warning, error } level = Level::warning;
  std::string rule;                // "id_number", "link", "part_limit", …
  std::size_t begin = 0, end = 0;  // bytes of the text; equal: of the whole
  std::string zh, en;
};

class Linter {
 public:
  static Result<Linter> load(std::string_view toml, std::string file_name);
  static Linter shipped();

  // The whole text as it will leave, signature and opt-out line counted in. No purpose: what holds for all.
  std::vector<LintFinding> look(std::string_view text, std::optional<Purpose> purpose) const;

 private:
  struct Impl;
  explicit Linter(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

bool has_error(const std::vector<LintFinding>& findings);
bool has_warning(const std::vector<LintFinding>& findings);
std::string rules_of(const std::vector<LintFinding>& findings);  // "id_number, link": each rule once
// [{level, rule, begin, end, zh, en}]
std::string lint_json(const std::vector<LintFinding>& findings);

}  // namespace huiyin
