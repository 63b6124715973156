// Numbers: E.164 for people, service numbers (110, 12345, 106…) as a kind of their own.
#pragma once
#include <string>
#include <string_view>

namespace huiyin {

enum class NumberKind {
  mobile,           // can receive person SMS
  fixed,            // landline
  fixed_or_mobile,  // the plan does not tell (NANP)
  service,          // short codes, 95/96/100/400/800, 106… ports: never a person
  iot,              // 13-digit machine numbers: no person SMS
  unknown,
};
std::string_view name_of(NumberKind kind);

// Why a text is no usable number. `none` when it is.
enum class NumberError { none, empty, not_digits, too_short, too_long, unassigned, invalid };
std::string_view name_of(NumberError error);  // "none", "empty", ...

struct PhoneNumber {
  std::string e164;    // "+8613800000001"; empty for service numbers and errors
  std::string region;  // ISO 3166, "CN"; empty where unknown
  NumberKind kind = NumberKind::unknown;
  NumberError error = NumberError::none;
  bool can_get_sms() const { return kind == NumberKind::mobile || kind == NumberKind::fixed_or_mobile; }
};

// Reads what people and carriers write: full-width digits, blanks, hyphens, brackets, "86", "0086", "+86",
// "tel:", Excel's "1.38E+10" is an error (not_digits). Numbers without a country code are read as of
// default_region. The Chinese plan is own code from config/number_plan_cn.tsv's facts (fast path, ~0.1 us);
// the rest libphonenumber.
PhoneNumber read_phone(std::string_view text, std::string_view default_region = "CN");

// "+86138****0001" style: for logs and lists of staff who need not know. Never reversible.
std::string mask_phone(std::string_view e164);

}  // namespace huiyin
