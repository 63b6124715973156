#include "daemon/model/prices.h"

#include <cmath>

#include "daemon/base/bad_input.h"
#include "daemon/base/toml.h"
#include "daemon/model/calendar.h"

namespace huiyin {
namespace {

constexpr double kDearest = 100'000;  // fen a part

void refuse_unknown(const Toml& table, std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : table.members()) {
    bool found = false;
    for (const std::string_view k : known) found = found || k == name;
    if (!found) throw BadInput(value.where(), name + " is no key here");
  }
}

std::optional<Purpose> purpose_in(const Toml& entry) {
  const std::string text = entry.text_or("purpose", "*");
  if (text == "*") return std::nullopt;
  const auto purpose = purpose_of(text);
  if (!purpose) throw BadInput(entry.at("purpose").where(), "is no purpose");
  return purpose;
}

std::int64_t price_in(const Toml& entry) {
  const double fen = entry.at("fen_per_part").number();
  if (!(fen >= 0) || fen > kDearest)
    throw BadInput(entry.at("fen_per_part").where(), "is not between 0 and 100000 fen");
  return std::llround(fen * 1000);
}

}  // namespace

Result<Prices> Prices::parse(std::string_view toml, std::string file_name) {
  auto file = Toml::parse(toml, std::move(file_name));
  if (!file) return tl::unexpected<Error>(file.error());
  try {
    refuse_unknown(*file, {"as_of", "price"});
    Prices p;
    p.as_of_ = file->text("as_of");
    if (!read_day(p.as_of_)) throw BadInput(file->at("as_of").where(), "is no day like 2026-01-01");
    for (const Toml& entry : file->at("price").items()) {
      refuse_unknown(entry, {"carrier", "purpose", "fen_per_part"});
      p.entries_.push_back({entry.text("carrier"), purpose_in(entry), price_in(entry)});
    }
    return p;
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what());
  }
}

std::optional<std::int64_t> Prices::part(std::string_view account, std::string_view kind,
                                         Purpose purpose) const {
  for (const Entry& e : entries_)
    if ((e.carrier == "*" || e.carrier == account || e.carrier == kind) &&
        (!e.purpose || *e.purpose == purpose))
      return e.milli_fen;
  return std::nullopt;
}

}  // namespace huiyin
