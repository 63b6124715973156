#include "daemon/model/retaliation_rules.h"

#include <cstdio>

#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"
#include "daemon/base/toml.h"

namespace huiyin {
namespace {

constexpr double kRounding = 1e-9;

std::string reason(const std::string& id, double weight, const std::vector<std::string>& words) {
  char points[24];
  std::snprintf(points, sizeof points, " %+.2f:", weight);
  std::string out = id + points;
  for (const std::string& word : words) out += ' ' + word;
  return out;
}

// Of the same length, so that nothing inside a trap counts.
std::string blanked(std::string_view text, const TermRules& traps) {
  std::string out(text);
  for (const auto& [begin, end] : traps.ranges(text)) out.replace(begin, end - begin, end - begin, ' ');
  return out;
}

}  // namespace

Result<RetaliationRules> RetaliationRules::load(const std::string& dir) try {
  const auto file = Toml::parse(rule_file(dir, "retaliation_rules.toml"), "retaliation_rules.toml");
  if (!file) return tl::unexpected(file.error());
  auto traps = TermRules::build(file->at("trap").items());
  if (!traps) return tl::unexpected(traps.error());
  auto signs = TermRules::build(file->at("sign").items());
  if (!signs) return tl::unexpected(signs.error());
  RetaliationRules out(std::move(*traps), std::move(*signs));
  out.needs_ = file->at("scores").at("needs").number();
  for (const Toml& sign : file->at("sign").items()) {
    out.weights_.push_back(sign.at("weight").number());
    const auto ties = sign.find("ties");
    out.ties_.push_back(ties && ties->boolean());
  }
  return out;
} catch (const BadInput& e) {
  return fail(Errc::bad_input, e.what());
}

RetaliationReading RetaliationRules::read(std::string_view matching_text) const {
  RetaliationReading out;
  bool tied = false;
  for (const TermHit& hit : signs_.find(blanked(matching_text, traps_))) {
    out.points += weights_[hit.rule];
    tied = tied || ties_[hit.rule];
    out.why.push_back(reason(signs_.id(hit.rule), weights_[hit.rule], hit.words));
  }
  out.alarm = tied && out.points + kRounding >= needs_;
  return out;
}

}  // namespace huiyin
