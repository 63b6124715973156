#include "adapters/web.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "daemon/base/bytes.h"
#include "daemon/base/json.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string encode_but(std::string_view utf8, std::string_view bare) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_alphanumeric(c) || bare.find(c) != std::string_view::npos)
      out += c;
    else
      out.append({'%', kHex[byte >> 4], kHex[byte & 15]});
  }
  return out;
}

bool well_escaped(std::string_view s) {
  const auto is_hex = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  };
  for (std::size_t i = s.find('%'); i != std::string_view::npos; i = s.find('%', i + 3))
    if (i + 2 >= s.size() || !is_hex(s[i + 1]) || !is_hex(s[i + 2])) return false;
  return true;
}

std::string decode_part(std::string_view part) {
  if (!well_escaped(part)) throw BadInput("form", "has a broken escape");
  std::string out = percent_decode(part, true);
  if (!is_utf8(out)) throw BadInput("form", "is not UTF-8");
  return out;
}

std::string two(unsigned n) {
  return {static_cast<char>('0' + n / 10 % 10), static_cast<char>('0' + n % 10)};
}

int number_at(std::string_view text, std::size_t at, std::size_t length) {
  int value = -1;
  const std::string_view part = text.substr(at, length);
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
  return error == std::errc() && end == part.data() + part.size() ? value : -1;
}

std::string checked_token(const CarrierSettings& settings, std::string_view name) {
  const std::string& value = settings.text(name);
  for (const char c : value)
    if (c <= 0x20 || c >= 0x7f) throw BadInput(std::string(name), "must be ASCII without blanks");
  return value;
}

}  // namespace

std::string encode_component(std::string_view utf8) {
  return encode_but(utf8, "-_.!~*'()");
}

std::string encode_form_value(std::string_view utf8) {
  std::string out = encode_but(utf8, "*-._ ");
  std::replace(out.begin(), out.end(), ' ', '+');
  return out;
}

std::string canonical_query(const Parameters& parameters) {
  std::vector<std::pair<std::string, std::string>> encoded;
  for (const auto& [name, value] : parameters)
    encoded.emplace_back(percent_encode(name), percent_encode(value));
  std::sort(encoded.begin(), encoded.end());
  std::string out;
  for (const auto& [name, value] : encoded) out += (out.empty() ? "" : "&") + name + "=" + value;
  return out;
}

std::string join_parameters(const Parameters& parameters, std::string (*encode)(std::string_view)) {
  std::string out;
  for (const auto& [name, value] : parameters)
    out += (out.empty() ? "" : "&") + encode(name) + "=" + encode(value);
  return out;
}

Parameters read_form(std::string_view body) {
  Parameters out;
  for (const std::string_view pair : split(body, '&')) {
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
    out.emplace_back(decode_part(pair.substr(0, equals)), decode_part(value));
  }
  return out;
}

std::string value_of(const Parameters& parameters, std::string_view name) {
  for (const auto& [key, value] : parameters)
    if (key == name) return value;
  return {};
}

TimePoint in_whole_seconds(TimePoint t) {
  return std::chrono::floor<std::chrono::seconds>(t);
}

std::string to_http_date(TimePoint t) {
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date(day);
  const std::string clock = to_rfc3339(in_whole_seconds(t)).substr(11, 8);
  std::string out(kDays[std::chrono::weekday(day).c_encoding()]);
  out += ", " + two(static_cast<unsigned>(date.day())) + " ";
  out += kMonths[static_cast<unsigned>(date.month()) - 1];
  return out + " " + std::to_string(static_cast<int>(date.year())) + " " + clock + " GMT";
}

std::string to_compact_utc(TimePoint t) {
  std::string out;
  for (const char c : to_rfc3339(in_whole_seconds(t)))
    if (c != '-' && c != ':') out += c;
  return out;
}

std::optional<TimePoint> read_rfc2822(std::string_view text) {
  const std::size_t comma = text.find(", ");
  if (comma != std::string_view::npos) text.remove_prefix(comma + 2);
  if (text.size() != 26 || text[2] != ' ' || text[6] != ' ' || text[11] != ' ' || text[20] != ' ')
    return std::nullopt;
  const auto month = std::find(kMonths.begin(), kMonths.end(), text.substr(3, 3));
  if (month == kMonths.end()) return std::nullopt;
  std::string iso = std::string(text.substr(7, 4)) + "-" +
                    two(static_cast<unsigned>(month - kMonths.begin()) + 1) + "-" +
                    std::string(text.substr(0, 2)) + "T" + std::string(text.substr(12, 8)) +
                    std::string(text.substr(21, 3)) + ":" + std::string(text.substr(24, 2));
  if (number_at(text, 22, 4) < 0) return std::nullopt;
  TimePoint at;
  if (!from_rfc3339(iso, &at)) return std::nullopt;
  return at;
}

std::string domestic_number(std::string_view e164) {
  const std::string digits = digits_of(e164);
  return starts_with(e164, "+86") && digits.size() == 13 ? digits.substr(2) : digits;
}

