#include "adapters/kit.h"

#include <algorithm>
#include <charconv>

#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr std::string_view kTc3 = "TC3-HMAC-SHA256";
constexpr std::string_view kSignedHeaders = "content-type;host";
constexpr std::int64_t kYear10000 = 253'402'300'800;  // seconds
constexpr std::chrono::hours kBeijing{8};

std::string cat(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (std::string_view p : parts) out += p;
  return out;
}

bool is_own_machine(std::string_view host) {
  return host == "localhost" || host == "[::1]" || starts_with(host, "127.");
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

// Splits "host[:port]"; false when either part is malformed.
bool read_authority(std::string_view authority, std::string* host) {
  const std::size_t host_end = starts_with(authority, "[") ? authority.find(']') + 1 : authority.find(':');
  *host = std::string(authority.substr(0, host_end));
  const bool bracketed = starts_with(*host, "[");
  if (host->empty() || (!bracketed && !std::all_of(host->begin(), host->end(), is_host_character)))
    return false;
  if (host->size() == authority.size()) return true;
  const std::string_view port = authority.substr(host->size());
  unsigned value = 0;
  const auto [end, error] = std::from_chars(port.data() + 1, port.data() + port.size(), value);
  return port.front() == ':' && error == std::errc() && end == port.data() + port.size() && value > 0 &&
         value < 65536;
}

std::string utc_date(std::int64_t unix_seconds) {
  return to_rfc3339(from_unix_seconds(unix_seconds)).substr(0, 10);
}

std::string tc3_scope(const Tc3Request& r) {
  return cat({utc_date(r.unix_seconds), "/", r.service, "/tc3_request"});
}

Outcome outcome(Verdict verdict, Hold hold, std::string code, std::string words) {
  Outcome out;
  out.verdict = verdict;
  out.hold = hold;
  out.code = std::move(code);
  out.words = std::move(words);
  return out;
}

Millis retry_after(const HttpReply& reply) {
  const std::string text = reply.header("retry-after");
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || seconds < 0) return Millis(0);
  return Millis(std::min<std::int64_t>(seconds, 3600) * 1000);
}

void replace_all(std::string* text, std::string_view what, std::string_view with) {
  for (std::size_t at = text->find(what); at != std::string::npos; at = text->find(what, at + with.size()))
    text->replace(at, what.size(), with);
}

