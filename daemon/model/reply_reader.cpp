#include "daemon/model/reply_reader.h"

#include <algorithm>

#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"
#include "daemon/base/toml.h"
#include "daemon/model/reply_codes.h"
#include "daemon/model/reply_decision.h"
#include "daemon/model/reply_rules.h"
#include "daemon/model/reply_spelling.h"
#include "daemon/model/reply_text.h"

namespace huiyin {
namespace {

constexpr std::size_t kManyWords = 2;  // the same in English, where filling words are known
constexpr std::size_t kLongRest = 40;  // characters without a rule: more than a remark

void blank(std::string* text, const Span& span) {
  std::fill(text->begin() + span.begin, text->begin() + span.end, ' ');
}

bool ends_clause(char c) {
  return is_separator(c) && c != '-' && c != '/' && c != '.';
}

// A blank ends a clause between Chinese words only.
Span clause_around(std::string_view form, std::size_t begin, std::size_t end) {
  const auto ends = [&](std::size_t i) {
    if (form[i] != ' ') return ends_clause(form[i]);
    const bool latin_before = i > 0 && static_cast<unsigned char>(form[i - 1]) < 0x80;
    const bool latin_after = i + 1 < form.size() && static_cast<unsigned char>(form[i + 1]) < 0x80;
    return !(latin_before && latin_after);
  };
  while (begin > 0 && !ends(begin - 1)) --begin;
  while (end < form.size() && !ends(end)) ++end;
  return {begin, end};
}

std::size_t latin_words(std::string_view s) {
  std::size_t words = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const bool letter = s[i] >= 'a' && s[i] <= 'z';
    const bool starts = i == 0 || s[i - 1] < 'a' || s[i - 1] > 'z';
    words += letter && starts;
  }
  return words;
}

bool is_positive_word(const Evidence& e) {
  return e.kind == ReplyKind::good || e.kind == ReplyKind::fair;
}

bool has_han(std::string_view s) {
  const std::u32string text = to_utf32(s);
  return std::any_of(text.begin(), text.end(), is_han);
}

// Flags that account for the words they stand in; a question or a doubt explains nothing.
bool explained(ReplyKind kind) {
  return competes(kind) || kind == ReplyKind::matter || kind == ReplyKind::new_marker ||
         kind == ReplyKind::new_report || kind == ReplyKind::callback || kind == ReplyKind::confidential ||
         kind == ReplyKind::temporal;
}

// Roughly what a Chinese character says: one of them, or four Latin letters.
std::size_t amount_of(std::string_view utf8) {
  std::size_t letters = 0, others = 0;
  for (const char c : utf8) {
    if (is_separator(c)) continue;
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) ++letters;
    if (byte >= 0xC0) ++others;
  }
  return others + (letters + 3) / 4;
}

// "满意吧？", "选1？做梦": the clause of the rating ends in a question mark.
bool rating_is_asked(const ReplyFacts& facts) {
  const auto asked = [&](std::size_t begin, std::size_t end) {
    const Span clause = clause_around(facts.form, begin, end);
    return clause.end < facts.form.size() && facts.form[clause.end] == '?';
  };
  return std::any_of(facts.code.spans.begin(), facts.code.spans.end(),
                     [&](const Span& s) { return asked(s.begin, s.end); }) ||
         std::any_of(facts.found.list.begin(), facts.found.list.end(),
                     [&](const Evidence& e) { return is_positive_word(e) && asked(e.begin, e.end); });
}

// Where another matter begins behind a rating of the whole.
std::size_t aside_of(const ReplyFacts& facts) {
  const Evidence* aside = facts.found.first(ReplyKind::aside);
  if (aside == nullptr) return std::string::npos;
  const bool coded = !facts.code.spans.empty() && facts.code.spans.front().end <= aside->begin;
  const bool said = std::any_of(facts.found.list.begin(), facts.found.list.end(),
                                [&](const Evidence& e) { return e.whole_word && e.end <= aside->begin; });
  return coded || said ? aside->begin : std::string::npos;
}

}  // namespace

struct ReplyReader::Impl {
  Impl(const Toml& file, OptOutWords words, MatterWords fields)
      : opt_out(std::move(words)),
        matters(std::move(fields)),
        macros(PatternMacros::read(file.at("macros"))),
        rules(ReplyRules::read(file, macros)),
        codes(ReplyCodes::read(file.at("codes"), macros)),
        guard(read_pattern(file.at("guard"), "negative", macros)),
        benign(read_pattern(file.at("guard"), "benign", macros)),
        echo_parts(read_pattern(file.at("echo"), "parts", macros)),
        echo_choice(read_pattern(file.at("echo"), "choice", macros)),
        spelling(ReplySpelling::read(file.at("spelling"))),
        matter_needs(file.at("matter").at("needs").number()),
        matter_amount(static_cast<std::size_t>(file.at("matter").at("characters").integer())),
        no_matter(file.at("matter").at("but").texts()) {}

  const OptOutWords opt_out;
  const MatterWords matters;
  const PatternMacros macros;
  const ReplyRules rules;
  const ReplyCodes codes;
  const Pattern guard, benign, echo_parts, echo_choice;
  const ReplySpelling spelling;
  const double matter_needs;
  const std::size_t matter_amount;
  const std::vector<std::string> no_matter;

  bool strip_echo(std::string* form, const Survey& survey) const;
  bool unexplained_beside_rating(std::string rest, const ReplyFacts& facts) const;
  void weigh_rest(ReplyFacts* facts) const;
  bool tells_matter(const ReplyFacts& facts) const;
};

