#include "daemon/model/reply_rules.h"

#include <algorithm>
#include <map>
#include <set>

#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

const std::map<std::string, ReplyKind, std::less<>>& kinds_by_name() {
  using K = ReplyKind;
  static const std::map<std::string, ReplyKind, std::less<>> kinds = {{"good", K::good},
                                                                      {"fair", K::fair},
                                                                      {"bad", K::bad},
                                                                      {"doubt", K::doubt},
                                                                      {"asked", K::asked},
                                                                      {"neutral", K::neutral},
                                                                      {"partial", K::partial},
                                                                      {"unsolved", K::unsolved},
                                                                      {"nobody", K::nobody},
                                                                      {"little", K::little},
                                                                      {"solved", K::solved},
                                                                      {"strong_thanks", K::strong_thanks},
                                                                      {"thanks", K::thanks},
                                                                      {"ack", K::ack},
                                                                      {"reservation", K::reservation},
                                                                      {"filler", K::filler},
                                                                      {"temporal", K::temporal},
                                                                      {"denied", K::denied},
                                                                      {"irony", K::irony},
                                                                      {"coercion", K::coercion},
                                                                      {"integrity", K::integrity},
                                                                      {"wrong_number", K::wrong_number},
                                                                      {"callback", K::callback},
                                                                      {"review", K::review},
                                                                      {"not_informed", K::not_informed},
                                                                      {"confidential", K::confidential},
                                                                      {"danger", K::danger},
                                                                      {"danger_trap", K::danger_trap},
                                                                      {"new_marker", K::new_marker},
                                                                      {"aside", K::aside},
                                                                      {"new_report", K::new_report},
                                                                      {"matter", K::matter},
                                                                      {"auto_reply", K::auto_reply},
                                                                      {"defer", K::defer},
                                                                      {"question", K::question},
                                                                      {"when", K::when}};
  return kinds;
}

ReplyKind kind_of(const Toml& rule) {
  const std::string name = rule.text("kind");
  const auto found = kinds_by_name().find(name);
  if (found != kinds_by_name().end()) return found->second;
  std::string known;
  for (const auto& [known_name, kind] : kinds_by_name()) known += (known.empty() ? "" : ", ") + known_name;
  throw BadInput(rule.at("kind").where(), "is not a kind of evidence; there are: " + known);
}

Pattern::Where place_of(const Toml& rule) {
  const std::string name = rule.text_or("where", "any");
  if (name == "any") return Pattern::Where::any;
  if (name == "clause") return Pattern::Where::clause;
  if (name == "whole") return Pattern::Where::whole;
  throw BadInput(rule.at("where").where(), "is neither any, clause nor whole");
}

bool overlap(const Evidence& a, const Evidence& b) {
  return a.begin < b.end && b.begin < a.end;
}

// Of two readings of the same words the less pleased one counts.
int pleased(ReplyKind kind) {
  return kind == ReplyKind::good                                ? 2
         : kind == ReplyKind::fair || kind == ReplyKind::solved ? 1
         : kind == ReplyKind::bad                               ? -1
         : kind == ReplyKind::doubt                             ? -2
                                                                : 0;
}

// Longest first; of equals the less pleased, then the earlier in the text, then in the file.
std::vector<Evidence> longest_of(std::vector<Evidence> all) {
  std::stable_sort(all.begin(), all.end(), [](const Evidence& a, const Evidence& b) {
    const std::size_t la = a.end - a.begin, lb = b.end - b.begin;
    if (la != lb) return la > lb;
    if (pleased(a.kind) != pleased(b.kind)) return pleased(a.kind) < pleased(b.kind);
    return a.begin < b.begin;
  });
  std::vector<Evidence> kept;
  for (const Evidence& e : all) {
    const bool taken = competes(e.kind) && std::any_of(kept.begin(), kept.end(), [&](const Evidence& k) {
                         return competes(k.kind) && overlap(k, e);
                       });
    if (!taken) kept.push_back(e);
  }
  std::stable_sort(kept.begin(), kept.end(),
                   [](const Evidence& a, const Evidence& b) { return a.begin < b.begin; });
  return kept;
}

}  // namespace

const Evidence* Findings::first(ReplyKind kind) const {
  for (const Evidence& e : list)
    if (e.kind == kind) return &e;
  return nullptr;
}

void Findings::drop(ReplyKind kind) {
  drop_before(std::string::npos, kind);
}

void Findings::drop_before(std::size_t begin, ReplyKind kind) {
  std::erase_if(list, [&](const Evidence& e) { return e.kind == kind && e.begin < begin; });
  kinds[static_cast<std::size_t>(kind)] = first(kind) != nullptr;
}

void Findings::drop_from(std::size_t begin, ReplyKind kind) {
  std::erase_if(list, [&](const Evidence& e) { return e.kind == kind && e.begin >= begin; });
  kinds[static_cast<std::size_t>(kind)] = first(kind) != nullptr;
}

bool Findings::begins_at(std::size_t at) const {
  return std::any_of(list.begin(), list.end(), [&](const Evidence& e) {
    return e.begin == at && e.kind != ReplyKind::question && e.kind != ReplyKind::matter;
  });
}

bool Findings::ends_at(std::size_t at) const {
  return std::any_of(list.begin(), list.end(), [&](const Evidence& e) {
    return e.end == at && e.kind != ReplyKind::question && e.kind != ReplyKind::matter;
  });
}

ReplyRules ReplyRules::read(const Toml& file, const PatternMacros& macros) {
  ReplyRules rules;
  std::set<std::string> ids;
  for (const Toml& rule : file.at("rule").items()) {
    const std::string id = rule.text("id");
    if (!ids.insert(id).second) throw BadInput(rule.at("id").where(), "is the id of a rule above");
    const auto explicit_word = rule.find("explicit");
    rules.rules_.push_back({id, kind_of(rule), explicit_word && explicit_word->boolean(),
                            read_pattern(rule, "any", macros, place_of(rule))});
  }
  std::vector<Pattern> patterns;
  for (const Rule& rule : rules.rules_) patterns.push_back(rule.pattern);
  rules.set_ = PatternSet(patterns);
  return rules;
}

Findings ReplyRules::find(std::string_view form) const {
  std::vector<Evidence> all;
  for (const std::size_t i : set_->found_in(form))
    for (const Span& span : rules_[i].pattern.find_all(form))
      all.push_back({rules_[i].kind, span.begin, span.end, &rules_[i].id, rules_[i].whole_word});
  Findings found;
  found.list = longest_of(std::move(all));
  for (const Evidence& e : found.list) found.kinds[static_cast<std::size_t>(e.kind)] = true;
  return found;
}

}  // namespace huiyin
