#include "daemon/campaign/list_lines.h"

#include "daemon/base/phone.h"
#include "daemon/campaign/rejected.h"

namespace huiyin {
namespace {

constexpr std::size_t kLongestAttribute = 200;  // bytes
constexpr std::size_t kLongestValue = 4'000;    // bytes; what a field may hold is far less

// What a spreadsheet makes of a long number: the last digits are gone.
bool shortened(std::string_view text) {
  const std::string_view t = trim(text);
  const auto e = t.find_first_of("eE");
  return e != std::string_view::npos && e > 0 && t.find('.') < e &&
         t.find_first_not_of("0123456789.eE+") == std::string_view::npos;
}

std::string_view reason_of(const PhoneNumber& n, std::string_view written) {
  switch (n.error) {
    case NumberError::empty:
      return "no number";
    case NumberError::not_digits:
      return shortened(written)
                 ? "a spreadsheet shortened the number: make its column text and enter it again"
                 : "not a number";
    case NumberError::too_short:
      return "too short";
    case NumberError::too_long:
      return "too long";
    case NumberError::unassigned:
      return "unassigned number range";
    case NumberError::invalid:
      return "not a valid number";
    case NumberError::none:
      break;
  }
  switch (n.kind) {
    case NumberKind::service:
      return "service number";
    case NumberKind::fixed:
      return "landline, not a mobile number";
    case NumberKind::iot:
      return "machine number, not a person's";
    default:
      return "not a mobile number";
  }
}

bool holds_nul(const CsvRecord& r) {
  for (const std::string& f : r.fields)
    if (f.find('\0') != std::string::npos) return true;
  return false;
}

}  // namespace

ListLine ListLineReader::read(const CsvRecord& r) const {
  ListLine out;
  out.line = r.line;
  if (r.line == layout_.header_line) {
    out.is = ListLine::Is::header;
    out.raw = raw(r);
    return out;
  }
  if (r.blank()) return out;
  if (r.broken_quote) return rejected(r, "a quotation mark is not closed");
  if (r.too_long) return rejected(r, "the line is longer than 65536 bytes");
  if (holds_nul(r)) return rejected(r, "has a NUL byte");
  if (layout_.column >= r.fields.size()) return rejected(r, "the line has no such column");
  const auto text = decode_to_utf8(r.fields[layout_.column], layout_.charset);
  if (!text) return rejected(r, "not readable in the list's encoding");
  out.town = attribute(r, layout_.town);
  out.language = attribute(r, layout_.language);
  out.tags = attribute(r, layout_.tags);
  if (!segment_.takes(out.town, out.language, out.tags)) {
    out.is = ListLine::Is::outside;
    return out;
  }
  const PhoneNumber number = read_phone(*text, region_);
  if (number.error != NumberError::none || !number.can_get_sms())
    return rejected(r, reason_of(number, *text));
  for (const auto& [field, column] : layout_.fields) {
    if (column >= r.fields.size()) continue;
    const auto value = decode_to_utf8(r.fields[column], layout_.charset);
    if (!value || value->size() > kLongestValue)
      return rejected(r, "field " + field + ": is too long, or not readable in the list's encoding");
    out.values[field] = trim(*value);
  }
  out.is = ListLine::Is::person;
  out.e164 = number.e164;
  return out;
}

ListLine ListLineReader::rejected(const CsvRecord& r, std::string_view reason) const {
  ListLine out;
  out.is = ListLine::Is::rejected;
  out.line = r.line;
  out.reason = reason;
  out.raw = raw(r);
  return out;
}

std::string ListLineReader::attribute(const CsvRecord& r, const std::optional<std::size_t>& column) const {
  if (!column || *column >= r.fields.size()) return {};
  const auto text = decode_to_utf8(r.fields[*column], layout_.charset);
  return text && text->size() <= kLongestAttribute ? std::string(trim(*text)) : std::string();
}

std::string ListLineReader::raw(const CsvRecord& r) const {
  std::string out;
  for (std::size_t i = 0; i < r.fields.size(); ++i) {
    if (i > 0) out += layout_.delimiter;
    out += csv_field(r.fields[i], layout_.delimiter);
  }
  return out;
}

}  // namespace huiyin
