#include "daemon/model/answer_words.h"

#include <algorithm>

#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"
#include "daemon/base/toml.h"
#include "daemon/model/match_text.h"

namespace huiyin {
namespace {

// A text longer than this is no command; nor does a machine hide its words behind so many others.
constexpr std::size_t kLongestCommand = 64, kLooked = 4'000;
// The longest number a command may name: a date and six digits.
constexpr std::size_t kMostDigits = 14;

std::string form_of(std::string_view text) {
  return matching_form(text.substr(0, kLooked)).text;
}

std::vector<std::string> forms(const Toml& list) {
  std::vector<std::string> out;
  for (const Toml& item : list.items()) {
    out.push_back(form_of(item.text()));
    if (trim(out.back()).empty()) throw BadInput(item.where(), "a phrase must not be empty");
  }
  return out;
}

bool any_in(const std::vector<std::string>& phrases, std::string_view form) {
  return std::any_of(phrases.begin(), phrases.end(),
                     [&](const std::string& p) { return form.find(p) != std::string_view::npos; });
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// What may stand between a command's word and its number, and around both.
std::string_view skip_between(std::string_view s) {
  constexpr std::string_view kFillers[] = {" ",  "\t", "\n", "\r", "+",  "-",    ":",        ",",  ".", "。",
                                           "、", "#",  "!",  "_",  "号", "编号", "登记编号", "in", "no"};
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view f : kFillers)
      if (starts_with(s, f)) {
        s.remove_prefix(f.size());
        again = true;
      }
  }
  return s;
}

std::optional<std::string> digits_only(std::string_view s) {
  std::string digits;
  for (s = skip_between(s); !s.empty(); s = skip_between(s)) {
    if (!is_digit(s.front()) || digits.size() == kMostDigits) return std::nullopt;
    digits.push_back(s.front());
    s.remove_prefix(1);
  }
  return digits;
}

std::optional<AnswerWords::Command> command(const std::vector<std::string>& words, std::string_view text) {
  const std::string form = form_of(trim(text));
  if (form.size() > kLongestCommand) return std::nullopt;
  const std::string_view rest = skip_between(form);
  std::optional<AnswerWords::Command> out;
  std::size_t longest = 0;
  for (const std::string& word : words) {
    if (word.size() <= longest || !starts_with(rest, word)) continue;
    if (const auto digits = digits_only(rest.substr(word.size()))) {
      out = AnswerWords::Command{*digits};
      longest = word.size();
    }
  }
  return out;
}

}  // namespace

Result<AnswerWords> AnswerWords::load(std::string_view toml, std::string file_name) {
  const auto file = Toml::parse(toml, std::move(file_name));
  if (!file) return tl::unexpected<Error>(file.error());
  try {
    AnswerWords out;
    out.status_ = forms(file->at("status").at("words"));
    out.acknowledge_ = forms(file->at("acknowledge").at("words"));
    out.machine_begins_ = forms(file->at("machine").at("begins"));
    out.machine_ = forms(file->at("machine").at("phrases"));
    out.unsafe_ = forms(file->at("unsafe").at("phrases"));
    return out;
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what());
  }
}

AnswerWords AnswerWords::shipped() {
  return load(embedded_file("answer_words.toml"), "answer_words.toml").value();
}

std::optional<AnswerWords::Command> AnswerWords::status_query(std::string_view text) const {
  return command(status_, text);
}

std::optional<AnswerWords::Command> AnswerWords::acknowledgement(std::string_view text) const {
  return command(acknowledge_, text);
}

bool AnswerWords::from_machine(std::string_view text) const {
  const std::string form = form_of(trim(text));
  return any_in(machine_, form) || std::any_of(machine_begins_.begin(), machine_begins_.end(),
                                               [&](const std::string& b) { return starts_with(form, b); });
}

bool AnswerWords::unsafe_to_answer(std::string_view text) const {
  return any_in(unsafe_, form_of(text));
}

}  // namespace huiyin
