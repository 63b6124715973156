#include "daemon/settings/value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <span>
#include <type_traits>

#include "daemon/base/text.h"

namespace huiyin {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t factor;
};
// Longest first, so that "ms" is not read as "s".
constexpr std::array kDurations = {Unit{"ms", 1}, Unit{"s", 1000}, Unit{"m", 60'000}, Unit{"h", 3'600'000},
                                   Unit{"d", 86'400'000}};
constexpr std::array kSizes = {Unit{"KiB", 1 << 10}, Unit{"MiB", 1 << 20}, Unit{"GiB", 1 << 30},
                               Unit{"B", 1}};

std::optional<std::int64_t> read_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "90s", "90 s"; nullopt for anything else, overflow included.
std::optional<std::int64_t> read_with_unit(std::string_view text, std::span<const Unit> units) {
  for (const Unit& unit : units) {
    if (!text.ends_with(unit.name)) continue;
    const auto number = read_integer(trim(text.substr(0, text.size() - unit.name.size())));
    if (!number || *number < 0 || *number > std::numeric_limits<std::int64_t>::max() / unit.factor)
      return std::nullopt;
    return *number * unit.factor;
  }
  return std::nullopt;
}

std::string with_unit(std::int64_t value, std::span<const Unit> units, std::string_view smallest) {
  const Unit* best = nullptr;
  for (const Unit& unit : units)
    if (value != 0 && value % unit.factor == 0 && (best == nullptr || unit.factor > best->factor))
      best = &unit;
  if (best == nullptr) return std::to_string(value).append(smallest);
  return std::to_string(value / best->factor).append(best->name);
}

bool in_range(const ValueRule& rule, std::int64_t value) {
  return (rule.min == 0 && rule.max == 0) || (value >= rule.min && value <= rule.max);
}

bool is_choice(const ValueRule& rule, std::string_view text) {
  const auto choices = choices_of(rule);
  return choices.empty() || std::ranges::find(choices, text) != choices.end();
}

tl::unexpected<Error> expected(const ValueRule& rule) {
  return fail(Errc::bad_input, expectation(rule));
}

Result<SettingValue> read_text(const ValueRule& rule, std::string text) {
  if (first_bad_utf8(text) != std::string::npos) return fail(Errc::bad_input, "valid UTF-8");
  if (rule.refuse != nullptr)
    if (const std::string_view wanted = rule.refuse(text); !wanted.empty())
      return fail(Errc::bad_input, std::string(wanted));
  if (rule.type == ValueType::endpoint && !text.starts_with("ipc://") && !text.starts_with("tcp://"))
    return expected(rule);
  if (rule.type == ValueType::path && text.find('\0') != text.npos) return expected(rule);
  if (rule.type == ValueType::choice && !is_choice(rule, text)) return expected(rule);
  if (rule.type != ValueType::hours) return SettingValue(std::move(text));
  auto hours = DayWindow::parse(text);
  if (!hours) return fail(Errc::bad_input, expectation(rule) + " (" + hours.error().what + ")");
  return SettingValue(std::move(*hours));
}

Result<SettingValue> read_list(const ValueRule& rule, std::vector<std::string> items) {
  for (const std::string& item : items)
    if (!is_choice(rule, item)) return expected(rule);
  return SettingValue(std::move(items));
}

Result<SettingValue> read_number(const ValueRule& rule, std::optional<std::int64_t> number) {
  if (!number || !in_range(rule, *number)) return expected(rule);
  if (rule.type == ValueType::duration) return SettingValue(Millis(*number));
  return SettingValue(*number);
}

std::optional<std::int64_t> number_in(ValueType type, std::string_view text) {
  if (type == ValueType::duration) return read_with_unit(text, kDurations);
  if (const auto bare = read_integer(text)) return bare;
  return type == ValueType::size ? read_with_unit(text, kSizes) : std::nullopt;
}

// From a flag or a variable.
Result<SettingValue> read_words(const ValueRule& rule, std::string_view words) {
  switch (rule.type) {
    case ValueType::integer:
    case ValueType::duration:
    case ValueType::size:
      return read_number(rule, number_in(rule.type, trim(words)));
    case ValueType::boolean:
      if (words != "true" && words != "false") return expected(rule);
      return SettingValue(words == "true");
    case ValueType::list: {
      std::vector<std::string> items;
      for (const std::string_view item : split(words, ','))
        if (!trim(item).empty()) items.emplace_back(trim(item));
      return read_list(rule, std::move(items));
    }
    default:
      return read_text(rule, std::string(words));
  }
}

Result<SettingValue> read_node(const ValueRule& rule, const Toml& node) {
  switch (rule.type) {
    case ValueType::integer:
      return read_number(rule, node.is_integer() ? std::optional(node.integer()) : std::nullopt);
    case ValueType::size:
      if (node.is_integer()) return read_number(rule, node.integer());
      return node.is_string() ? read_words(rule, node.text()) : expected(rule);
    case ValueType::duration:
      return node.is_string() ? read_words(rule, node.text()) : expected(rule);
    case ValueType::boolean:
      return node.is_bool() ? Result<SettingValue>(SettingValue(node.boolean())) : expected(rule);
    case ValueType::list: {
      if (!node.is_array()) return expected(rule);
      for (const Toml& item : node.items())
        if (!item.is_string()) return expected(rule);
      return read_list(rule, node.texts());
    }
    default:
      return node.is_string() ? read_text(rule, node.text()) : expected(rule);
  }
}

std::string range_text(const ValueRule& rule) {
  if (rule.min == 0 && rule.max == 0) return {};
  if (rule.type == ValueType::duration)
    return " from " + duration_text(Millis(rule.min)) + " to " + duration_text(Millis(rule.max));
  if (rule.type == ValueType::size) return " from " + size_text(rule.min) + " to " + size_text(rule.max);
  const bool open = rule.max == std::numeric_limits<std::int64_t>::max();
  return open ? "" : " from " + std::to_string(rule.min) + " to " + std::to_string(rule.max);
}

std::string one_of(const ValueRule& rule) {
  std::string out;
  for (const std::string_view choice : choices_of(rule))
    out.append(out.empty() ? "" : ", ").append(quote_toml(choice));
  return out;
}

}  // namespace

