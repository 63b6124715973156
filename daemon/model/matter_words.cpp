#include "daemon/model/matter_words.h"

#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"
#include "daemon/base/toml.h"
#include "daemon/model/categories.h"
#include "daemon/model/match_text.h"
#include "daemon/model/weighted_rules.h"

namespace huiyin {

struct MatterWords::Impl {
  explicit Impl(WeightedRules loaded) : words(std::move(loaded)) {}
  WeightedRules words;
};

Result<MatterWords> MatterWords::load(const std::string& dir) try {
  const auto file = Toml::parse(rule_file(dir, "intake_rules.toml"), "intake_rules.toml");
  if (!file) return tl::unexpected(file.error());
  const auto categories = Categories::load(dir);
  if (!categories) return tl::unexpected(categories.error());
  std::vector<std::string> codes;
  for (const Category& c : categories->all()) codes.push_back(c.code);
  const Toml scores = file->at("scores");
  auto words = WeightedRules::build(file->at("category").items(), codes,
                                    {scores.at("more_words").number(), scores.at("at_most").number()},
                                    TermRules::Cut::longest_words);
  if (!words) return tl::unexpected(words.error());
  return MatterWords(std::make_shared<const Impl>(std::move(*words)));
} catch (const BadInput& e) {
  return fail(Errc::bad_input, e.what());
}

MatterWords MatterWords::shipped() {
  static const MatterWords words = [] {
    auto loaded = load();
    if (!loaded) throw BadInput("intake_rules.toml", loaded.error().text());
    return std::move(*loaded);
  }();
  return words;
}

std::optional<MatterField> MatterWords::strongest(std::string_view text) const {
  const std::vector<Score> scores = impl_->words.score(matching_form(text).text);
  if (scores.empty() || scores.front().value == "OTH") return std::nullopt;
  return MatterField{scores.front().value, scores.front().points};
}

}  // namespace huiyin