// Two or four digits at `at`; -1 when they are not digits.
int read_field(std::string_view digits, std::size_t at, std::size_t length) {
  int value = 0;
  for (char c : digits.substr(at, length)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

Endpoint read_endpoint(std::string_view text, std::string_view setting, bool plain_http) {
  const bool plain = starts_with(text, "http://");
  if (!plain && !starts_with(text, "https://"))
    throw BadInput(std::string(setting), "must begin with https:// (or http:// to this machine)");
  std::string_view rest = text.substr(plain ? 7 : 8);
  while (!rest.empty() && rest.back() == '/') rest.remove_suffix(1);
  Endpoint endpoint;
  if (!read_authority(rest, &endpoint.host))
    throw BadInput(std::string(setting), "must be https://host or https://host:port, without a path");
  if (plain && !plain_http && !is_own_machine(endpoint.host))
    throw BadInput(std::string(setting), "must be https: plain http is accepted to this machine only");
  endpoint.url = cat({plain ? "http://" : "https://", rest});
  return endpoint;
}

std::string tc3_canonical_request(const Tc3Request& r) {
  return cat({r.method, "\n/\n", r.query, "\ncontent-type:", to_lower_ascii(trim(r.content_type)),
              "\nhost:", to_lower_ascii(r.host), "\n\n", kSignedHeaders, "\n", to_hex(sha256(r.body))});
}

std::string tc3_string_to_sign(const Tc3Request& r) {
  return cat({kTc3, "\n", std::to_string(r.unix_seconds), "\n", tc3_scope(r), "\n",
              to_hex(sha256(tc3_canonical_request(r)))});
}

std::string tc3_authorization(const Tc3Request& r, std::string_view secret_id, const Secret& secret_key) {
  const Secret start("TC3" + secret_key.reveal());
  const Secret day(hmac_sha256(start.reveal(), utc_date(r.unix_seconds)));
  const Secret service(hmac_sha256(day.reveal(), r.service));
  const Secret key(hmac_sha256(service.reveal(), "tc3_request"));
  return cat({kTc3, " Credential=", secret_id, "/", tc3_scope(r), ", SignedHeaders=", kSignedHeaders,
              ", Signature=", to_hex(hmac_sha256(key.reveal(), tc3_string_to_sign(r)))});
}

std::string tencent_v1_string_to_sign(std::string_view method, std::string_view host,
                                      const Parameters& parameters) {
  Parameters sorted = parameters;
  std::sort(sorted.begin(), sorted.end());
  std::string out = cat({method, host, "/?"});
  bool first = true;
  for (const auto& [name, value] : sorted) {
    out += cat({first ? "" : "&", name, "=", value});
    first = false;
  }
  return out;
}

std::string tencent_v1_signature(std::string_view string_to_sign, const Secret& secret_key, HmacKind kind) {
  return to_base64(kind == HmacKind::sha1 ? hmac_sha1(secret_key.reveal(), string_to_sign)
                                          : hmac_sha256(secret_key.reveal(), string_to_sign));
}

std::optional<Outcome> decided_by_status(const HttpReply& reply) {
  if (reply.transport == Transport::not_sent)
    return outcome(Verdict::not_sent, Hold::account, "", carrier_words("not reached: " + reply.error, {}));
  if (reply.transport == Transport::broken)
    return outcome(Verdict::unknown, Hold::none, "", carrier_words("connection broken: " + reply.error, {}));
  const int status = reply.status;
  if (status == 200) return std::nullopt;
  const std::string code = "HTTP " + std::to_string(status);
  if (status == 429) {
    Outcome out = outcome(Verdict::not_sent, Hold::account, code, "too many requests");
    out.wait = retry_after(reply);
    return out;
  }
  // 408 and 499 come from a middleman who may have passed the request on; 409 may follow a first, taken,
  // copy.
  const bool refused_whole = status >= 400 && status < 500 && status != 408 && status != 409 && status != 499;
  if (refused_whole) return outcome(Verdict::not_sent, Hold::stopped, code, "the request was turned away");
  return outcome(Verdict::unknown, Hold::none, code, "no answer from the carrier itself");
}

std::string carrier_words(std::string_view text, std::span<const Secret* const> secrets) {
  std::string out(text);
  for (const Secret* secret : secrets)
    if (!secret->empty()) replace_all(&out, secret->reveal(), "(secret)");
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  if (out.size() > 300) out.resize(300);
  const std::size_t bad = first_bad_utf8(out);
  if (bad != std::string::npos) out.resize(bad);
  return out;
}

std::string carrier_code(std::string_view text) {
  const bool readable = !text.empty() && text.size() <= 80 &&
                        std::all_of(text.begin(), text.end(),
                                    [](char c) { return is_host_character(c) || c == '_' || c == ':'; });
  return readable ? std::string(text) : "(unreadable code)";
}

TimePoint from_unix_seconds(std::int64_t s) {
  return s < 0 || s >= kYear10000 ? TimePoint{} : from_ms(s * 1000);
}

TimePoint from_unix_millis(std::int64_t ms) {
  return ms < 0 || ms >= kYear10000 * 1000 ? TimePoint{} : from_ms(ms);
}

std::int64_t to_unix_seconds(TimePoint t) {
  return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count();
}

std::optional<TimePoint> read_beijing_time(std::string_view text) {
  const bool spaced = text.size() == 19;
  if (spaced && (text[4] != '-' || text[7] != '-' || (text[10] != ' ' && text[10] != 'T') ||
                 text[13] != ':' || text[16] != ':'))
    return std::nullopt;
  const std::string digits = digits_of(text);
  if (digits.size() != 14 || (!spaced && text.size() != 14)) return std::nullopt;
  const std::chrono::year_month_day day(std::chrono::year(read_field(digits, 0, 4)),
                                        std::chrono::month(static_cast<unsigned>(read_field(digits, 4, 2))),
                                        std::chrono::day(static_cast<unsigned>(read_field(digits, 6, 2))));
  const int hour = read_field(digits, 8, 2), minute = read_field(digits, 10, 2),
            second = read_field(digits, 12, 2);
  if (!day.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return TimePoint(std::chrono::sys_days(day)) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) - kBeijing;
}

std::string to_beijing_time(TimePoint t) {
  std::string text = to_rfc3339(std::chrono::floor<std::chrono::seconds>(t) + kBeijing).substr(0, 19);
  text[10] = ' ';
  return text;
}

std::string digits_of(std::string_view text) {
  std::string out;
  for (char c : text)
    if (c >= '0' && c <= '9') out += c;
  return out;
}

std::string join_number(std::string_view country_code, std::string_view subscriber) {
  const std::string number = digits_of(subscriber);
  if (number.empty()) return {};
  if (starts_with(trim(subscriber), "+")) return "+" + number;
  std::string country = digits_of(country_code);
  if (starts_with(country, "00")) country.erase(0, 2);
  if (country.empty()) return "+" + number_key(subscriber);
  return "+" + country + number;
}

std::string number_key(std::string_view number) {
  std::string digits = digits_of(number);
  const bool international = starts_with(trim(number), "+");
  if (!international && starts_with(digits, "00")) return digits.substr(2);
  if (!international && digits.size() == 11 && digits[0] == '1') return "86" + digits;
  return digits;
}

std::optional<std::int64_t> loose_integer(const Json& object, std::string_view key) {
  const std::optional<Json> found = object.find(key);
  if (!found) return std::nullopt;
  try {
    if (found->is_number()) return found->integer();
    if (!found->is_string()) return std::nullopt;
  } catch (const BadInput&) {  // a fraction, or beyond 64 bits
    return std::nullopt;
  }
  const std::string text = found->text();
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace huiyin
