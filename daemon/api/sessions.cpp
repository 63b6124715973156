#include "daemon/api/sessions.h"

#include <algorithm>

#include "daemon/base/bytes.h"
#include "daemon/base/text.h"
#include "daemon/store/tokens.h"
#include "daemon/store/users.h"

namespace huiyin {
namespace {

constexpr Millis kStale{60'000};

std::vector<std::string> scopes_of(const std::string& list) {
  std::vector<std::string> out;
  for (const std::string_view s : split(list, ','))
    if (!s.empty()) out.emplace_back(s);
  return out;
}

Known by_token(Database& reader, std::string_view text, TimePoint now, SeenNow* seen) {
  const auto token = find_token(reader, sha256(text), now);
  if (!token) return {};
  if (!token->last_used_at || now - *token->last_used_at > kStale) seen->token_id = token->id;
  Visitor v{"token:" + token->name, token->role, {}, scopes_of(token->scopes)};
  if (token->user_id != 0) {
    const auto user = user_by_id(reader, token->user_id);
    if (!user || user->disabled_at) return {};
    v.actor = user->actor();
    v.role = std::min(token->role, user->role);
  }
  return {std::move(v), {}};
}

Known by_session(Database& reader, const HttpRequest& q, const std::string& secret, const SessionRules& rules,
                 TimePoint now, SeenNow* seen) {
  const auto session = find_session(reader, sha256(secret));
  if (!session || now - session->seen_at > rules.idle || now - session->created_at > rules.longest) return {};
  const auto user = user_by_id(reader, session->user_id);
  if (!user || user->disabled_at) return {};
  if (q.method != "GET" && !is_same_site(q, secret)) return {std::nullopt, "csrf"};
  if (now - session->seen_at > std::min(kStale, rules.idle / 10)) seen->session_hash = session->hash;
  return {Visitor{user->actor(), user->role, secret, {}}, {}};
}

}  // namespace

Known who_asks(Database& reader, const HttpRequest& request, const SessionRules& rules, TimePoint now,
               SeenNow* seen) {
  const std::string header = request.header("authorization");
  constexpr std::string_view kBearer = "Bearer ";
  if (!header.empty()) {
    if (!starts_with(header, kBearer)) return {};
    return by_token(reader, std::string_view(header).substr(kBearer.size()), now, seen);
  }
  const std::string secret = cookie_of(request, session_cookie_name(over_tls(request)));
  return secret.empty() ? Known{} : by_session(reader, request, secret, rules, now, seen);
}

bool over_tls(const HttpRequest& request) {
  return request.header("x-forwarded-proto") == "https";
}

std::string session_cookie_name(bool tls) {
  return tls ? "__Host-huiyin" : "huiyin_session";
}

std::string cookie_of(const HttpRequest& request, std::string_view name) {
  const std::string header = request.header("cookie");
  for (std::string_view pair : split(header, ';')) {
    pair = trim(pair);
    if (starts_with(pair, name) && pair.size() > name.size() && pair[name.size()] == '=')
      return std::string(pair.substr(name.size() + 1));
  }
  return {};
}

std::string set_cookie(bool tls, std::string_view name, std::string_view value, std::int64_t max_age) {
  std::string out(name);
  out.append("=")
      .append(value)
      .append("; Path=/; HttpOnly; SameSite=Strict; Max-Age=")
      .append(std::to_string(max_age));
  if (tls) out += "; Secure";
  return out;
}

std::string csrf_of(std::string_view session_secret) {
  return to_base64url(sha256("csrf of " + std::string(session_secret)));
}

bool is_same_site(const HttpRequest& request, std::string_view session_secret) {
  const std::string site = request.header("sec-fetch-site");
  if (site == "cross-site" || site == "same-site") return false;
  return equal_in_constant_time(request.header("x-csrf-token"), csrf_of(session_secret));
}

}  // namespace huiyin
