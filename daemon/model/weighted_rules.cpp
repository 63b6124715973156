#include "daemon/model/weighted_rules.h"

#include <algorithm>

#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

Score& score_of(std::vector<Score>* scores, const std::string& value) {
  for (Score& s : *scores)
    if (s.value == value) return s;
  return scores->emplace_back(Score{value, 0, {}});
}

std::string reason(const std::string& id, const std::vector<std::string>& words) {
  std::string out = id + ':';
  for (const std::string& word : words) out += ' ' + word;
  return out;
}

}  // namespace

Result<WeightedRules> WeightedRules::build(const std::vector<Toml>& entries,
                                           const std::vector<std::string>& allowed, Growth growth,
                                           TermRules::Cut cut) try {
  auto terms = TermRules::build(entries, cut);
  if (!terms) return tl::unexpected(terms.error());
  WeightedRules out(std::move(*terms), growth);
  for (const Toml& entry : entries) {
    const std::string gives = entry.text("gives");
    if (std::find(allowed.begin(), allowed.end(), gives) == allowed.end())
      throw BadInput(entry.at("gives").where(), "is not a known value: " + gives);
    out.meanings_.push_back({gives, entry.at("weight").number()});
  }
  return out;
} catch (const BadInput& e) {
  return fail(Errc::bad_input, e.what());
}

std::vector<Score> WeightedRules::score(std::string_view matching_text) const {
  std::vector<Score> out;
  for (const TermHit& hit : terms_.find(matching_text)) {
    const Meaning& m = meanings_[hit.rule];
    const double grown = 1 + growth_.more_words * static_cast<double>(hit.words.size() - 1);
    Score& s = score_of(&out, m.gives);
    s.points += m.weight * std::min(grown, growth_.at_most);
    s.why.push_back(reason(terms_.id(hit.rule), hit.words));
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Score& a, const Score& b) { return a.points > b.points; });
  return out;
}

}  // namespace huiyin
