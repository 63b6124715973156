// Word and pattern rules from TOML, found in a matching form (match_text.h). RE2 is private to
// term_rules.cpp.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.h"
#include "daemon/base/toml.h"

namespace huiyin {

struct TermHit {
  std::size_t rule = 0;            // index into the entries the rules were built from
  std::vector<std::string> words;  // the different matched texts, at most 8, in the order found
};

// Immutable after build; find() may run on many threads at once. Time is linear in the text.
class TermRules {
 public:
  // Every entry is a table with `id` and `words` and/or `patterns`, perhaps `except`
  // (config/intake_rules.toml tells their meaning). Errors name the file, line and rule. With
  // Cut::longest_words a word inside a longer word of any rule does not count (lexicon.h); patterns stand
  // apart.
  enum class Cut { none, longest_words };
  static Result<TermRules> build(const std::vector<Toml>& entries, Cut cut = Cut::none);

  TermRules(TermRules&&) noexcept;
  TermRules& operator=(TermRules&&) noexcept;
  ~TermRules();

  std::vector<TermHit> find(std::string_view matching_text) const;  // ascending by rule
  // The byte ranges [begin, end) of every match of every rule, ascending and without overlap within one rule.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges(std::string_view matching_text) const;
  const std::string& id(std::size_t rule) const;
  std::size_t size() const;

 private:
  struct Impl;
  explicit TermRules(std::unique_ptr<const Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

}  // namespace huiyin
