#include "daemon/base/phone.h"

#include <algorithm>

#include "daemon/base/number_plan.h"

namespace huiyin {
namespace {

constexpr std::size_t kMaxServiceDigits = 21;  // a carrier's port with the longest extension

// What people put between digits: blanks, hyphens and dashes, brackets, dots, and marks that copying leaves
// behind.
std::size_t separator_at(std::string_view s) {
  static constexpr std::string_view kMultibyte[] = {
      "\xC2\xA0",     "\xC2\xAD",     "\xE3\x80\x80", "\xE2\x80\x8B", "\xE2\x80\x8E", "\xE2\x80\x8F",
      "\xE2\x80\x90", "\xE2\x80\x91", "\xE2\x80\x92", "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x80\x95",
      "\xE2\x80\xAA", "\xE2\x80\xAB", "\xE2\x80\xAC", "\xE2\x80\xAD", "\xE2\x80\xAE", "\xE2\x81\xA6",
      "\xE2\x81\xA8", "\xE2\x81\xA9", "\xE2\x88\x92", "\xEF\xBB\xBF", "\xEF\xBC\x88", "\xEF\xBC\x89",
      "\xEF\xBC\x8D", "\xEF\xBC\x8E"};
  static constexpr std::string_view kAscii = " \t\r\n-().";
  if (kAscii.find(s[0]) != std::string_view::npos) return 1;
  for (const std::string_view mark : kMultibyte)
    if (s.starts_with(mark)) return mark.size();
  return 0;
}

// A digit or plus sign at the start of s in its ASCII form and its length in bytes; 0 when there is none.
std::size_t digit_at(std::string_view s, char* out) {
  if ((s[0] >= '0' && s[0] <= '9') || s[0] == '+') {
    *out = s[0];
    return 1;
  }
  if (s.size() < 3 || s[0] != '\xEF' || s[1] != '\xBC') return 0;
  const auto last = static_cast<unsigned char>(s[2]);
  if (last == 0x8B) *out = '+';
  if (last >= 0x90 && last <= 0x99) *out = static_cast<char>('0' + last - 0x90);
  return last == 0x8B || (last >= 0x90 && last <= 0x99) ? 3 : 0;
}

// "13800000001.0" is a spreadsheet's number, not a phone's last digit.
bool is_decimal(std::string_view s) {
  const std::size_t dot = s.find('.');
  return dot != std::string_view::npos && s.find('.', dot + 1) == std::string_view::npos &&
         dot + 1 < s.size() && s.find_first_not_of("0 ", dot + 1) == std::string_view::npos;
}

bool starts_with_tel(std::string_view s) {
  return s.size() > 4 && (s[0] | 0x20) == 't' && (s[1] | 0x20) == 'e' && (s[2] | 0x20) == 'l' && s[3] == ':';
}

// "+8613800000001": an optional plus and ASCII digits.
NumberError clean(std::string_view s, std::string* out) {
  while (!s.empty() && s[0] == ' ') s.remove_prefix(1);
  if (starts_with_tel(s)) s.remove_prefix(4);
  if (is_decimal(s)) return NumberError::not_digits;
  while (!s.empty()) {
    char c = 0;
    std::size_t n = digit_at(s, &c);
    if (n == 0 && (n = separator_at(s)) == 0) return NumberError::not_digits;
    if (c == '+' && !out->empty()) return NumberError::not_digits;
    if (c != 0) *out += c;
    s.remove_prefix(n);
    if (out->size() > 32) return NumberError::too_long;
  }
  if (out->empty()) return NumberError::empty;
  return *out == "+" ? NumberError::not_digits : NumberError::none;
}

PhoneNumber failed(NumberError error) {
  PhoneNumber out;
  out.error = error;
  return out;
}

PhoneNumber chinese(NumberKind kind, std::string_view national) {
  PhoneNumber out;
  out.region = "CN";
  out.kind = kind;
  if (kind != NumberKind::service) out.e164.append("+86").append(national);
  return out;
}

// 110, 12345, 10086, 106 and 95/96 ports with their extensions, 400 and 800 numbers.
bool is_service(std::string_view d) {
  if (d.size() > kMaxServiceDigits) return false;
  if (d[0] == '1') return d.size() >= 3 && d[1] <= '2';
  if (d.starts_with("95") || d.starts_with("96")) return d.size() >= 5;
  return d.size() == 10 && (d.starts_with("400") || d.starts_with("800"));
}

// "01012345": a service number behind an area code, as people dial it from elsewhere.
bool is_area_and_service(std::string_view d) {
  if (d[0] != '0' || d.size() < 6) return false;
  d.remove_prefix(d[1] == '1' || d[1] == '2' ? 3 : 4);
  return d.size() >= 3 && d.size() <= 6 && is_service(d);
}

PhoneNumber read_mobile(std::string_view national) {
  if (national.size() < 11) return failed(NumberError::too_short);
  const MobilePrefix prefix = mobile_prefix(national);
  if (prefix == MobilePrefix::unassigned)
    return failed(national.size() == 11 ? NumberError::unassigned : NumberError::too_long);
  const std::size_t length = prefix == MobilePrefix::iot13 ? 13 : 11;
  if (national.size() != length)
    return failed(national.size() < length ? NumberError::too_short : NumberError::too_long);
  return chinese(prefix == MobilePrefix::iot13 ? NumberKind::iot : NumberKind::mobile, national);
}

// A national number; had_code: written with 86 in front, where 10 and eight digits is Beijing and not a port.
PhoneNumber read_chinese(std::string_view national, bool had_code) {
  if (national.empty()) return failed(NumberError::too_short);
  if (national.size() >= 2 && national[0] == '1' && national[1] >= '3') return read_mobile(national);
  const bool beijing = had_code && national.size() == 10 && national.starts_with("10") && national[2] >= '2';
  if (!beijing && (is_service(national) || is_area_and_service(national)))
    return chinese(NumberKind::service, {});
  if (national.size() < 7) return failed(NumberError::too_short);
  const std::string trunk = had_code && national[0] != '0' ? "0" : "";
  return read_phone_by_library(trunk + std::string(national), "CN");
}

// 86 without a plus is the country code only where no Chinese number could start so.
bool has_bare_code(std::string_view d) {
  if (!d.starts_with("86") || d.size() < 5) return false;
  const std::string_view rest = d.substr(2);
  if (rest[0] == '1') return rest.size() >= 11 || is_service(rest);
  return rest.size() >= 10;
}

}  // namespace

std::string_view name_of(NumberKind kind) {
  switch (kind) {
    case NumberKind::mobile:
      return "mobile";
    case NumberKind::fixed:
      return "fixed";
    case NumberKind::fixed_or_mobile:
      return "fixed_or_mobile";
    case NumberKind::service:
      return "service";
    case NumberKind::iot:
      return "iot";
    case NumberKind::unknown:
      return "unknown";
  }
  return "unknown";
}

std::string_view name_of(NumberError error) {
  switch (error) {
    case NumberError::none:
      return "none";
    case NumberError::empty:
      return "empty";
    case NumberError::not_digits:
      return "not_digits";
    case NumberError::too_short:
      return "too_short";
    case NumberError::too_long:
      return "too_long";
    case NumberError::unassigned:
      return "unassigned";
    case NumberError::invalid:
      return "invalid";
  }
  return "invalid";
}

PhoneNumber read_phone(std::string_view text, std::string_view default_region) {
  std::string number;
  if (const NumberError error = clean(text, &number); error != NumberError::none) return failed(error);
  const bool in_china = default_region == "CN";
  if (in_china && number.starts_with("00")) number.replace(0, 2, "+");
  if (number.starts_with("+86")) return read_chinese(std::string_view(number).substr(3), true);
  if (number[0] == '+' || !in_china) return read_phone_by_library(number, std::string(default_region));
  if (has_bare_code(number)) return read_chinese(std::string_view(number).substr(2), true);
  return read_chinese(number, false);
}

std::string mask_phone(std::string_view e164) {
  const std::size_t plus = e164.starts_with('+') ? 1 : 0, digits = e164.size() - plus;
  if (digits < 7) return std::string(e164.size(), '*');
  const std::size_t tail = digits >= 11 ? 4 : 2;
  const std::size_t head = std::min<std::size_t>(5, digits - tail - 4);
  std::string out(e164.substr(0, plus + head));
  out.append(digits - head - tail, '*');
  return out.append(e164.substr(e164.size() - tail));
}

}  // namespace huiyin
