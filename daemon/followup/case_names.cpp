#include "daemon/followup/case_names.h"

#include <algorithm>

#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr std::size_t kShortestName = 3;  // bytes: "31" is a number among others

struct Name {
  std::size_t which, begin, end;  // in the folded text, with the word before it
};

bool is_ascii_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

// "10031" does not name 0031.
bool stands_alone(std::string_view text, std::size_t begin, std::size_t end) {
  const bool left = begin > 0 && is_ascii_word(text[begin]) && is_ascii_word(text[begin - 1]);
  const bool right = end < text.size() && is_ascii_word(text[end - 1]) && is_ascii_word(text[end]);
  return !left && !right;
}

std::size_t before_blanks(std::string_view text, std::size_t at) {
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == ':')) --at;
  return at;
}

std::size_t before_words(std::string_view text, std::size_t at, const std::vector<std::string>& words) {
  const std::size_t end = before_blanks(text, at);
  for (const std::string& word : words) {
    if (word.empty() || end < word.size() || text.substr(end - word.size(), word.size()) != word) continue;
    return end - word.size();
  }
  return at;
}

void find_names(std::string_view text, std::size_t which, std::string_view tail,
                const std::vector<std::string>& words, std::vector<Name>* out) {
  for (std::size_t at = text.find(tail); at != std::string_view::npos; at = text.find(tail, at + 1))
    if (stands_alone(text, at, at + tail.size()))
      out->push_back({which, before_words(text, at, words), at + tail.size()});
}

// Signs that part what is said of a case from its name.
bool is_sign(char32_t c) {
  constexpr std::u32string_view kSigns = U" \t\r\n.,;:!?-_/()[]、。，；：！？（）【】“”\"'…~～—";
  return kSigns.find(c) != std::u32string_view::npos;
}

std::string cut(const Folded& f, std::string_view original, std::size_t begin, std::size_t end) {
  const auto [from, to] = f.original(begin, end);
  return std::string(original.substr(from, to - from));
}

std::string without(const Folded& f, std::string_view original, const std::vector<Name>& names) {
  std::string out;
  std::size_t from = 0;
  for (const Name& n : names) {
    const auto [begin, end] = f.original(n.begin, n.end);
    out.append(original.substr(from, std::max(begin, from) - from)).append(" ");
    from = std::max(from, end);
  }
  return out.append(original.substr(from));
}

}  // namespace

bool says_nothing(std::string_view text) {
  const std::u32string wide = to_utf32(text);
  return std::all_of(wide.begin(), wide.end(), is_sign);
}

bool can_be_named(std::string_view tail) {
  const std::string folded = fold(tail).text;
  return folded.size() >= kShortestName && folded.find_first_not_of(folded[0]) != std::string::npos;
}

std::string without_name(std::string_view text, std::string_view tail,
                         const std::vector<std::string>& words) {
  if (!can_be_named(tail)) return std::string(text);
  const Folded folded = fold(text);
  std::vector<Name> names;
  find_names(folded.text, 0, fold(tail).text, words, &names);
  return without(folded, text, names);
}

std::vector<NamedPart> named_parts(std::string_view text, const std::vector<std::string>& tails,
                                   const std::vector<std::string>& words) {
  const Folded folded = fold(text);
  std::vector<std::string> names_of;
  for (const std::string& tail : tails) names_of.push_back(fold(tail).text);
  std::vector<Name> names;
  for (std::size_t i = 0; i < tails.size(); ++i)
    if (can_be_named(tails[i]) && std::count(names_of.begin(), names_of.end(), names_of[i]) == 1)
      find_names(folded.text, i, names_of[i], words, &names);
  std::sort(names.begin(), names.end(), [](const Name& a, const Name& b) { return a.begin < b.begin; });
  if (names.empty()) return {};
  const bool one =
      std::all_of(names.begin(), names.end(), [&](const Name& n) { return n.which == names.front().which; });
  if (one) return {{names.front().which, without(folded, text, names)}};
  if (!says_nothing(cut(folded, text, 0, names.front().begin))) return {};
  std::vector<NamedPart> out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::size_t end = i + 1 < names.size() ? names[i + 1].begin : folded.text.size();
    if (end < names[i].end) return {};
    for (const NamedPart& p : out)
      if (p.which == names[i].which) return {};
    out.push_back({names[i].which, cut(folded, text, names[i].end, end)});
  }
  return out;
}

}  // namespace huiyin
