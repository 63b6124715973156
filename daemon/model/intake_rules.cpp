#include "daemon/model/intake_rules.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>

#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"
#include "daemon/base/toml.h"
#include "daemon/model/categories.h"
#include "daemon/model/category_words.h"
#include "daemon/model/danger_rules.h"
#include "daemon/model/match_text.h"
#include "daemon/model/weighted_rules.h"

namespace huiyin {
namespace {

const std::vector<std::string> kPurposes = {"request", "report", "inquiry", "suggestion", "praise", "other"};
const std::vector<std::string> kSecrecy = {"requested", "statutory"};
constexpr const char* kOther = "OTH";

struct Scale {
  double category_needs, alternative_share, secrecy_needs;
  std::size_t alternatives;
  std::string statutory_category;
  double statutory_points, danger_points;
  double usual_words, usual_words_at_most;
};

void explain(const char* what, const Score& score, std::vector<std::string>* why) {
  char points[32];
  std::snprintf(points, sizeof points, " %.1f ", score.points);
  for (const std::string& reason : score.why) why->push_back(what + (' ' + score.value) + points + reason);
}

void add_points(const std::string& value, double points, const std::string& reason,
                std::vector<Score>* scores) {
  auto found = std::find_if(scores->begin(), scores->end(), [&](const Score& s) { return s.value == value; });
  if (found == scores->end()) found = scores->insert(found, Score{value, 0, {}});
  found->points += points;
  found->why.push_back(reason);
  std::stable_sort(scores->begin(), scores->end(),
                   [](const Score& a, const Score& b) { return a.points > b.points; });
}

// Names of places are no words about the matter (Mill Lane, 青梧中学): blanks too.
void blank_places(const std::vector<PlaceSpan>& places, std::string* text) {
  for (const PlaceSpan& p : places) text->replace(p.begin, p.end - p.begin, p.end - p.begin, ' ');
}

// What rules match must not carry a number or a name into `why`: the personal data becomes blanks beforehand.
std::string without_pii(std::string_view text, const std::vector<PiiSpan>& spans) {
  std::string out(text);
  for (const PiiSpan& s : spans)
    if (s.type != "ADDRESS" && s.type != "PERSON_REF")
      out.replace(s.begin, s.end - s.begin, s.end - s.begin, ' ');
  return out;
}

Result<WeightedRules> weighted(const Toml& file, std::string_view section,
                               const std::vector<std::string>& allowed,
                               TermRules::Cut cut = TermRules::Cut::none) {
  const Toml scores = file.at("scores");
  return WeightedRules::build(file.at(section).items(), allowed,
                              {scores.at("more_words").number(), scores.at("at_most").number()}, cut);
}

// Optional, but then with a line for every category, so that none is forgotten when the list of categories
// changes.
std::map<std::string, std::map<std::string, double>> read_usual(const Toml& file,
                                                                const Categories& categories) {
  std::map<std::string, std::map<std::string, double>> out;
  const auto table = file.find("purpose_usual");
  if (!table) return out;
  for (const Category& c : categories.all())
    for (const auto& [purpose, points] : table->at(c.code).members()) {
      if (std::find(kPurposes.begin(), kPurposes.end(), purpose) == kPurposes.end())
        throw BadInput(points.where(), "is no purpose: " + std::string(purpose));
      out[c.code][std::string(purpose)] = points.number();
    }
  return out;
}

std::vector<std::string> codes(const Categories& categories) {
  std::vector<std::string> out;
  for (const Category& c : categories.all()) out.push_back(c.code);
  return out;
}

}  // namespace

struct IntakeRules::Impl {
  Scale scale;
  WeightedRules category, secrecy, purpose;
  std::map<std::string, std::map<std::string, double>> usual_purposes;  // category -> purpose -> points
  TermRules where;
  CategoryWords usual_words;
  DangerRules danger;
  LegalRoutes routes;
  RetaliationRules retaliation;
  Gazetteer gazetteer;
  std::optional<PiiFinder> pii;  // set last: it points to the gazetteer

  std::string without_where(std::string_view form) const {
    std::string out(form);
    for (const auto& [begin, end] : where.ranges(form)) out.replace(begin, end - begin, end - begin, ' ');
    return out;
  }

  void tip_the_balance(std::string_view form, std::vector<Score>* scores) const {
    std::vector<std::string> candidates;
    for (const Score& s : *scores) candidates.push_back(s.value);
    for (const CategoryWords::Sum& sum : usual_words.points(form, candidates)) {
      std::string reason = "words.usual:";
      for (const std::string& word : sum.words) reason += ' ' + word;
      add_points(sum.category, std::min(sum.points * scale.usual_words, scale.usual_words_at_most), reason,
                 scores);
    }
  }

  // REQUIRES that read_secrecy came first.
  void read_category(std::string_view form, const DangerReading& signs, IntakeReading* out) const {
    std::vector<Score> scores = category.score(without_where(form));
    if (scores.empty() || scores.front().points < scale.category_needs) scores = category.score(form);
    if (out->confidential == "statutory" || out->confidential == "both")
      add_points(scale.statutory_category, scale.statutory_points, "public power is accused", &scores);
    if (signs.urgency == "danger_to_life")
      for (const std::string& code : signs.speaks_for)
        add_points(code, scale.danger_points, "kind of danger", &scores);
    tip_the_balance(form, &scores);
    const bool any = !scores.empty() && scores.front().points >= scale.category_needs;
    out->category = any ? scores.front().value : kOther;
    if (!any) return;
    explain("category", scores.front(), &out->why);
    for (std::size_t i = 1; i < scores.size() && out->alternatives.size() < scale.alternatives; ++i) {
      if (scores[i].points < scores.front().points * scale.alternative_share) break;
      out->alternatives.push_back(scores[i].value);
      explain("alternative", scores[i], &out->why);
    }
  }

