// Words by which a person asks us to stop sending (config/opt_out_words.toml). Immutable after load; any
// thread.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/result.h"

namespace huiyin {

class OptOutWords {
 public:
  // Errors name file, line and column: an unknown macro, a pattern RE2 cannot read, a phrase without id.
  static Result<OptOutWords> load(std::string_view toml_text, std::string file_name);
  // The words as shipped. Cannot fail: a test loads them.
  static OptOutWords shipped();

  // The id of the rule that sees a request to stop in what a person wrote, or nothing.
  std::optional<std::string> match(std::string_view text) const;
  // The same for a text that went through reply_form() already.
  std::optional<std::string> match_formed(std::string_view form) const;
  // Whether the rule also asks to delete the person's data.
  bool asks_erasure(std::string_view form) const;

 private:
  struct Impl;
  explicit OptOutWords(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

}  // namespace huiyin
