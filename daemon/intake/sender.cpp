#include "daemon/intake/sender.h"

#include <algorithm>
#include <array>

#include "daemon/base/phone.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr std::string_view kCode = "code:";
constexpr std::size_t kShortestNumber = 7, kLongestNumber = 15, kLongestName = 32;

// What stands where a number would, when the caller withheld theirs: RFC 3323 and 3325 (SIP), and how
// exchanges and contact centres write it. Taken as somebody's name, it would make one party of all who wish
// to stay unknown.
constexpr std::array<std::string_view, 14> kWithheld = {
    "anonymous", "unavailable", "unknown", "restricted", "private",  "withheld", "blocked",
    "no number", "匿名",        "未知",    "隐藏号码",   "隐私号码", "无号码",   "不显号"};

bool is_withheld(std::string_view folded, const std::string& digits) {
  if (!digits.empty() && digits.find_first_not_of('0') == std::string::npos) return true;
  for (const std::string_view scheme : {"sip:", "sips:", "tel:"})
    if (starts_with(folded, scheme)) folded.remove_prefix(scheme.size());
  folded = folded.substr(0, folded.find_first_of("@;"));
  return folded.empty() || std::find(kWithheld.begin(), kWithheld.end(), trim(folded)) != kWithheld.end();
}

std::string digits_of(std::string_view text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out),
               [](char c) { return c >= '0' && c <= '9'; });
  return out;
}

Sender service(std::string_view name) {
  return {Sender::Kind::service, std::string(kCode).append(name.substr(0, kLongestName))};
}

Sender unplanned(std::string_view told, const std::string& digits, std::string_view region) {
  if (digits.size() > kLongestNumber) return service(digits);
  const bool mainland = region == "CN" && digits.size() == 11 && digits[0] == '1' && told[0] != '+';
  return {Sender::Kind::person, (mainland ? "+86" : "+") + digits};
}

}  // namespace

Sender read_sender(std::string_view as_told, std::string_view region) {
  const std::string_view told = trim(as_told);
  if (told.empty()) return {};
  const std::string folded = fold(told).text;
  const std::string digits = digits_of(folded);
  if (is_withheld(folded, digits)) return {};
  const PhoneNumber number = read_phone(told, region);
  if (number.kind == NumberKind::service && number.error == NumberError::none)
    return service(digits_of(told));
  if (!number.e164.empty()) return {Sender::Kind::person, number.e164};
  if (number.error == NumberError::not_digits && digits.size() < kShortestNumber) return service(folded);
  return digits.size() < kShortestNumber ? service(digits) : unplanned(folded, digits, region);
}

Sender sender_of(std::string directory_number) {
  if (directory_number.empty()) return {};
  const bool code = starts_with(directory_number, kCode);
  return {code ? Sender::Kind::service : Sender::Kind::person, std::move(directory_number)};
}

}  // namespace huiyin
