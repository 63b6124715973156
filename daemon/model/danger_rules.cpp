#include "daemon/model/danger_rules.h"

#include <cstdio>

#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"

namespace huiyin {
namespace {

// Sums of hundredths: what a reader adds up by hand must meet the threshold too.
constexpr double kRounding = 1e-6;

std::string reason(const std::string& id, double weight, const std::vector<std::string>& words) {
  char number[32];
  std::snprintf(number, sizeof number, "%+.2f", weight);
  std::string out = id + ' ' + number + ':';
  for (const std::string& word : words) out += ' ' + word;
  return out;
}

// The figures of speech become blanks of the same length, so that nothing inside them counts.
std::string blanked(std::string_view text, const TermRules& traps) {
  std::string out(text);
  for (const auto& [begin, end] : traps.ranges(text)) out.replace(begin, end - begin, end - begin, ' ');
  return out;
}

}  // namespace

Result<DangerRules> DangerRules::load(const std::string& dir) try {
  const auto file = Toml::parse(rule_file(dir, "danger_rules.toml"), "danger_rules.toml");
  if (!file) return tl::unexpected(file.error());
  auto traps = TermRules::build(file->at("trap").items());
  if (!traps) return tl::unexpected(traps.error());
  auto signs = TermRules::build(file->at("sign").items());
  if (!signs) return tl::unexpected(signs.error());
  DangerRules out(std::move(*traps), std::move(*signs));
  out.danger_needs_ = file->at("scores").at("danger_needs").number();
  out.urgent_needs_ = file->at("scores").at("urgent_needs").number();
  for (const Toml& sign : file->at("sign").items()) {
    const Weights w{sign.number_or("danger", 0), sign.number_or("urgent", 0), sign.text_or("speaks_for", "")};
    if (w.danger == 0 && w.urgent == 0)
      throw BadInput(sign.where(), "has neither a danger nor an urgent weight");
    out.weights_.push_back(w);
  }
  return out;
} catch (const BadInput& e) {
  return fail(Errc::bad_input, e.what());
}

DangerReading DangerRules::read(std::string_view matching_text) const {
  DangerReading out;
  for (const TermHit& hit : signs_.find(blanked(matching_text, traps_))) {
    const Weights& w = weights_[hit.rule];
    out.danger += w.danger;
    out.urgent += w.urgent;
    if (!w.speaks_for.empty()) out.speaks_for.push_back(w.speaks_for);
    out.why.push_back(reason(signs_.id(hit.rule), w.danger != 0 ? w.danger : w.urgent, hit.words));
  }
  if (out.danger + kRounding >= danger_needs_) {
    out.urgency = "danger_to_life";
  } else {
    out.urgency = out.urgent + kRounding >= urgent_needs_ ? "urgent" : "normal";
  }
  return out;
}

}  // namespace huiyin
