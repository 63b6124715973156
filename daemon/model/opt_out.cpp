#include "daemon/model/opt_out.h"

#include <algorithm>
#include <set>
#include <vector>

#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"
#include "daemon/model/pattern.h"
#include "daemon/model/reply_text.h"

namespace huiyin {
namespace {

struct Phrase {
  std::string id;
  bool erasure;
  Pattern pattern;
};

bool is_latin(std::string_view s) {
  return std::all_of(s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && !is_separator(text[end])) ++end;
    if (end > i) words.push_back(text.substr(i, end - i));
    i = end + 1;
  }
  return words;
}

bool is_number(std::string_view s) {
  return std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

struct OptOutWords::Impl {
  std::set<std::string, std::less<>> keywords;
  std::set<std::string, std::less<>> latin_companions;
  std::vector<std::string> companions;  // Chinese, longest first
  std::vector<Phrase> phrases;
  std::optional<Pattern> except;

  void read(const Toml& file);
  bool only_keywords(std::string_view form) const;
  bool is_keyword_piece(std::string_view piece) const;
  std::string without_exceptions(std::string_view form) const;
};

void OptOutWords::Impl::read(const Toml& file) {
  const PatternMacros macros = PatternMacros::read(file.at("macros"));
  for (const std::string& word : file.at("keyword").at("words").texts()) keywords.insert(word);
  for (const std::string& word : file.at("keyword").at("companions").texts()) {
    if (is_latin(word))
      latin_companions.insert(word);
    else
      companions.push_back(word);
  }
  std::stable_sort(companions.begin(), companions.end(),
                   [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
  for (const Toml& entry : file.at("phrase").items()) {
    const auto erasure = entry.find("erasure");
    phrases.push_back({entry.text("id"), erasure && erasure->boolean(), read_pattern(entry, "any", macros)});
  }
  if (phrases.empty()) throw BadInput(file.where(), "has no [[phrase]]");
  except = read_pattern(file.at("except"), "any", macros);
}

std::string OptOutWords::Impl::without_exceptions(std::string_view form) const {
  std::string text(form);
  for (const Span& span : except->find_all(form))
    std::fill(text.begin() + span.begin, text.begin() + span.end, '#');
  return text;
}

// A run of Chinese (or mixed) text without blanks: keyword words and companions only, with one keyword at
// least.
bool OptOutWords::Impl::is_keyword_piece(std::string_view piece) const {
  if (keywords.contains(piece)) return true;
  std::string rest(piece);
  for (const std::string& word : companions) {
    if (keywords.contains(rest)) return true;
    for (std::size_t at; (at = rest.find(word)) != std::string::npos;) rest.erase(at, word.size());
  }
  if (keywords.contains(rest)) return true;
  // "td退订", "t退订": Latin and Chinese keywords written together.
  for (std::size_t cut = 1; cut < rest.size(); ++cut)
    if (is_latin(rest.substr(0, cut)) != is_latin(rest.substr(cut)) &&
        keywords.contains(rest.substr(0, cut)) && keywords.contains(rest.substr(cut)))
      return true;
  return false;
}

bool OptOutWords::Impl::only_keywords(std::string_view form) const {
  const std::vector<std::string_view> words = words_of(form);
  std::string left, squeezed;
  bool some = false;
  for (const std::string_view word : words) {
    squeezed += word;
    if (latin_companions.contains(word) || is_number(word)) continue;
    if (!left.empty()) left += ' ';
    left += word;
  }
  if (words.size() <= 4 && keywords.contains(squeezed)) return true;  // "t d"
  if (keywords.contains(left)) return true;                           // "stop all"
  for (const std::string_view word : words_of(left)) {
    if (is_keyword_piece(word)) {
      some = true;
      continue;
    }
    std::string rest(word);
    for (const std::string& companion : companions)
      for (std::size_t at; (at = rest.find(companion)) != std::string::npos;)
        rest.erase(at, companion.size());
    if (!rest.empty()) return false;
  }
  return some;
}

Result<OptOutWords> OptOutWords::load(std::string_view toml_text, std::string file_name) {
  const Result<Toml> file = Toml::parse(toml_text, std::move(file_name));
  if (!file) return tl::unexpected<Error>(file.error());
  try {
    auto impl = std::make_shared<Impl>();
    impl->read(*file);
    return OptOutWords(std::move(impl));
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what());
  }
}

OptOutWords OptOutWords::shipped() {
  Result<OptOutWords> words = load(embedded_file("opt_out_words.toml"), "opt_out_words.toml");
  if (!words) throw std::logic_error(words.error().text());
  return *std::move(words);
}

std::optional<std::string> OptOutWords::match(std::string_view text) const {
  return match_formed(reply_form(text));
}

std::optional<std::string> OptOutWords::match_formed(std::string_view form) const {
  const std::string text = impl_->without_exceptions(form);
  if (impl_->only_keywords(text)) return "optout.keyword";
  for (const Phrase& phrase : impl_->phrases)
    if (phrase.pattern.found_in(text)) return phrase.id;
  return std::nullopt;
}

bool OptOutWords::asks_erasure(std::string_view form) const {
  const std::string text = impl_->without_exceptions(form);
  return std::any_of(impl_->phrases.begin(), impl_->phrases.end(),
                     [&](const Phrase& p) { return p.erasure && p.pattern.found_in(text); });
}

}  // namespace huiyin
