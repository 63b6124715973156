// What several carriers' adapters share: signatures, endpoints, what transport and HTTP status alone decide,
// times and numbers in the carriers' spellings. Pure functions; any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/message.h"
#include "adapters/registry.h"
#include "daemon/base/json.h"

namespace huiyin {

// ---- Where a carrier is

struct Endpoint {
  std::string url;   // scheme and authority, no path, no trailing slash
  std::string host;  // without port; IPv6 in brackets
};
// Reads "https://host[:port]". Throws BadInput naming `setting` on anything else; plain http is accepted to
// the own machine only, since calls carry people's numbers, or anywhere with plain_http (a line of one's
// own).
Endpoint read_endpoint(std::string_view text, std::string_view setting, bool plain_http = false);

// ---- Signatures

struct Tc3Request {
  std::string_view method = "POST";
  std::string_view query;  // as on the wire
  std::string_view content_type;
  std::string_view host;  // without port
  std::string_view body;
  std::string_view service;
  std::int64_t unix_seconds = 0;
};
std::string tc3_canonical_request(const Tc3Request& r);
std::string tc3_string_to_sign(const Tc3Request& r);
// The value of the Authorization header.
std::string tc3_authorization(const Tc3Request& r, std::string_view secret_id, const Secret& secret_key);

enum class HmacKind { sha1, sha256 };
using Parameters = std::vector<std::pair<std::string, std::string>>;
// Tencent's signature of before TC3 ("v1"): base64 HMAC over method, host and the sorted, unencoded
// parameters.
std::string tencent_v1_string_to_sign(std::string_view method, std::string_view host,
                                      const Parameters& parameters);
std::string tencent_v1_signature(std::string_view string_to_sign, const Secret& secret_key, HmacKind kind);

// ---- Replies

// What transport and HTTP status decide before the body is looked at; nullopt when status 200 says: read the
// body.
//   no byte left: not_sent · cut off or 5xx: unknown · 429: not_sent, the account waits (Retry-After) · other
//   4xx: not_sent and stopped (nothing was processed, and a repeat would fail the same way) · the rest:
//   unknown
std::optional<Outcome> decided_by_status(const HttpReply& reply);

// A carrier's words fit to be stored and shown: at most 300 bytes of UTF-8, no control characters, and none
// of `secrets` (a carrier may quote the request).
std::string carrier_words(std::string_view text, std::span<const Secret* const> secrets);
// A carrier's code fit for logs: [A-Za-z0-9._:-], at most 80; anything else becomes "(unreadable code)".
std::string carrier_code(std::string_view text);

// ---- Times and numbers

// Seconds or milliseconds since 1970; epoch ("not told") for what lies outside the years 1970-9999.
TimePoint from_unix_seconds(std::int64_t s);
TimePoint from_unix_millis(std::int64_t ms);
std::int64_t to_unix_seconds(TimePoint t);  // rounds down

// "2026-03-01 10:03:04", Beijing time without zone, as Chinese carriers write it; also "20260301100304".
std::optional<TimePoint> read_beijing_time(std::string_view text);
std::string to_beijing_time(TimePoint t);

std::string digits_of(std::string_view text);  // the ASCII digits alone
// "+8613800000001" from country code ("86", "+86", "0086", "") and subscriber number; empty when there are no
// digits.
std::string join_number(std::string_view country_code, std::string_view subscriber);
// Equal for all spellings of one number ("+86138…", "0086138…", "86138…", "138…"): for comparison only. Bare
// 11-digit mobiles are Chinese. Empty when there are no digits.
std::string number_key(std::string_view number);

// An integer that a carrier writes as 1 in one version and as "1" in another; nullopt when absent, null or
// neither.
std::optional<std::int64_t> loose_integer(const Json& object, std::string_view key);

}  // namespace huiyin
