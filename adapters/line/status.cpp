#include "adapters/line/status.h"

#include <charconv>
#include <optional>

#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"

namespace huiyin::line {
namespace {

std::optional<StatusClass> class_named(std::string_view name) {
  if (name == "throttled") return StatusClass::throttled;
  if (name == "retryable") return StatusClass::retryable;
  if (name == "shut") return StatusClass::shut;
  if (name == "session") return StatusClass::session;
  if (name == "configuration") return StatusClass::configuration;
  if (name == "permanent") return StatusClass::permanent;
  if (name == "doubtful") return StatusClass::doubtful;
  return std::nullopt;
}

std::optional<std::uint32_t> code_of(std::string_view text) {
  const int base = starts_with(text, "0x") ? 16 : 10;
  if (base == 16) text.remove_prefix(2);
  std::uint32_t code = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), code, base);
  if (end.ec != std::errc() || end.ptr != text.data() + text.size() || code == 0) return std::nullopt;
  return code;
}

}  // namespace

StatusTable read_status_table(std::string_view text, std::string_view setting) {
  StatusTable table;
  if (trim(text).empty()) return table;
  for (const std::string_view entry : split(text, ',')) {
    const auto sides = split(entry, '=');
    const auto code = sides.size() == 2 ? code_of(trim(sides[0])) : std::nullopt;
    const auto what = sides.size() == 2 ? class_named(trim(sides[1])) : std::nullopt;
    if (!code || !what)
      throw BadInput(std::string(setting),
                     "entry " + std::to_string(table.size() + 1) +
                         " is not code=throttled|retryable|shut|session|configuration|permanent|doubtful");
    table[*code] = *what;
  }
  return table;
}

}  // namespace huiyin::line
