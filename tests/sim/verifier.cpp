#include "tests/sim/verifier.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <vector>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "daemon/base/bytes.h"
#include "daemon/base/text.h"

namespace huiyin::sim {
namespace {

struct Authorization {
  std::string id, date, service;
  std::vector<std::string> signed_headers;
  std::string signature;
};

std::string digest(std::string_view data) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned int n = 0;
  EVP_Digest(data.data(), data.size(), out, &n, EVP_sha256(), nullptr);
  return {reinterpret_cast<char*>(out), n};
}

std::string hmac(const EVP_MD* kind, std::string_view key, std::string_view data) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned int n = 0;
  HMAC(kind, key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(data.data()),
       data.size(), out, &n);
  return {reinterpret_cast<char*>(out), n};
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

// "Credential=id/date/service/tc3_request, SignedHeaders=a;b, Signature=hex" after the scheme's name.
std::optional<Authorization> read_authorization(std::string_view text) {
  Authorization auth;
  bool scoped = false;
  for (std::string_view part : split(text, ',')) {
    part = trim(part);
    const std::size_t eq = part.find('=');
    if (eq == std::string_view::npos) return std::nullopt;
    const std::string_view name = part.substr(0, eq), value = part.substr(eq + 1);
    if (name == "Credential") {
      const auto scope = split(value, '/');
      if (scope.size() != 4 || scope[3] != "tc3_request") return std::nullopt;
      auth.id = scope[0], auth.date = scope[1], auth.service = scope[2];
      scoped = true;
    } else if (name == "SignedHeaders") {
      for (std::string_view header : split(value, ';')) auth.signed_headers.emplace_back(header);
    } else if (name == "Signature") {
      auth.signature = value;
    }
  }
  const auto is_signed = [&](std::string_view name) {
    return std::find(auth.signed_headers.begin(), auth.signed_headers.end(), name) !=
           auth.signed_headers.end();
  };
  if (!scoped || auth.signature.empty() || !is_signed("content-type") || !is_signed("host"))
    return std::nullopt;
  return auth;
}

std::string without_port(const std::string& host) {
  const std::size_t colon = host.rfind(':');
  return colon == std::string::npos || host.back() == ']' ? host : host.substr(0, colon);
}

std::string canonical_request(const Request& request, const Authorization& auth, const std::string& host) {
  std::string headers, names;
  for (const std::string& name : auth.signed_headers) {
    const std::string value = name == "host" ? host : request.header(name);
    headers += name + ":" + to_lower_ascii(trim(value)) + "\n";
    names += (names.empty() ? "" : ";") + name;
  }
  return request.method + "\n/\n" + request.query + "\n" + headers + "\n" + names + "\n" +
         to_hex(digest(request.body));
}

std::string tc3_signature(const Authorization& auth, const std::string& key, const std::string& timestamp,
                          const std::string& canonical) {
  const std::string scope = auth.date + "/" + auth.service + "/tc3_request";
  const std::string to_sign =
      "TC3-HMAC-SHA256\n" + timestamp + "\n" + scope + "\n" + to_hex(digest(canonical));
  const std::string dated = hmac(EVP_sha256(), "TC3" + key, auth.date);
  const std::string signing = hmac(EVP_sha256(), hmac(EVP_sha256(), dated, auth.service), "tc3_request");
  return to_hex(hmac(EVP_sha256(), signing, to_sign));
}

std::optional<std::int64_t> read_seconds(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0 || value > 99'999'999'999) {
    return std::nullopt;
  }
  return value;
}

bool in_time(std::int64_t seconds, TimePoint now) {
  const std::int64_t apart = to_ms(now) - seconds * 1000;
  return apart <= kSignatureTolerance.count() && apart >= -kSignatureTolerance.count();
}

std::string utc_day(std::int64_t seconds) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(from_ms(seconds * 1000)));
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return text;
}

}  // namespace

SignatureCheck verify_tc3(const Request& request, const Keys& keys, TimePoint now) {
  constexpr std::string_view kScheme = "TC3-HMAC-SHA256 ";
  const std::string header = request.header("authorization");
  if (header.empty()) return {AuthFault::missing, {}};
  if (!starts_with(header, kScheme)) return {AuthFault::malformed, {}};
  const auto auth = read_authorization(std::string_view(header).substr(kScheme.size()));
  const std::string timestamp = request.header("x-tc-timestamp");
  const auto seconds = read_seconds(timestamp);
  if (!auth || !seconds) return {AuthFault::malformed, {}};

  const auto key = keys.find(auth->id);
  if (key == keys.end()) return {AuthFault::unknown_id, auth->id};
  if (!in_time(*seconds, now)) return {AuthFault::expired, auth->id};
  if (auth->date != utc_day(*seconds)) return {AuthFault::mismatch, auth->id};
  const std::string host = request.header("host");
  for (const std::string& candidate : {host, without_port(host)}) {
    const std::string canonical = canonical_request(request, *auth, candidate);
    if (same(tc3_signature(*auth, key->second, timestamp, canonical), auth->signature)) {
      return {AuthFault::none, auth->id};
    }
  }
  return {AuthFault::mismatch, auth->id};
}

SignatureCheck verify_v1(const Request& request, const Headers& fields, const Keys& keys, TimePoint now) {
  const std::map<std::string, std::string> sorted(fields.begin(), fields.end());
  const auto value_of = [&](const char* name) {
    const auto found = sorted.find(name);
    return found == sorted.end() ? std::string() : found->second;
  };
  const std::string signature = value_of("Signature"), id = value_of("SecretId");
  const std::string method = value_of("SignatureMethod");
  const auto seconds = read_seconds(value_of("Timestamp"));
  if (signature.empty()) return {AuthFault::missing, id};
  if (!seconds || (!method.empty() && method != "HmacSHA1" && method != "HmacSHA256")) {
    return {AuthFault::malformed, id};
  }
  const auto key = keys.find(id);
  if (key == keys.end()) return {AuthFault::unknown_id, id};
  if (!in_time(*seconds, now)) return {AuthFault::expired, id};

  std::string parameters;
  for (const auto& [name, value] : sorted) {
    if (name != "Signature") parameters += (parameters.empty() ? "" : "&") + name + "=" + value;
  }
  const EVP_MD* kind = method == "HmacSHA256" ? EVP_sha256() : EVP_sha1();
  const std::string host = request.header("host");
  for (const std::string& candidate : {host, without_port(host)}) {
    const std::string to_sign = request.method + candidate + "/?" + parameters;
    if (same(to_base64(hmac(kind, key->second, to_sign)), signature)) return {AuthFault::none, id};
  }
  return {AuthFault::mismatch, id};
}

}  // namespace huiyin::sim
