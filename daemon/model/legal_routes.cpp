#include "daemon/model/legal_routes.h"

#include <algorithm>

#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"
#include "daemon/base/toml.h"

namespace huiyin {

Result<LegalRoutes> LegalRoutes::load(const std::string& dir) try {
  const auto file = Toml::parse(rule_file(dir, "legal_routes.toml"), "legal_routes.toml");
  if (!file) return tl::unexpected(file.error());
  std::vector<Route> routes;
  std::vector<std::string> ids;
  for (const Toml& r : file->at("route").items()) {
    routes.push_back({r.text("id"), r.text("zh"), r.text("en"), r.text("source")});
    if (routes.back().source.empty()) throw BadInput(r.where(), "says no source");
    ids.push_back(routes.back().id);
  }
  const Toml scores = file->at("scores");
  auto rules = WeightedRules::build(file->at("rule").items(), ids,
                                    {scores.at("more_words").number(), scores.at("at_most").number()},
                                    TermRules::Cut::none);
  if (!rules) return tl::unexpected(rules.error());
  return LegalRoutes(std::move(routes), std::move(*rules), scores.at("needs").number(),
                     static_cast<std::size_t>(scores.at("hints").integer()));
} catch (const BadInput& e) {
  return fail(Errc::bad_input, e.what());
}

std::vector<LegalHint> LegalRoutes::read(std::string_view matching_text) const {
  std::vector<LegalHint> out;
  for (Score& score : rules_.score(matching_text)) {
    if (score.points < needs_ || out.size() >= most_) break;
    const auto route =
        std::find_if(routes_.begin(), routes_.end(), [&](const Route& r) { return r.id == score.value; });
    out.push_back({route->id, route->zh, route->en, route->source, score.points, std::move(score.why)});
  }
  return out;
}

}  // namespace huiyin
