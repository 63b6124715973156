#include "daemon/model/pii.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <stdexcept>
#include <tuple>

#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"
#include "daemon/model/gazetteer.h"
#include "daemon/model/pii_parts.h"

namespace huiyin {
namespace {

// Where two overlap, the earlier in this list stays; among the same kind the longer one.
constexpr std::array<std::string_view, 11> kOrder = {"EMAIL",     "ID_CN",  "IM_ACCOUNT", "ID_OTHER",
                                                     "BANK_CARD", "MOBILE", "LANDLINE",   "PLATE",
                                                     "ADDRESS",   "NAME",   "PERSON_REF"};

std::size_t rank(const PiiSpan& s) {
  return static_cast<std::size_t>(std::find(kOrder.begin(), kOrder.end(), s.type) - kOrder.begin());
}

std::vector<PiiSpan> without_overlap(std::vector<PiiSpan> spans) {
  std::sort(spans.begin(), spans.end(), [](const PiiSpan& a, const PiiSpan& b) {
    return std::tuple(rank(a), b.end - b.begin, a.begin) < std::tuple(rank(b), a.end - a.begin, b.begin);
  });
  std::map<std::uint32_t, PiiSpan> kept;  // by begin
  for (PiiSpan& s : spans) {
    if (s.begin >= s.end) continue;
    const auto after = kept.lower_bound(s.begin);
    const bool clash = (after != kept.end() && after->first < s.end) ||
                       (after != kept.begin() && std::prev(after)->second.end > s.begin);
    if (!clash) kept.emplace_hint(after, s.begin, std::move(s));
  }
  std::vector<PiiSpan> out;
  for (auto& [begin, span] : kept) out.push_back(std::move(span));
  return out;
}

}  // namespace

struct PiiFinder::Impl {
  const Gazetteer* places;
  pii::NumberWords numbers;
  pii::NameWords names;
  pii::EnglishNames english;
  pii::AddressFinder addresses;
  pii::PatternFinder patterns;

  Impl(const Toml& file, const Gazetteer* gazetteer)
      : places(gazetteer),
        numbers(file.at("numbers")),
        names(file.at("names")),
        english(file.at("names").at("english")),
        addresses(file.at("address")),
        patterns(file) {}
};

Result<PiiFinder> PiiFinder::load(const std::string& dir, const Gazetteer* places) try {
  const auto file = Toml::parse(rule_file(dir, "pii.toml"), "pii.toml");
  if (!file) return tl::unexpected(file.error());
  return PiiFinder(std::make_unique<const Impl>(*file, places));
} catch (const BadInput& e) {
  return fail(Errc::bad_input, e.what());
}

PiiFinder::PiiFinder(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
PiiFinder::PiiFinder(PiiFinder&&) noexcept = default;
PiiFinder& PiiFinder::operator=(PiiFinder&&) noexcept = default;
PiiFinder::~PiiFinder() = default;

std::vector<PiiSpan> PiiFinder::find(std::string_view text) const {
  const pii::Text parts(text, impl_->places);
  std::vector<PiiSpan> out;
  impl_->patterns.find(parts, &out);
  pii::find_numbers(parts, impl_->numbers, &out);
  impl_->addresses.find(parts, &out);
  pii::find_names(parts, impl_->names, &out);
  impl_->english.find(parts, &out);
  return without_overlap(std::move(out));
}

namespace {

Gazetteer shipped_places() {
  auto places = Gazetteer::parse(embedded_file("gazetteer.tsv"));
  if (!places) throw std::logic_error("shipped " + places.error().text());
  return std::move(*places);
}

PiiFinder shipped_finder(const Gazetteer* places) {
  auto finder = PiiFinder::load({}, places);
  if (!finder) throw std::logic_error("shipped " + finder.error().text());
  return std::move(*finder);
}

}  // namespace

std::vector<PiiSpan> find_pii(std::string_view text) {
  static const Gazetteer places = shipped_places();
  static const PiiFinder finder = shipped_finder(&places);
  return finder.find(text);
}

}  // namespace huiyin
