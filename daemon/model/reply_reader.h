// Reads what a person answers to "1 satisfied, 2 mostly satisfied, 3 dissatisfied" by rules held as data
// (config/reply_rules.toml). In doubt a reply is not positive: a clarification costs less than an inflated
// figure.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.h"
#include "daemon/model/matter_words.h"
#include "daemon/model/opt_out.h"

namespace huiyin {

enum class ReplyLabel { satisfied, mostly, dissatisfied, opt_out, unclear, new_complaint };

std::string_view name_of(ReplyLabel label);  // "satisfied", ...
bool is_rating(ReplyLabel label);            // satisfied, mostly or dissatisfied

struct ReplyReading {
  ReplyLabel label = ReplyLabel::unclear;
  // Beside the label: remark, new_complaint, danger_to_life, coercion, integrity, wrong_number,
  // callback_request, review_request, not_informed, confidential, erasure_request; with opt_out also the
  // rating. Each once.
  std::vector<std::string> also;
  // Why: the deciding step ("G4.code_against_word"), then the ids of the rules that were found. No user text.
  std::vector<std::string> why;

  bool has(std::string_view what) const;  // in `also`
};

// What was asked. Codes outside `codes` are answers on another scale.
struct Survey {
  std::map<int, ReplyLabel> codes = {
      {1, ReplyLabel::satisfied}, {2, ReplyLabel::mostly}, {3, ReplyLabel::dissatisfied}};
  std::vector<std::string> prompts;  // texts we sent; what a reply quotes of them says nothing
};

// Immutable after load; read() may be called by any number of threads. No input makes it throw.
class ReplyReader {
 public:
  // Errors name file, line and column.
  static Result<ReplyReader> load(std::string_view toml_text, std::string file_name);
  static Result<ReplyReader> load(std::string_view toml_text, std::string file_name, OptOutWords opt_out,
                                  MatterWords matters);

  ReplyReading read(std::string_view text, const Survey& survey = {}) const;

 private:
  struct Impl;
  explicit ReplyReader(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

}  // namespace huiyin
