#include "adapters/smpp/receipt.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "adapters/kit.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"

namespace huiyin::smpp {
namespace {

constexpr std::uint8_t kTypeMask = 0x3C, kReceiptType = 0x04, kIntermediateType = 0x20;

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

std::optional<std::uint64_t> number_of(std::string_view text, int base) {
  if (base == 16 && (starts_with(text, "0x") || starts_with(text, "0X"))) text.remove_prefix(2);
  std::uint64_t n = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), n, base);
  if (text.empty() || end.ec != std::errc() || end.ptr != text.data() + text.size()) return std::nullopt;
  return n;
}

// What stands behind `label` up to the next blank; nothing when the label is not there as a word of its own.
std::optional<std::string> labelled(std::string_view text, std::string_view lower, std::string_view label) {
  for (std::size_t at = lower.find(label); at != std::string_view::npos; at = lower.find(label, at + 1)) {
    if (at > 0 && is_word(lower[at - 1])) continue;
    std::string_view value = text.substr(at + label.size());
    while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
    return std::string(value.substr(0, value.find_first_of(" \r\n\t")));
  }
  return std::nullopt;
}

struct Fields {
  std::string id, stat, err, done;
};

Fields read_fields(std::string_view text) {
  const std::string lower = to_lower_ascii(text);
  // The copy of the message comes last and may hold anything.
  const std::size_t copy = lower.find(" text:");
  const std::string_view labels = std::string_view(lower).substr(0, copy);
  const auto value = [&](std::string_view label) { return labelled(text, labels, label).value_or(""); };
  Fields f{value("id:"), value("stat:"), value("err:"), value("done date:")};
  if (f.done.empty()) f.done = value("done_date:");
  return f;
}

std::optional<ReceiptState> state_of_word(std::string_view stat) {
  struct Word {
    std::string_view prefix;
    ReceiptState state;
  };
  constexpr Word kWords[] = {{"deliv", ReceiptState::delivered}, {"undel", ReceiptState::undelivered},
                             {"expir", ReceiptState::expired},   {"delet", ReceiptState::undelivered},
                             {"rejec", ReceiptState::rejected},  {"accep", ReceiptState::enroute},
                             {"enrou", ReceiptState::enroute},   {"unkno", ReceiptState::enroute},
                             {"sched", ReceiptState::enroute},   {"buffe", ReceiptState::enroute}};
  const std::string lower = to_lower_ascii(stat);
  for (const Word& w : kWords)
    if (starts_with(lower, w.prefix)) return w.state;
  if (stat.empty()) return std::nullopt;
  return ReceiptState::undelivered;  // an operator's own code of a failure: "MK:0005"
}

std::string network_error(const Pdu& pdu) {
  const auto error = tlv_number(pdu, tag::kNetworkErrorCode, 3);
  if (!error) return {};
  return "network " + std::to_string(*error >> 16) + " error " + std::to_string(*error & 0xFFFF);
}

bool all_digits(std::string_view s) {
  return std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int two(std::string_view s, std::size_t at) {
  return (s[at] - '0') * 10 + (s[at + 1] - '0');
}

// Minutes east of UTC of "tnnp" behind the seconds: tenth, quarter hours, sign.
std::optional<int> zone_of(std::string_view tail) {
  if (tail.size() != 4 || !all_digits(tail.substr(0, 3)) || (tail[3] != '+' && tail[3] != '-'))
    return std::nullopt;
  return (tail[3] == '+' ? 15 : -15) * two(tail, 1);
}

}  // namespace

std::string plain_id(std::string_view id) {
  std::string out(id);
  for (char& c : out)
    if (c <= ' ' || c > '~') c = '_';
  return out;
}

std::string id_key(std::string_view id, IdForm form) {
  id = trim(id);
  if (form != IdForm::text)
    if (const auto n = number_of(id, form == IdForm::hex ? 16 : 10)) return std::to_string(*n);
  std::string key = to_lower_ascii(plain_id(id));
  key.erase(0, std::min(key.find_first_not_of('0'), key.empty() ? 0 : key.size() - 1));
  return key;
}

bool is_receipt(const Pdu& pdu, std::uint8_t esm_class, std::string_view text) {
  const std::uint8_t type = esm_class & kTypeMask;
  if (type == kReceiptType || type == kIntermediateType) return true;
  if (type != 0) return false;
  if (find_tlv(pdu, tag::kReceiptedMessageId) != nullptr) return true;
  const std::string lower = to_lower_ascii(text.substr(0, 200));
  return starts_with(lower, "id:") && lower.find(" stat:") != std::string::npos &&
         (lower.find(" done date:") != std::string::npos || lower.find(" err:") != std::string::npos);
}

Receipt read_receipt(const Pdu& pdu, std::string_view text, const ReceiptRules& rules) {
  const Fields f = read_fields(text);
  Receipt r;
  const auto id_tlv = tlv_text(pdu, tag::kReceiptedMessageId);
  if (id_tlv && !id_tlv->empty())
    r.carrier_id = id_key(*id_tlv, rules.response_id);
  else if (!f.id.empty())
    r.carrier_id = id_key(f.id, rules.receipt_id);
  else
    throw BadInput("receipt", "names no message");
  const auto state = tlv_number(pdu, tag::kMessageState, 1);
  if (const auto word = state_of_word(f.stat))
    r.state = *word;
  else if (state)
    r.state = state_of(*state);
  else
    throw BadInput("receipt", "has no state");
  std::string code = f.stat.empty() ? std::string(state_name(*state)) : f.stat;
  if (r.state != ReceiptState::delivered && !f.err.empty() &&
      f.err.find_first_not_of('0') != std::string::npos)
    code += ":" + f.err;
  r.code = carrier_code(code);
  r.words = network_error(pdu);
  r.at = read_time(f.done, rules.zone_minutes);
  return r;
}

ReceiptState state_of(std::uint32_t message_state) {
  switch (message_state) {
    case 2:
      return ReceiptState::delivered;
    case 3:
      return ReceiptState::expired;
    case 4:
    case 5:
    case 9:
      return ReceiptState::undelivered;
    case 8:
      return ReceiptState::rejected;
    default:  // 6 is final by the text, but operators send it for "on its way"
      return ReceiptState::enroute;
  }
}

std::string_view state_name(std::uint32_t message_state) {
  constexpr std::string_view kNames[] = {"SCHEDULED", "ENROUTE", "DELIVRD", "EXPIRED", "DELETED",
                                         "UNDELIV",   "ACCEPTD", "UNKNOWN", "REJECTD", "SKIPPED"};
  return message_state < std::size(kNames) ? kNames[message_state] : "UNKNOWN";
}

TimePoint read_time(std::string_view text, int zone_minutes) {
  if (text.size() == 16) {
    const auto zone = zone_of(text.substr(12));
    if (!zone) return {};
    zone_minutes = *zone;
    text = text.substr(0, 12);
  }
  if ((text.size() != 10 && text.size() != 12) || !all_digits(text)) return {};
  using namespace std::chrono;
  const year_month_day day{year(2000 + two(text, 0)), month(static_cast<unsigned>(two(text, 2))),
                           std::chrono::day(static_cast<unsigned>(two(text, 4)))};
  if (!day.ok() || two(text, 6) > 23 || two(text, 8) > 59) return {};
  const int second = text.size() == 12 ? two(text, 10) : 0;
  return sys_days(day) + hours(two(text, 6)) + minutes(two(text, 8) - zone_minutes) + seconds(second);
}

}  // namespace huiyin::smpp