  void read_secrecy(std::string_view form, IntakeReading* out) const {
    bool requested = false, statutory = false;
    for (const Score& s : secrecy.score(form)) {
      if (s.points < scale.secrecy_needs) continue;
      (s.value == "requested" ? requested : statutory) = true;
      explain("confidential", s, &out->why);
    }
    out->confidential = requested && statutory ? "both"
                        : requested            ? "requested"
                        : statutory            ? "statutory"
                                               : "none";
  }

  // REQUIRES that read_category came first.
  void read_purpose(std::string_view form, IntakeReading* out) const {
    std::vector<Score> scores = purpose.score(form);
    if (const auto usual = usual_purposes.find(out->category); usual != usual_purposes.end())
      for (const auto& [value, points] : usual->second)
        add_points(value, points, "usual in " + out->category, &scores);
    out->purpose = scores.empty() || scores.front().points <= 0 ? "other" : scores.front().value;
    if (!scores.empty() && out->purpose == scores.front().value)
      explain("purpose", scores.front(), &out->why);
  }

  void read_routes(std::string_view form, IntakeReading* out) const {
    out->legal_routes = routes.read(form);
    for (const LegalHint& hint : out->legal_routes)
      explain("legal_route", Score{hint.route, hint.points, hint.why}, &out->why);
  }

  // The level comes from the whole text: a word taken for a name must not hide danger. The reasons shown do
  // not.
  void read_danger(const DangerReading& signs, std::string_view form, IntakeReading* out) const {
    out->urgency = signs.urgency;
    for (const std::string& reason : danger.read(form).why)
      out->why.push_back("urgency " + out->urgency + ' ' + reason);
  }
};

Result<IntakeRules> IntakeRules::load(const std::string& dir) try {
  const auto file = Toml::parse(rule_file(dir, "intake_rules.toml"), "intake_rules.toml");
  if (!file) return tl::unexpected(file.error());
  const auto categories = Categories::load(dir);
  if (!categories) return tl::unexpected(categories.error());
  auto category = weighted(*file, "category", codes(*categories), TermRules::Cut::longest_words);
  if (!category) return tl::unexpected(category.error());
  auto secrecy = weighted(*file, "secrecy", kSecrecy);
  if (!secrecy) return tl::unexpected(secrecy.error());
  auto purpose = weighted(*file, "purpose", kPurposes);
  if (!purpose) return tl::unexpected(purpose.error());
  auto where = TermRules::build(file->at("where").items());
  if (!where) return tl::unexpected(where.error());
  auto usual_words = CategoryWords::load(dir, *categories);
  if (!usual_words) return tl::unexpected(usual_words.error());
  auto routes = LegalRoutes::load(dir);
  if (!routes) return tl::unexpected(routes.error());
  auto retaliation = RetaliationRules::load(dir);
  if (!retaliation) return tl::unexpected(retaliation.error());
  auto danger = DangerRules::load(dir);
  if (!danger) return tl::unexpected(danger.error());
  auto gazetteer = Gazetteer::parse(rule_file(dir, "gazetteer.tsv"));
  if (!gazetteer) return tl::unexpected(gazetteer.error());
  const Toml scores = file->at("scores");
  const Scale scale{scores.at("category_needs").number(),
                    scores.at("alternative_share").number(),
                    scores.at("secrecy_needs").number(),
                    static_cast<std::size_t>(scores.at("alternatives").integer()),
                    scores.text("statutory_category"),
                    scores.at("statutory_points").number(),
                    scores.at("danger_points").number(),
                    scores.number_or("usual_words", 0),
                    scores.number_or("usual_words_at_most", 0)};
  if (!categories->find(scale.statutory_category))
    throw BadInput(scores.at("statutory_category").where(), "is no category");
  auto impl = std::make_unique<Impl>(
      Impl{scale, std::move(*category), std::move(*secrecy), std::move(*purpose),
           read_usual(*file, *categories), std::move(*where), std::move(*usual_words), std::move(*danger),
           std::move(*routes), std::move(*retaliation), std::move(*gazetteer), std::nullopt});
  auto pii = PiiFinder::load(dir, &impl->gazetteer);
  if (!pii) return tl::unexpected(pii.error());
  impl->pii.emplace(std::move(*pii));
  return IntakeRules(std::move(impl));
} catch (const BadInput& e) {
  return fail(Errc::bad_input, e.what());
}

IntakeRules::IntakeRules(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
IntakeRules::IntakeRules(IntakeRules&&) noexcept = default;
IntakeRules& IntakeRules::operator=(IntakeRules&&) noexcept = default;
IntakeRules::~IntakeRules() = default;

IntakeReading IntakeRules::read(std::string_view text) const {
  IntakeReading out;
  out.language = guess_language(text);
  out.spans = impl_->pii->find(text);
  const Folded whole = matching_form(text);
  out.places = impl_->gazetteer.find(whole);
  std::string matter = without_pii(text, out.spans);
  blank_places(out.places, &matter);
  const std::string form = matching_form(matter).text;
  impl_->read_secrecy(form, &out);
  const DangerReading signs = impl_->danger.read(whole.text);
  impl_->read_category(form, signs, &out);
  impl_->read_purpose(form, &out);
  impl_->read_danger(signs, form, &out);
  impl_->read_routes(form, &out);
  out.retaliation = impl_->retaliation.read(form);
  for (const PlaceSpan& place : out.places) out.why.push_back("place " + place.name + " gazetteer.name");
  out.why.push_back("language " + out.language + " script.letters");
  return out;
}

}  // namespace huiyin
