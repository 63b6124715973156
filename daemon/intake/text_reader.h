// TextReader: what the office's rules make of a text. Suggestions and one command (opt-out), never decisions.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/model/answer_words.h"
#include "daemon/model/intake_rules.h"
#include "daemon/model/opt_out.h"

namespace huiyin {

struct TextReading {
  IntakeReading intake;
  std::optional<std::string> opt_out;  // the rule that saw a request to stop
  bool from_machine = false;           // reads like an auto-responder
  bool unsafe_to_answer = false;       // an answer could harm the person
};

// Immutable; any thread.
class TextReader {
 public:
  virtual ~TextReader() = default;
  virtual TextReading read(std::string_view text) const = 0;
};

// By the loaded rule data. A reload makes a new one (Desk::use).
class RuleReader final : public TextReader {
 public:
  RuleReader(IntakeRules rules, OptOutWords words, std::shared_ptr<const AnswerWords> answers)
      : rules_(std::move(rules)), words_(std::move(words)), answers_(std::move(answers)) {}
  TextReading read(std::string_view text) const override {
    return {rules_.read(text), words_.match(text), answers_->from_machine(text),
            answers_->unsafe_to_answer(text)};
  }

 private:
  const IntakeRules rules_;
  const OptOutWords words_;
  const std::shared_ptr<const AnswerWords> answers_;
};

}  // namespace huiyin
