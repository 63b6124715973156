// What the rules of config/reply_rules.toml find in one reply. Internal to the reply reader; immutable after
// load.
#pragma once
#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/toml.h"
#include "daemon/model/pattern.h"

namespace huiyin {

enum class ReplyKind {
  // Rating words and facts: where they overlap the longest wins.
  good,
  fair,
  bad,
  doubt,
  asked,
  neutral,
  partial,
  unsolved,
  nobody,
  little,
  solved,
  strong_thanks,
  thanks,
  ack,
  reservation,
  filler,
  // Flags: found beside and inside anything else.
  temporal,
  denied,
  irony,
  coercion,
  integrity,
  wrong_number,
  callback,
  review,
  not_informed,
  confidential,
  danger,
  danger_trap,
  new_marker,
  aside,
  new_report,
  matter,
  auto_reply,
  defer,
  question,
  when,
  count_
};

struct Evidence {
  ReplyKind kind;
  std::size_t begin, end;  // bytes of the form
  const std::string* id;   // of the rule; lives as long as the rules
  bool whole_word;  // the rule says what the person thinks of the whole, not of one aspect ("explicit")
};

class Findings {
 public:
  std::vector<Evidence> list;  // in order of place
  std::bitset<static_cast<std::size_t>(ReplyKind::count_)> kinds;

  bool has(ReplyKind kind) const { return kinds[static_cast<std::size_t>(kind)]; }
  const Evidence* first(ReplyKind kind) const;
  void drop_before(std::size_t begin, ReplyKind kind);
  void drop_from(std::size_t begin, ReplyKind kind);
  void drop(ReplyKind kind);
  // Whether evidence that competes (or a flag that stands for its words) begins, or ends, at this byte.
  bool begins_at(std::size_t at) const;
  bool ends_at(std::size_t at) const;
};

class ReplyRules {
 public:
  static ReplyRules read(const Toml& file, const PatternMacros& macros);  // throws BadInput
  Findings find(std::string_view form) const;

 private:
  struct Rule {
    std::string id;
    ReplyKind kind;
    bool whole_word;
    Pattern pattern;
  };
  std::vector<Rule> rules_;
  std::optional<PatternSet> set_;
};

// Kinds up to filler claim the text they match.
inline bool competes(ReplyKind kind) {
  return kind <= ReplyKind::filler;
}

}  // namespace huiyin
