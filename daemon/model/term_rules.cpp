#include "daemon/model/term_rules.h"

#include <algorithm>
#include <map>
#include <utility>

#include <re2/re2.h>
#include <re2/set.h>

#include "daemon/base/bad_input.h"
#include "daemon/model/lexicon.h"
#include "daemon/model/match_text.h"

namespace huiyin {
namespace {

constexpr std::size_t kWordsShown = 8;

RE2::Options options(std::int64_t memory) {
  RE2::Options o;
  o.set_longest_match(true);
  o.set_log_errors(false);
  o.set_max_mem(memory);
  return o;
}

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

struct Word {
  std::string text;
  bool stem;
};

Word read_word(const Toml& entry) {
  Word word{matching_form(entry.text()).text, false};
  word.stem = word.text.size() > 1 && word.text.back() == '*';
  if (word.stem) word.text.pop_back();
  if (trim(word.text).empty()) throw BadInput(entry.where(), "is an empty word");
  return word;
}

std::vector<Word> read_words(const Toml& rule, std::string_view key) {
  std::vector<Word> out;
  if (const auto list = rule.find(key))
    for (const Toml& word : list->items()) out.push_back(read_word(word));
  return out;
}

// A Latin word matches whole words, "stem*" also longer ones; text without blanks (Chinese) matches anywhere.
std::string pattern_of(const Word& word) {
  std::string out = is_word_char(word.text.front()) ? "\\b" : "";
  out += RE2::QuoteMeta(word.text);
  if (word.stem) return out + "\\w*";
  return is_word_char(word.text.back()) ? out + "\\b" : out;
}

std::string either(const std::vector<Word>& words) {
  std::string out;
  for (const Word& word : words) out += (out.empty() ? "" : "|") + pattern_of(word);
  return out;
}

std::string either_pattern(const Toml& rule) {
  std::string out;
  if (const auto list = rule.find("patterns"))
    for (const Toml& p : list->items()) {
      const RE2 check(p.text(), options(8 << 20));
      if (!check.ok()) throw BadInput(p.where(), "is not a pattern RE2 can read: " + check.error());
      if (RE2::FullMatch("", check)) throw BadInput(p.where(), "matches the empty text");
      out += (out.empty() ? "(?:" : "|(?:") + p.text() + ')';
    }
  return out;
}

struct Rule {
  std::string id;
  std::unique_ptr<const RE2>
      matcher;  // group 1: what is excepted; elsewhere a match; null where words are cut
};

// Capturing groups of the file would shift group 1.
std::string without_captures(std::string pattern) {
  std::string out;
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    out += pattern[i];
    if (pattern[i] == '\\' && i + 1 < pattern.size()) {
      out += pattern[++i];
    } else if (in_class) {
      in_class = pattern[i] != ']';
    } else if (pattern[i] == '[') {
      in_class = true;
    } else if (pattern[i] == '(' && (i + 1 == pattern.size() || pattern[i + 1] != '?')) {
      out += "?:";
    }
  }
  return out;
}

}  // namespace

struct TermRules::Impl {
  std::vector<Rule> rules;
  std::unique_ptr<RE2::Set> set;
  std::vector<std::size_t> rule_of;  // number in the set -> rule
  Lexicon lexicon, excepted;         // empty unless words are cut

  void add(const Toml& entry, bool cut_words) {
    const std::string id = entry.text("id");
    for (const Rule& other : rules)
      if (other.id == id) throw BadInput(entry.where(), "repeats the rule id " + id);
    const std::vector<Word> words = read_words(entry, "words"), except = read_words(entry, "except");
    std::string wanted = either_pattern(entry);
    if (words.empty() && wanted.empty())
      throw BadInput(entry.where(), "has neither words nor patterns: " + id);
    if (cut_words) {
      for (const Word& word : words) lexicon.add(word.text, word.stem, rules.size());
      for (const Word& word : except) excepted.add(word.text, word.stem, rules.size());
    } else if (!words.empty()) {
      wanted += (wanted.empty() ? "" : "|") + either(words);
    }
    rules.push_back({id, nullptr});
    if (!wanted.empty()) add_matcher(entry, without_captures(wanted), either(except));
  }

