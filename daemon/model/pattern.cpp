#include "daemon/model/pattern.h"

#include <algorithm>
#include <numeric>

#include <re2/re2.h>
#include <re2/set.h>

#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr std::string_view kSeparators = " ,;.!?~:()\"*_|[]/-";
constexpr std::string_view kSeparatorClass = R"re([ ,;.!?~:()"*_|\[\]/\-])re";

constexpr std::int64_t kPatternMemory = 8 << 20, kSetMemory = 64 << 20;  // bounds, not what is taken

RE2::Options options_of(std::int64_t memory) {
  RE2::Options options;
  options.set_longest_match(true);
  options.set_log_errors(false);
  options.set_max_mem(memory);
  return options;
}

bool is_macro_name(std::string_view name) {
  if (name.empty()) return false;
  for (const char c : name)
    if ((c < 'A' || c > 'Z') && c != '_') return false;
  return true;
}

// In a pattern of several lines the line breaks and each line's indentation only wrap a long list.
std::string unwrapped(std::string_view text) {
  if (text.find('\n') == std::string_view::npos) return std::string(text);
  std::string out;
  for (const std::string_view line : split(text, '\n')) {
    const std::size_t start = line.find_first_not_of(' ');
    if (start != std::string_view::npos) out += line.substr(start);
  }
  return out;
}

std::string joined(const std::vector<std::string>& alternatives) {
  std::string out = "(?:";
  for (const std::string& one : alternatives) out += (out.size() > 3 ? "|" : "") + one;
  return out + ")";
}

std::string placed(const std::string& body, Pattern::Where place) {
  const std::string sep(kSeparatorClass);
  if (place == Pattern::Where::clause) return "(?:^|" + sep + ")" + body + "(?:$|" + sep + ")";
  if (place == Pattern::Where::whole) return "^" + sep + "*" + body + sep + "*$";
  return body;
}

}  // namespace

PatternMacros PatternMacros::read(const Toml& table) {
  PatternMacros macros;
  for (const auto& [name, value] : table.members()) {
    if (!is_macro_name(name)) throw BadInput(value.where(), "a macro's name is capital letters and _");
    macros.text_[name] = macros.expand(value.text(), value.where());
  }
  return macros;
}

std::string PatternMacros::expand(std::string_view wrapped, const std::string& where) const {
  const std::string pattern = unwrapped(wrapped);
  std::string out;
  for (std::size_t i = 0; i < pattern.size();) {
    const std::size_t close = pattern[i] == '{' ? pattern.find('}', i) : std::string::npos;
    const bool is_macro =
        close != std::string::npos && is_macro_name(std::string_view(pattern).substr(i + 1, close - i - 1));
    if (!is_macro) {
      out += pattern[i++];
      continue;
    }
    const auto found = text_.find(std::string_view(pattern).substr(i + 1, close - i - 1));
    if (found == text_.end())
      throw BadInput(where, "the macro " + pattern.substr(i, close - i + 1) + " is not defined above");
    out += found->second;
    i = close + 1;
  }
  return out;
}

struct Pattern::Compiled {
  Compiled(const std::string& text, const RE2::Options& options, Where where)
      : re(text, options), place(where) {}
  RE2 re;
  Where place;
};

Pattern::Pattern(const std::vector<std::string>& alternatives, Where place, const std::string& where) {
  const RE2::Options options = options_of(kPatternMemory);
  compiled_ = std::make_shared<const Compiled>(placed(joined(alternatives), place), options, place);
  if (!compiled_->re.ok()) throw BadInput(where, "is not a pattern: " + compiled_->re.error());
}

// Only the whole match is asked of RE2: groups would need its slow engine.
std::vector<Span> Pattern::find_all(std::string_view text) const {
  std::vector<Span> spans;
  if (!found_in(text)) return spans;
  const re2::StringPiece all(text.data(), text.size());
  re2::StringPiece match;
  std::size_t from = 0;
  while (from <= text.size() && compiled_->re.Match(all, from, all.size(), RE2::UNANCHORED, &match, 1)) {
    std::size_t begin = static_cast<std::size_t>(match.data() - text.data());
    std::size_t end = begin + match.size();
    if (compiled_->place != Where::any) {
      while (begin < end && kSeparators.find(text[begin]) != std::string_view::npos) ++begin;
      while (end > begin && kSeparators.find(text[end - 1]) != std::string_view::npos) --end;
    }
    if (end > begin) spans.push_back({begin, end});
    from = end > from ? end : from + 1;
  }
  return spans;
}

bool Pattern::found_in(std::string_view text) const {
  return compiled_->re.Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), RE2::UNANCHORED,
                             nullptr, 0);
}

struct PatternSet::Automaton {
  Automaton() : set(options_of(kSetMemory), RE2::UNANCHORED) {}
  RE2::Set set;
  std::size_t size = 0;
};

PatternSet::PatternSet(const std::vector<Pattern>& patterns) {
  auto automaton = std::make_shared<Automaton>();
  for (const Pattern& pattern : patterns) automaton->set.Add(pattern.compiled_->re.pattern(), nullptr);
  if (!automaton->set.Compile()) throw BadInput("", "has too many patterns for one automaton");
  automaton->size = patterns.size();
  automaton_ = std::move(automaton);
}

std::vector<std::size_t> PatternSet::found_in(std::string_view text) const {
  std::vector<int> found;
  RE2::Set::ErrorInfo error{};
  const bool any = automaton_->set.Match(re2::StringPiece(text.data(), text.size()), &found, &error);
  std::vector<std::size_t> indexes(found.begin(), found.end());
  if (!any && error.kind != RE2::Set::kNoError) {  // out of memory for one pass: ask every pattern
    indexes.resize(automaton_->size);
    std::iota(indexes.begin(), indexes.end(), std::size_t{0});
  }
  std::sort(indexes.begin(), indexes.end());
  return indexes;
}

Pattern read_pattern(const Toml& table, std::string_view key, const PatternMacros& macros,
                     Pattern::Where place) {
  const Toml list = table.at(key);
  std::vector<std::string> alternatives;
  if (list.is_string()) {
    alternatives.push_back(macros.expand(list.text(), list.where()));
  } else {
    for (const Toml& one : list.items()) {
      const std::string text = macros.expand(one.text(), one.where());
      Pattern({text}, Pattern::Where::any, one.where());  // so that a mistake is named by its own line
      alternatives.push_back(text);
    }
  }
  if (alternatives.empty()) throw BadInput(list.where(), "needs at least one pattern");
  return Pattern(alternatives, place, list.where());
}

}  // namespace huiyin
