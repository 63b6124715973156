// Patterns of rule data: RE2 with {NAME} macros, compiled once, errors with the place in the file. RE2 stays
// in pattern.cpp. Immutable after compile; any thread.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/toml.h"

namespace huiyin {

// Names to pattern text; a macro may use those before it.
class PatternMacros {
 public:
  static PatternMacros read(const Toml& table);  // throws BadInput on an unknown macro
  // Line breaks inside a pattern and each line's indentation are dropped.
  std::string expand(std::string_view pattern, const std::string& where) const;

 private:
  std::map<std::string, std::string, std::less<>> text_;
};

struct Span {
  std::size_t begin = 0, end = 0;
};

class Pattern {
 public:
  enum class Where { any, clause, whole };

  // One alternation of all; throws BadInput naming `where` and RE2's complaint.
  Pattern(const std::vector<std::string>& alternatives, Where place, const std::string& where);

  // Every non-empty, non-overlapping match, leftmost and longest, in order.
  std::vector<Span> find_all(std::string_view text) const;
  bool found_in(std::string_view text) const;

 private:
  friend class PatternSet;
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

// Tells in one pass which of many patterns occur in a text.
class PatternSet {
 public:
  explicit PatternSet(const std::vector<Pattern>& patterns);
  // Indexes of those that occur, ascending.
  std::vector<std::size_t> found_in(std::string_view text) const;

 private:
  struct Automaton;
  std::shared_ptr<const Automaton> automaton_;
};

// The list of patterns under `key` with macros expanded; compiled. A missing list is an error.
Pattern read_pattern(const Toml& table, std::string_view key, const PatternMacros& macros,
                     Pattern::Where place = Pattern::Where::any);

}  // namespace huiyin