std::string needed_token(const CarrierSettings& settings, std::string_view name) {
  std::string value = checked_token(settings, name);
  if (value.empty()) throw BadInput(std::string(name), "is missing");
  return value;
}

std::string optional_token(const CarrierSettings& settings, std::string_view name) {
  return checked_token(settings, name);
}

const Secret& needed_secret(const CarrierSettings& settings, std::string_view name) {
  const Secret& value = settings.secret(name);
  if (value.empty()) throw BadInput(std::string(name), "is missing");
  return value;
}

std::int64_t in_range(const CarrierSettings& settings, std::string_view name, std::int64_t least,
                      std::int64_t most) {
  const std::int64_t value = settings.integer(name);
  if (value < least || value > most)
    throw BadInput(std::string(name), "must be " + std::to_string(least) + " to " + std::to_string(most));
  return value;
}

Millis read_timeout(const CarrierSettings& settings) {
  return Millis(in_range(settings, "timeout", 100, 120'000));
}

std::string read_path(const CarrierSettings& settings, std::string_view name) {
  std::string path = checked_token(settings, name);
  if (path.empty()) return path;
  if (path.front() != '/' || path.find_first_of("?#") != std::string::npos)
    throw BadInput(std::string(name), "must begin with / and have no ? or #");
  return path;
}

std::string read_pin(const CarrierSettings& settings, std::string_view name) {
  constexpr std::string_view kKind = "sha256//";
  const std::string pin = checked_token(settings, name);
  if (pin.empty()) return pin;
  const auto digest = from_base64(std::string_view(pin).substr(std::min(kKind.size(), pin.size())));
  if (!starts_with(pin, kKind) || !digest || digest->size() != 32)
    throw BadInput(std::string(name), "must be sha256// and the base64 of the key's SHA-256");
  return pin;
}

CodeSet read_codes(std::string_view text) {
  CodeSet codes;
  for (const std::string_view code : split(text, ','))
    if (!trim(code).empty()) codes.emplace(trim(code));
  return codes;
}

ParameterNames::ParameterNames(std::string_view text, std::string_view setting) {
  for (const std::string_view entry : split(text, ';')) {
    if (trim(entry).empty()) continue;
    const std::size_t equals = entry.find('=');
    const std::string code(trim(entry.substr(0, equals)));
    std::vector<std::string> names;
    if (equals != std::string_view::npos)
      for (const std::string_view name : split(entry.substr(equals + 1), ',')) names.emplace_back(trim(name));
    if (code.empty() || names.empty() ||
        std::any_of(names.begin(), names.end(), [](auto& n) { return n.empty(); }))
      throw BadInput(std::string(setting), "must be written \"TEMPLATE=name,name; TEMPLATE=name\"");
    if (!names_.emplace(code, std::move(names)).second)
      throw BadInput(std::string(setting), "names a template twice");
  }
}

std::string ParameterNames::json(const SmsContent& content) const {
  const auto known = names_.find(content.template_code);
  JsonWriter w;
  w.object();
  for (std::size_t i = 0; i < content.template_params.size(); ++i) {
    const bool named = known != names_.end() && i < known->second.size();
    w.field(named ? known->second[i] : "p" + std::to_string(i + 1), content.template_params[i]);
  }
  return w.end().take();
}

Outcome unknown_outcome(std::string words) {
  Outcome out;
  out.words = carrier_words(words, {});
  return out;
}

Outcome unreadable_answer(const std::exception& e) {
  return unknown_outcome(std::string("unreadable answer: ") + e.what());
}

Outcome spread_fault(const Outcome& fault, std::size_t recipients) {
  if (recipients <= 1) return fault;
  Outcome out = fault;
  out.verdict = Verdict::not_sent;
  out.hold = Hold::number;
  out.wait = Millis(1'000);
  out.opted_out = false;
  return out;
}

std::optional<Outcome> decided_without_body(const HttpReply& reply) {
  const bool answered = reply.transport == Transport::answered;
  const int family = reply.status / 100;
  if (answered && (family == 2 || family == 4) && !reply.body.empty()) return std::nullopt;
  return decided_by_status(reply);
}

Done ended_by(const Outcome& fault, std::string_view action) {
  Done done;
  done.fault = std::string(action) + ": " + (fault.code.empty() ? fault.words : fault.code);
  if (fault.hold == Hold::account || fault.hold == Hold::stopped) done.hold = fault.hold;
  done.wait = fault.wait;
  return done;
}

Found could_not_tell(std::string why) {
  Found found;
  found.fault = std::move(why);
  return found;
}

Found could_not_tell(const Outcome& fault, std::string_view action) {
  const Done done = ended_by(fault, action);
  Found found = could_not_tell(done.fault);
  found.hold = done.hold;
  found.wait = done.wait;
  return found;
}

PushAnswer refused_push(int status, std::string why, std::string body) {
  PushAnswer answer;
  answer.status = status;
  answer.body = std::move(body);
  answer.why = std::move(why);
  return answer;
}

PushAnswer taken_push(std::string_view kind, std::string body) {
  PushAnswer answer;
  answer.genuine = true;
  answer.kind = std::string(kind);
  answer.body = std::move(body);
  return answer;
}

}  // namespace huiyin
