#include "adapters/line/stat.h"

#include <optional>

#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"

namespace huiyin::line {
namespace {

std::optional<ReceiptState> state_named(std::string_view name) {
  for (const ReceiptState s : {ReceiptState::delivered, ReceiptState::undelivered, ReceiptState::expired,
                               ReceiptState::rejected, ReceiptState::enroute})
    if (name == name_of(s)) return s;
  return std::nullopt;
}

}  // namespace

StatTable read_stat_table(std::string_view text, std::string_view setting) {
  StatTable table;
  if (trim(text).empty()) return table;
  for (const std::string_view entry : split(text, ',')) {
    const auto sides = split(entry, '=');
    const auto state = sides.size() == 2 ? state_named(trim(sides[1])) : std::nullopt;
    if (!state || trim(sides[0]).empty())
      throw BadInput(std::string(setting), "entry " + std::to_string(table.size() + 1) +
                                               " is not stat=delivered|undelivered|expired|rejected|enroute");
    table[std::string(trim(sides[0]))] = *state;
  }
  return table;
}

ReceiptState state_of_stat(std::string_view stat, const StatTable& own) {
  if (const auto found = own.find(stat); found != own.end()) return found->second;
  for (const auto& [pattern, state] : own)
    if (pattern.back() == '*' && starts_with(stat, std::string_view(pattern).substr(0, pattern.size() - 1)))
      return state;
  struct Word {
    std::string_view prefix;
    ReceiptState state;
  };
  constexpr Word kWords[] = {
      {"DELIV", ReceiptState::delivered}, {"ACCEPT", ReceiptState::enroute},
      {"ENROUTE", ReceiptState::enroute}, {"EXPIR", ReceiptState::expired},
      {"MI", ReceiptState::expired},      {"REJEC", ReceiptState::rejected},
      {"MN", ReceiptState::rejected},
  };
  for (const Word& w : kWords)
    if (starts_with(stat, w.prefix)) return w.state;
  return ReceiptState::undelivered;
}

}  // namespace huiyin::line
