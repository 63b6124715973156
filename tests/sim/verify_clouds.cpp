#include "tests/sim/verify_clouds.h"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "daemon/base/bytes.h"
#include "daemon/base/text.h"
#include "tests/sim/digest.h"

namespace huiyin::sim {
namespace {

constexpr Millis kHuaweiTolerance{15 * 60'000};

SignatureCheck check(bool right, const std::string& id) {
  return {right ? AuthFault::none : AuthFault::mismatch, id};
}

bool in_time(TimePoint at, TimePoint now, Millis tolerance) {
  return at - now <= tolerance && now - at <= tolerance;
}

// name:value of each signed header, as it came.
std::string header_block(const Request& request, const std::vector<std::string_view>& names) {
  std::string out;
  for (const std::string_view name : names)
    out += std::string(name) + ":" + std::string(trim(request.header(name))) + "\n";
  return out;
}

// Decoded, encoded anew and sorted: the wire may leave characters bare that the signature encodes.
std::string sorted_query(const Headers& fields) {
  std::vector<std::string> pairs;
  for (const auto& [name, value] : fields)
    pairs.push_back(percent_encode(name) + "=" + percent_encode(value));
  std::sort(pairs.begin(), pairs.end());
  std::string out;
  for (const std::string& pair : pairs) out += (out.empty() ? "" : "&") + pair;
  return out;
}

// "a=1,b=2" or "a=1, b=2" after the scheme's name.
std::map<std::string, std::string, std::less<>> read_parts(std::string_view text) {
  std::map<std::string, std::string, std::less<>> parts;
  for (const std::string_view part : split(text, ',')) {
    const std::size_t eq = part.find('=');
    if (eq != std::string_view::npos)
      parts[std::string(trim(part.substr(0, eq)))] = trim(part.substr(eq + 1));
  }
  return parts;
}

std::optional<TimePoint> read_compact(std::string_view text) {  // 20260301T020304Z
  if (text.size() != 16) return std::nullopt;
  const std::string iso = std::string(text.substr(0, 4)) + "-" + std::string(text.substr(4, 2)) + "-" +
                          std::string(text.substr(6, 2)) + "T" + std::string(text.substr(9, 2)) + ":" +
                          std::string(text.substr(11, 2)) + ":" + std::string(text.substr(13));
  TimePoint at;
  if (!from_rfc3339(iso, &at)) return std::nullopt;
  return at;
}

// What stands between name=" and the next quotation mark.
std::string quoted(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(std::string(name) + "=\"");
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text.substr(at + name.size() + 2);
  return std::string(rest.substr(0, rest.find('"')));
}

}  // namespace

SignatureCheck verify_acs3(const Request& request, const Keys& keys, TimePoint now) {
  constexpr std::string_view kScheme = "ACS3-HMAC-SHA256 ";
  const std::string header = request.header("authorization");
  if (header.empty()) return {AuthFault::missing, {}};
  if (!starts_with(header, kScheme)) return {AuthFault::malformed, {}};
  const auto parts = read_parts(std::string_view(header).substr(kScheme.size()));
  TimePoint at;
  if (!parts.contains("Credential") || !parts.contains("SignedHeaders") || !parts.contains("Signature") ||
      !from_rfc3339(request.header("x-acs-date"), &at))
    return {AuthFault::malformed, {}};
  const std::string& id = parts.at("Credential");
  const auto key = keys.find(id);
  if (key == keys.end()) return {AuthFault::unknown_id, id};
  if (!in_time(at, now, kSignatureTolerance)) return {AuthFault::expired, id};
  const std::string payload = to_hex(own_sha256(request.body));
  if (request.header("x-acs-content-sha256") != payload) return {AuthFault::mismatch, id};
  const std::string& names = parts.at("SignedHeaders");
  const std::string canonical = request.method + "\n" + request.path + "\n" +
                                sorted_query(parse_query(request.query)) + "\n" +
                                header_block(request, split(names, ';')) + "\n" + names + "\n" + payload;
  const std::string to_sign = "ACS3-HMAC-SHA256\n" + to_hex(own_sha256(canonical));
  return check(same_bytes(to_hex(own_hmac_sha256(key->second, to_sign)), parts.at("Signature")), id);
}

SignatureCheck verify_rpc_v1(const Request& request, const Headers& fields, const Keys& keys, TimePoint now) {
  Headers others;
  std::map<std::string, std::string> named;
  for (const auto& [name, value] : fields) {
    named[name] = value;
    if (name != "Signature") others.emplace_back(name, value);
  }
  const std::string id = named["AccessKeyId"];
  TimePoint at;
  if (named["Signature"].empty()) return {AuthFault::missing, id};
  if (named["SignatureMethod"] != "HMAC-SHA1" || !from_rfc3339(named["Timestamp"], &at))
    return {AuthFault::malformed, id};
  const auto key = keys.find(id);
  if (key == keys.end()) return {AuthFault::unknown_id, id};
  if (!in_time(at, now, kHuaweiTolerance)) return {AuthFault::expired, id};
  const std::string to_sign = request.method + "&%2F&" + percent_encode(sorted_query(others));
  return check(same_bytes(to_base64(own_hmac_sha1(key->second + "&", to_sign)), named["Signature"]), id);
}

SignatureCheck verify_mns(const Request& request, const Keys& keys, TimePoint) {
  constexpr std::string_view kScheme = "MNS ";
  const std::string header = request.header("authorization");
  if (header.empty()) return {AuthFault::missing, {}};
  const std::size_t colon = header.find(':');
  if (!starts_with(header, kScheme) || colon == std::string::npos) return {AuthFault::malformed, {}};
  const std::string id = header.substr(kScheme.size(), colon - kScheme.size());
  const auto key = keys.find(id);
  if (key == keys.end()) return {AuthFault::unknown_id, id};
  const std::string md5 = request.header("content-md5");
  if (request.method != "GET" && md5 != to_base64(to_hex(own_md5(request.body))))
    return {AuthFault::mismatch, id};
  std::vector<std::string> own;
  for (const auto& [name, value] : request.headers)
    if (starts_with(to_lower_ascii(name), "x-mns-")) own.push_back(to_lower_ascii(name) + ":" + value + "\n");
  std::sort(own.begin(), own.end());
  std::string to_sign = request.method + "\n" + md5 + "\n" + request.header("content-type") + "\n" +
                        request.header("date") + "\n";
  for (const std::string& line : own) to_sign += line;
  to_sign += request.path + (request.query.empty() ? "" : "?" + request.query);
  return check(same_bytes(to_base64(own_hmac_sha1(key->second, to_sign)), header.substr(colon + 1)), id);
}

SignatureCheck verify_sdk_hmac(const Request& request, const Keys& keys, TimePoint now) {
  constexpr std::string_view kScheme = "SDK-HMAC-SHA256 ";
  const std::string header = request.header("authorization"), date = request.header("x-sdk-date");
  if (header.empty()) return {AuthFault::missing, {}};
  if (!starts_with(header, kScheme)) return {AuthFault::malformed, {}};
  const auto parts = read_parts(std::string_view(header).substr(kScheme.size()));
  const auto at = read_compact(date);
  if (!parts.contains("Access") || !parts.contains("SignedHeaders") || !parts.contains("Signature") || !at)
    return {AuthFault::malformed, {}};
  const std::string& id = parts.at("Access");
  const auto key = keys.find(id);
  if (key == keys.end()) return {AuthFault::unknown_id, id};
  if (!in_time(*at, now, kHuaweiTolerance)) return {AuthFault::expired, id};
  const std::string told = request.header("x-sdk-content-sha256");
  const std::string payload = told.empty() ? to_hex(own_sha256(request.body)) : told;
  if (payload != "UNSIGNED-PAYLOAD" && payload != to_hex(own_sha256(request.body)))
    return {AuthFault::mismatch, id};
  const std::string path = request.path.ends_with('/') ? request.path : request.path + "/";
  const std::string& names = parts.at("SignedHeaders");
  const std::string canonical = request.method + "\n" + path + "\n" +
                                sorted_query(parse_query(request.query)) + "\n" +
                                header_block(request, split(names, ';')) + "\n" + names + "\n" + payload;
  const std::string to_sign = "SDK-HMAC-SHA256\n" + date + "\n" + to_hex(own_sha256(canonical));
  return check(same_bytes(to_hex(own_hmac_sha256(key->second, to_sign)), parts.at("Signature")), id);
}

SignatureCheck verify_wsse(const Request& request, const Keys& keys, TimePoint now) {
  const std::string token = request.header("x-wsse");
  if (token.empty()) return {AuthFault::missing, {}};
  const std::string id = quoted(token, "Username"), created = quoted(token, "Created");
  TimePoint at;
  if (request.header("authorization").find("WSSE realm=\"SDP\"") == std::string::npos ||
      !from_rfc3339(created, &at))
    return {AuthFault::malformed, id};
  const auto key = keys.find(id);
  if (key == keys.end()) return {AuthFault::unknown_id, id};
  if (!in_time(at, now, std::chrono::hours(24))) return {AuthFault::expired, id};
  const std::string digest = to_base64(to_hex(own_sha256(quoted(token, "Nonce") + created + key->second)));
  return check(same_bytes(digest, quoted(token, "PasswordDigest")), id);
}

SignatureCheck verify_basic(const Request& request, const Keys& keys) {
  constexpr std::string_view kScheme = "Basic ";
  const std::string header = request.header("authorization");
  if (header.empty()) return {AuthFault::missing, {}};
  const auto pair =
      from_base64(starts_with(header, kScheme) ? std::string_view(header).substr(kScheme.size()) : "?");
  const std::size_t colon = pair ? pair->find(':') : std::string::npos;
  if (colon == std::string::npos) return {AuthFault::malformed, {}};
  const std::string id = pair->substr(0, colon);
  const auto key = keys.find(id);
  if (key == keys.end()) return {AuthFault::unknown_id, id};
  return check(same_bytes(key->second, std::string_view(*pair).substr(colon + 1)), id);
}

bool is_md5_of(std::string_view text, std::string_view mac) {
  return same_bytes(to_hex(own_md5(text)), mac);
}

std::string sign_twilio_push(std::string_view url, const Headers& form, std::string_view token) {
  Headers sorted = form;
  std::sort(sorted.begin(), sorted.end());
  std::string all(url);
  for (const auto& [name, value] : sorted) all += name + value;
  return to_base64(own_hmac_sha1(token, all));
}

}  // namespace huiyin::sim
