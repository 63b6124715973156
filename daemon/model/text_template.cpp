#include "daemon/model/text_template.h"

#include <algorithm>

#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr std::size_t kLongestName = 60;  // bytes
constexpr int kMostCharacters = 200;

bool good_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName &&
         name.find_first_of("{}\r\n\t :%") == std::string_view::npos;
}

auto wrong(std::string_view text, std::size_t byte, const std::string& what) {
  return fail(Errc::bad_input, what,
              "character " + std::to_string(to_utf32(text.substr(0, byte)).size() + 1));
}

bool is_digits(std::string_view v) {
  return std::all_of(v.begin(), v.end(), [](unsigned char c) { return c >= '0' && c <= '9'; });
}

bool is_date(std::string_view v) {
  std::string rest;
  for (const char c : v)
    if (c < '0' || c > '9') rest += c;
  return rest == "--" || rest == "年月日" || rest == "月日";
}

bool steers(char32_t c) {
  return c < 0x20 || c == 0x7f || c == 0x2028 || c == 0x2029 || (c >= 0x202a && c <= 0x202e);
}

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string fault_of(const TemplateField& f, std::string_view value) {
  if (!is_utf8(value)) return "is not UTF-8";
  const std::u32string characters = to_utf32(value);
  if (trim(value).empty()) return "is empty";
  if (static_cast<int>(characters.size()) > f.most)
    return "is longer than " + std::to_string(f.most) + " characters";
  if (std::any_of(characters.begin(), characters.end(), steers))
    return "has a line break or a control character";
  if (holds(value, "【") || holds(value, "】")) return "looks like a signature";
  if (holds(value, "://") || holds(value, "www.")) return "holds a link";
  if (f.kind == TemplateField::Kind::digits && !is_digits(value)) return "must be digits";
  if (f.kind == TemplateField::Kind::date && !is_date(value))
    return "must be a date like 2026-03-01 or 3月1日";
  return {};
}

Result<void> check_fields(const std::vector<TemplateField>& fields) {
  for (const TemplateField& f : fields) {
    if (!good_name(f.name))
      return fail(Errc::bad_input, "a field's name is empty or has signs in it", "fields");
    if (f.most < 1 || f.most > kMostCharacters)
      return fail(Errc::bad_input, "must allow 1 to 200 characters", "field " + f.name);
    if (std::count_if(fields.begin(), fields.end(), [&](const auto& o) { return o.name == f.name; }) > 1)
      return fail(Errc::bad_input, "is declared twice", "field " + f.name);
  }
  return {};
}

}  // namespace

std::string_view name_of(TemplateField::Kind k) {
  if (k == TemplateField::Kind::digits) return "digits";
  return k == TemplateField::Kind::date ? "date" : "text";
}

Result<TextTemplate> TextTemplate::parse(std::string_view text, std::vector<TemplateField> fields) {
  if (!is_utf8(text))
    return fail(Errc::bad_input, "is not UTF-8", "byte " + std::to_string(first_bad_utf8(text)));
  if (auto fine = check_fields(fields); !fine) return tl::unexpected<Error>(fine.error());
  TextTemplate out;
  out.fields_ = std::move(fields);
  if (auto cut = out.cut(text); !cut) return tl::unexpected<Error>(cut.error());
  for (std::size_t i = 0; i < out.fields_.size(); ++i)
    if (std::none_of(out.pieces_.begin(), out.pieces_.end(),
                     [&](const Piece& p) { return p.is_field && p.field == i; }))
      return fail(Errc::bad_input, "is declared but not used in the text", "field " + out.fields_[i].name);
  return out;
}

Result<void> TextTemplate::cut(std::string_view text) {
  std::string literal;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool brace = c == '{' || c == '}';
    if (!brace || (at + 1 < text.size() && text[at + 1] == c)) {
      literal += c;
      if (brace) ++at;
      continue;
    }
    if (c == '}') return wrong(text, at, "a } without its {; a brace itself is written }}");
    const std::size_t end = text.find('}', at);
    if (end == std::string_view::npos)
      return wrong(text, at, "a { is not closed; a brace itself is written {{");
    const std::string_view name = text.substr(at + 1, end - at - 1);
    const auto field =
        std::find_if(fields_.begin(), fields_.end(), [&](const auto& f) { return f.name == name; });
    if (field == fields_.end()) return wrong(text, at, "this field is not declared");
    pieces_.push_back({std::exchange(literal, {}), 0, false});
    pieces_.push_back({{}, static_cast<std::size_t>(field - fields_.begin()), true});
    at = end;
  }
  pieces_.push_back({std::move(literal), 0, false});
  return {};
}

Result<std::string> TextTemplate::render(const FieldValues& values) const {
  for (const auto& [name, value] : values)
    if (std::none_of(fields_.begin(), fields_.end(), [&n = name](const auto& f) { return f.name == n; }))
      return fail(Errc::bad_input, "a value is given for no field of the template", "values");
  std::string out;
  for (const Piece& p : pieces_) {
    out += p.literal;
    if (!p.is_field) continue;
    const TemplateField& f = fields_[p.field];
    const auto value = values.find(f.name);
    if (value == values.end()) return fail(Errc::bad_input, "has no value", "field " + f.name);
    if (const std::string fault = fault_of(f, value->second); !fault.empty())
      return fail(Errc::bad_input, fault, "field " + f.name);
    out += value->second;
  }
  return out;
}

Result<void> TextTemplate::check(const FieldValues& values) const {
  for (const TemplateField& f : fields_)
    if (const auto value = values.find(f.name); value != values.end())
      if (const std::string fault = fault_of(f, value->second); !fault.empty())
        return fail(Errc::bad_input, fault, "field " + f.name);
  return {};
}

std::string TextTemplate::fill(const FieldValues& values) const {
  std::string out;
  for (const Piece& p : pieces_) {
    out += p.literal;
    if (!p.is_field) continue;
    if (const auto value = values.find(fields_[p.field].name); value != values.end()) out += value->second;
  }
  return out;
}

std::string TextTemplate::longest() const {
  std::string out;
  for (const Piece& p : pieces_) {
    out += p.literal;
    if (!p.is_field) continue;
    const TemplateField& f = fields_[p.field];
    for (int i = 0; i < f.most; ++i) out += f.kind == TemplateField::Kind::digits ? "0" : "字";
  }
  return out;
}

std::vector<std::string> TextTemplate::order() const {
  std::vector<std::string> out;
  for (const Piece& p : pieces_)
    if (p.is_field && std::find(out.begin(), out.end(), fields_[p.field].name) == out.end())
      out.push_back(fields_[p.field].name);
  return out;
}

}  // namespace huiyin
