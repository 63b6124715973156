#include "daemon/model/reply_codes.h"

#include <algorithm>
#include <cctype>

#include "daemon/base/bad_input.h"
#include "daemon/model/reply_text.h"

namespace huiyin {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

bool only_separators(std::string_view s) {
  return std::all_of(s.begin(), s.end(), is_separator);
}

std::string_view without_tail_separators(std::string_view s) {
  while (!s.empty() && is_separator(s.back())) s.remove_suffix(1);
  return s;
}

// 1111 is 1; 12 is several; what is longer than a slip of the thumb is no code.
int digit_of(std::string_view run) {
  const bool same = std::all_of(run.begin(), run.end(), [&](char c) { return c == run[0]; });
  return same ? run[0] - '0' : -1;
}

}  // namespace

ReplyCodes ReplyCodes::read(const Toml& table, const PatternMacros& macros) {
  const auto pattern = [&](std::string_view key) { return read_pattern(table, key, macros); };
  ReplyCodes codes(pattern("before"), pattern("after"), pattern("unit"), pattern("score"),
                   pattern("not_before"), pattern("not_before_spoken"), pattern("negated"),
                   pattern("choice"));
  for (const auto& [digit, words] : table.at("spoken").members()) {
    if (digit.size() != 1 || !is_digit(digit[0])) throw BadInput(words.where(), "is not under a digit");
    for (const std::string& word : words.texts()) codes.spoken_.push_back({word, digit[0] - '0'});
  }
  return codes;
}

bool ReplyCodes::spoken_at(std::string_view form, std::size_t at, Candidate* out) const {
  for (const Spoken& s : spoken_) {
    if (form.substr(at, s.word.size()) != s.word) continue;
    const std::size_t end = at + s.word.size();
    const bool latin = is_ascii(s.word[0]);
    const auto part_of_word = [&](std::size_t i) { return is_letter(form[i]) || is_digit(form[i]); };
    if (latin && ((at > 0 && part_of_word(at - 1)) || (end < form.size() && part_of_word(end)))) continue;
    *out = {at, end, s.digit, true};
    return true;
  }
  return false;
}

std::vector<ReplyCodes::Candidate> ReplyCodes::candidates(std::string_view form) const {
  std::vector<Candidate> found;
  for (std::size_t i = 0; i < form.size();) {
    Candidate c{};
    if (spoken_at(form, i, &c)) {
      found.push_back(c);
      i = c.end;
    } else if (is_digit(form[i])) {
      std::size_t end = i;
      while (end < form.size() && is_digit(form[end])) ++end;
      found.push_back({i, end, digit_of(form.substr(i, end - i)), false});
      i = end;
    } else {
      ++i;
    }
  }
  return found;
}

bool ReplyCodes::left_allows(std::string_view form, const Candidate& c, const Findings& findings) const {
  const std::string_view left = form.substr(0, c.begin);
  const std::string_view words = without_tail_separators(left);
  if (words.empty()) return true;
  const bool separated = words.size() < left.size();
  if (not_before_.found_in(left) || (c.spoken && not_before_spoken_.found_in(left))) return false;
  if (before_.found_in(left)) return true;
  if (is_ascii(words.back()) && !separated) return false;
  if (findings.ends_at(words.size())) return true;
  // After other words only behind real punctuation and at the very end: "办事太拖拉, 3".
  const bool punctuated = separated && left.find_last_not_of(' ') != std::string_view::npos &&
                          is_separator(left[left.find_last_not_of(' ')]) &&
                          left[left.find_last_not_of(' ')] != '-';
  return punctuated && only_separators(form.substr(c.end));
}

bool ReplyCodes::right_allows(std::string_view form, const Candidate& c, const Findings& findings) const {
  const std::string_view right = form.substr(c.end);
  if (right.empty() || only_separators(right)) return true;
  if (unit_.found_in(right)) return false;
  if (after_.found_in(right)) return true;
  const std::size_t word = right.find_first_not_of(' ');
  if (c.spoken && is_letter(form[c.begin]) && is_letter(right[word])) return findings.begins_at(c.end + word);
  if (is_separator(right[0])) return true;
  if (is_letter(right[0]) || is_digit(right[0])) return false;
  return findings.begins_at(c.end);
}

// "1 or 2"; "3,3,3" is no choice.
bool ReplyCodes::offers_choice(std::string_view form) const {
  for (const Span& s : choice_.find_all(form)) {
    const std::vector<Candidate> all = candidates(form.substr(s.begin, s.end - s.begin));
    for (const Candidate& c : all)
      if (c.digit != all.front().digit) return true;
  }
  return false;
}

// "发1吧": the words that introduce or close a code belong to it.
Span ReplyCodes::with_its_words(std::string_view form, const Candidate& c) const {
  Span span{c.begin, c.end};
  const std::vector<Span> before = before_.find_all(form.substr(0, c.begin));
  if (!before.empty() && before.back().end == c.begin) span.begin = before.back().begin;
  const std::vector<Span> after = after_.find_all(form.substr(c.end));
  if (!after.empty() && after.front().begin == 0) span.end = c.end + after.front().end;
  return span;
}

CodeReading ReplyCodes::find(std::string_view form, const Findings& findings,
                             const std::vector<int>& codes) const {
  CodeReading reading;
  bool foreign = false, several = false;
  for (const Candidate& c : candidates(form)) {
    const std::string_view left = form.substr(0, c.begin), right = form.substr(c.end);
    // "1 2": a digit behind nothing but a code
    const bool follows =
        !reading.spans.empty() && reading.spans.back().end == without_tail_separators(left).size();
    if (!c.spoken && score_.found_in(right)) {
      reading.state = CodeReading::State::score;
      continue;
    }
    if (negated_.found_in(left) || !(follows || left_allows(form, c, findings)) ||
        !right_allows(form, c, findings))
      continue;
    const bool ours = std::find(codes.begin(), codes.end(), c.digit) != codes.end();
    const bool number = c.digit < 0 && c.end - c.begin > 3;
    if (number || (c.spoken && !ours)) continue;
    reading.spans.push_back(with_its_words(form, c));
    if (!ours) {
      (c.digit < 0 ? several : foreign) = true;
      continue;
    }
    if (reading.digit != 0 && reading.digit != c.digit) several = true;
    reading.digit = c.digit;
    reading.asked = right.find('?') != std::string_view::npos && only_separators(right);
  }
  if (reading.state == CodeReading::State::score) return reading;
  several = several || (!reading.spans.empty() && offers_choice(form));
  if (several)
    reading.state = CodeReading::State::many;
  else if (foreign)
    reading.state = CodeReading::State::other_scale;
  else if (reading.digit != 0)
    reading.state = CodeReading::State::one;
  return reading;
}

}  // namespace huiyin