// People send our question back, whole or in part, with or without their answer. "1满意2基本满意" with two
// different codes in it can only be the question.
bool ReplyReader::Impl::strip_echo(std::string* form, const Survey& survey) const {
  bool echoed = false;
  for (const std::string& prompt : survey.prompts) {
    const std::string quoted = reply_form(prompt);
    const std::size_t at = quoted.empty() ? std::string::npos : form->find(quoted);
    if (at == std::string::npos) continue;
    form->replace(at, quoted.size(), ";");
    echoed = true;
  }
  const std::vector<Span> choices = echo_choice.find_all(*form);
  if (choices.size() < 2) return echoed;
  bool differ = false;
  for (const Span& c : choices) differ |= form->substr(c.begin, 1) != form->substr(choices[0].begin, 1);
  if (!differ) return echoed;
  form->replace(choices.front().begin, choices.back().end - choices.front().begin, ";");
  for (std::vector<Span> parts; !(parts = echo_parts.find_all(*form)).empty();)
    form->replace(parts[0].begin, parts[0].end - parts[0].begin, ";");
  return true;
}

void ReplyReader::Impl::weigh_rest(ReplyFacts* facts) const {
  std::string rest = facts->form, beside_rating = facts->form;
  if (facts->aside != std::string::npos) blank(&rest, {facts->aside, rest.size()});
  for (const Span& s : facts->code.spans) blank(&rest, s), blank(&beside_rating, s);
  for (const Evidence& e : facts->found.list) {
    const bool rating = e.kind == ReplyKind::good || e.kind == ReplyKind::fair || e.whole_word;
    if (explained(e.kind)) blank(&rest, {e.begin, e.end});
    if (rating || e.kind == ReplyKind::thanks || e.kind == ReplyKind::ack)
      blank(&beside_rating, {e.begin, e.end});
  }
  facts->unexplained_doubt = guard.found_in(rest) || unexplained_beside_rating(rest, *facts);
  facts->rating_asked = rating_is_asked(*facts);
  facts->rest = amount_of(beside_rating);
  for (const Span& s : benign.find_all(rest)) blank(&rest, s);
  facts->long_rest = amount_of(rest) > kLongRest || latin_words(rest) > kManyWords;
}

// "有什么好满意的", "good luck with that": words in the clause of a positive rating that no rule knows. One
// unknown English word is let pass beside a code or "satisfied", as names and slips of the thumb are common
// there.
bool ReplyReader::Impl::unexplained_beside_rating(std::string rest, const ReplyFacts& facts) const {
  for (const Span& s : benign.find_all(rest)) blank(&rest, s);
  const auto unexplained = [&](std::size_t begin, std::size_t end, std::size_t words_allowed) {
    const Span clause = clause_around(facts.form, begin, end);
    const std::string_view left = std::string_view(rest).substr(clause.begin, clause.end - clause.begin);
    return has_han(left) || latin_words(left) > words_allowed;
  };
  for (const Span& s : facts.code.spans)
    if (unexplained(s.begin, s.end, 1)) return true;
  for (const Evidence& e : facts.found.list)
    if (is_positive_word(e) && unexplained(e.begin, e.end, e.whole_word ? 1 : 0)) return true;
  return false;
}

// Asked only where nothing else speaks, so that most replies do without the large word list.
bool ReplyReader::Impl::tells_matter(const ReplyFacts& facts) const {
  if (facts.opt_out || facts.code.state != CodeReading::State::none) return false;
  if (amount_of(facts.form) < matter_amount) return false;
  const auto field = matters.strongest(facts.form);
  return field && field->points >= matter_needs &&
         std::find(no_matter.begin(), no_matter.end(), field->code) == no_matter.end();
}

Result<ReplyReader> ReplyReader::load(std::string_view toml_text, std::string file_name) {
  return load(toml_text, std::move(file_name), OptOutWords::shipped(), MatterWords::shipped());
}

Result<ReplyReader> ReplyReader::load(std::string_view toml_text, std::string file_name, OptOutWords opt_out,
                                      MatterWords matters) {
  const Result<Toml> file = Toml::parse(toml_text, std::move(file_name));
  if (!file) return tl::unexpected<Error>(file.error());
  try {
    return ReplyReader(std::make_shared<const Impl>(*file, std::move(opt_out), std::move(matters)));
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what());
  }
}

ReplyReading ReplyReader::read(std::string_view text, const Survey& survey) const {
  std::string form = reply_form(text);
  ReplyFacts facts;
  facts.echoed = impl_->strip_echo(&form, survey);
  form = impl_->spelling.corrected(form);
  facts.opt_out = impl_->opt_out.match_formed(form);
  facts.erasure = facts.opt_out && impl_->opt_out.asks_erasure(form);
  facts.found = impl_->rules.find(form);
  std::vector<int> digits;
  for (const auto& [digit, label] : survey.codes) digits.push_back(digit);
  facts.code = impl_->codes.find(form, facts.found, digits);
  facts.aside = aside_of(facts);
  facts.form = std::move(form);
  impl_->weigh_rest(&facts);
  facts.tells_matter = impl_->tells_matter(facts);
  return decide(std::move(facts), survey);
}

bool ReplyReading::has(std::string_view what) const {
  return std::find(also.begin(), also.end(), what) != also.end();
}

bool is_rating(ReplyLabel label) {
  return label == ReplyLabel::satisfied || label == ReplyLabel::mostly || label == ReplyLabel::dissatisfied;
}

std::string_view name_of(ReplyLabel label) {
  switch (label) {
    case ReplyLabel::satisfied:
      return "satisfied";
    case ReplyLabel::mostly:
      return "mostly";
    case ReplyLabel::dissatisfied:
      return "dissatisfied";
    case ReplyLabel::opt_out:
      return "opt_out";
    case ReplyLabel::unclear:
      return "unclear";
    case ReplyLabel::new_complaint:
      return "new_complaint";
  }
  return "unclear";
}

}  // namespace huiyin