std::string_view name_of(ValueType type) {
  constexpr std::array<std::string_view, 11> kNames = {"text", "choice",   "integer", "duration",
                                                       "size", "boolean",  "list",    "secret",
                                                       "path", "endpoint", "hours"};
  return kNames[static_cast<std::size_t>(type)];
}

std::vector<std::string_view> choices_of(const ValueRule& rule) {
  return rule.choices.empty() ? std::vector<std::string_view>{} : split(rule.choices, '|');
}

Result<SettingValue> read_value(const ValueRule& rule, const RawValue& raw) {
  if (const auto* words = std::get_if<std::string>(&raw)) return read_words(rule, *words);
  return read_node(rule, std::get<Toml>(raw));
}

std::string expectation(const ValueRule& rule) {
  switch (rule.type) {
    case ValueType::text:
      return "a text";
    case ValueType::choice:
      return "one of " + one_of(rule);
    case ValueType::integer:
      return "an integer" + range_text(rule);
    case ValueType::duration:
      return "a duration with its unit (ms, s, m, h, d)" + range_text(rule);
    case ValueType::size:
      return "a size (B, KiB, MiB, GiB)" + range_text(rule);
    case ValueType::boolean:
      return "true or false";
    case ValueType::list:
      return rule.choices.empty() ? "a list of texts" : "a list of texts out of " + one_of(rule);
    case ValueType::secret:
      return "a reference to a secret, \"file:/path\" or \"credential:NAME\"";
    case ValueType::path:
      return "a path";
    case ValueType::endpoint:
      return "an endpoint, \"ipc://NAME\" or \"tcp://ADDRESS:PORT\"";
    case ValueType::hours:
      return "hours of the day, such as \"08:30-12:00,14:00-20:30\"";
  }
  return "a value";
}

std::string quote_toml(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      out.append({'\\', c});
    else if (byte < 0x20 || byte == 0x7f)
      out.append("\\u00").append({kHex[byte >> 4U], kHex[byte & 15U]});
    else
      out += c;
  }
  return out + '"';
}

std::string duration_text(Millis value) {
  return value.count() == 0 ? "0s" : with_unit(value.count(), kDurations, "ms");
}
std::string size_text(std::int64_t bytes) {
  return with_unit(bytes, kSizes, "B");
}

std::string to_toml(const SettingValue& value, ValueType type) {
  if (const auto* text = std::get_if<std::string>(&value)) return quote_toml(*text);
  if (const auto* number = std::get_if<std::int64_t>(&value))
    return type == ValueType::size ? quote_toml(size_text(*number)) : std::to_string(*number);
  if (const auto* duration = std::get_if<Millis>(&value)) return quote_toml(duration_text(*duration));
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* hours = std::get_if<DayWindow>(&value)) return quote_toml(hours->text());
  std::string out = "[";
  for (const std::string& item : std::get<std::vector<std::string>>(value))
    out.append(out.size() == 1 ? "" : ", ").append(quote_toml(item));
  return out + "]";
}

void assign(const SettingTarget& target, const ValueRule& rule, const SettingValue& value) {
  const auto index = [&] {
    const auto choices = choices_of(rule);
    return std::ranges::find(choices, std::get<std::string>(value)) - choices.begin();
  };
  std::visit(
      [&](auto* member) {
        using Member = std::remove_pointer_t<decltype(member)>;
        if constexpr (std::is_enum_v<Member>)
          *member = static_cast<Member>(index());
        else
          *member = std::get<Member>(value);
      },
      target);
}

SettingValue current(const SettingTarget& target, const ValueRule& rule) {
  return std::visit(
      [&](const auto* member) -> SettingValue {
        if constexpr (std::is_enum_v<std::remove_cvref_t<decltype(*member)>>)
          return std::string(choices_of(rule).at(static_cast<std::size_t>(*member)));
        else
          return *member;
      },
      target);
}

}  // namespace huiyin