  void add_matcher(const Toml& entry, const std::string& wanted, const std::string& except) {
    const std::string whole =
        except.empty() ? "(?:" + wanted + ")|(\\z\\A.)" : '(' + except + ")|(?:" + wanted + ')';
    auto matcher = std::make_unique<const RE2>(whole, options(16 << 20));
    if (!matcher->ok() || set->Add("(?:" + wanted + ')', nullptr) < 0)
      throw BadInput(entry.where(), "cannot be compiled: " + matcher->error());
    rules.back().matcher = std::move(matcher);
    rule_of.push_back(rules.size() - 1);
  }

  // Calls take(rule, begin, end) for every match that no exception covers.
  template <typename Take>
  void each(std::string_view text, const Take& take) const {
    each_word(text, take);
    if (rule_of.empty()) return;
    std::vector<int> found;
    RE2::Set::ErrorInfo error{};
    const re2::StringPiece piece(text.data(), text.size());
    const bool any = set->Match(piece, &found, &error);
    if (!any && error.kind == RE2::Set::kNoError) return;
    if (!any) {  // the common automaton ran out of its memory: ask every rule
      found.resize(rule_of.size());
      for (std::size_t i = 0; i < found.size(); ++i) found[i] = static_cast<int>(i);
    }
    std::sort(found.begin(), found.end());
    for (const int i : found) each_of(rule_of[static_cast<std::size_t>(i)], piece, take);
  }

  template <typename Take>
  void each_word(std::string_view text, const Take& take) const {
    const std::vector<Lexicon::Match> covers = excepted.cut(text);
    auto cover = covers.begin();
    for (const Lexicon::Match& m : lexicon.cut(text)) {
      while (cover != covers.end() && cover->end < m.end) ++cover;
      const bool covered = cover != covers.end() && cover->begin <= m.begin;
      for (const std::size_t rule : *m.carries)
        if (!covered ||
            std::find(cover->carries->begin(), cover->carries->end(), rule) == cover->carries->end())
          take(rule, m.begin, m.end);
    }
  }

  template <typename Take>
  void each_of(std::size_t rule, const re2::StringPiece& text, const Take& take) const {
    re2::StringPiece groups[2];
    std::size_t at = 0;
    while (at < text.size() &&
           rules[rule].matcher->Match(text, at, text.size(), RE2::UNANCHORED, groups, 2)) {
      const auto begin = static_cast<std::size_t>(groups[0].data() - text.data());
      const std::size_t end = begin + groups[0].size();
      if (groups[1].data() == nullptr && !take(rule, begin, end)) return;
      at = std::max(end, at + 1);
    }
  }
};

Result<TermRules> TermRules::build(const std::vector<Toml>& entries, Cut cut) try {
  auto impl = std::make_unique<Impl>();
  impl->set = std::make_unique<RE2::Set>(options(64 << 20), RE2::UNANCHORED);
  for (const Toml& entry : entries) impl->add(entry, cut == Cut::longest_words);
  if (!impl->set->Compile()) return fail(Errc::bad_input, "the rules are too many for one automaton");
  return TermRules(std::move(impl));
} catch (const BadInput& e) {
  return fail(Errc::bad_input, e.what());
}

TermRules::TermRules(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
TermRules::TermRules(TermRules&&) noexcept = default;
TermRules& TermRules::operator=(TermRules&&) noexcept = default;
TermRules::~TermRules() = default;

std::vector<TermHit> TermRules::find(std::string_view text) const {
  std::map<std::size_t, TermHit> hits;
  impl_->each(text, [&](std::size_t rule, std::size_t begin, std::size_t end) {
    TermHit& hit = hits.try_emplace(rule, TermHit{rule, {}}).first->second;
    std::string word(text.substr(begin, end - begin));
    const bool known = std::find(hit.words.begin(), hit.words.end(), word) != hit.words.end();
    if (!known && hit.words.size() < kWordsShown) hit.words.push_back(std::move(word));
    return hit.words.size() < kWordsShown;
  });
  std::vector<TermHit> out;
  for (auto& [rule, hit] : hits) out.push_back(std::move(hit));
  return out;
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> TermRules::ranges(std::string_view text) const {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> out;
  impl_->each(text, [&](std::size_t, std::size_t begin, std::size_t end) {
    out.emplace_back(static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end));
    return true;
  });
  std::sort(out.begin(), out.end());
  return out;
}

const std::string& TermRules::id(std::size_t rule) const {
  return impl_->rules[rule].id;
}

std::size_t TermRules::size() const {
  return impl_->rules.size();
}

}  // namespace huiyin
