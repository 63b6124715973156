#include "daemon/bus/webhook_sign.h"

#include <algorithm>

#include "daemon/base/bytes.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr std::string_view kSecretPrefix = "whsec_";
constexpr std::size_t kLongestUrl = 2'000;

std::string seconds_text(TimePoint at) {
  return std::to_string(to_ms(at) / 1000);
}

// Without its port; "[::1]" with its brackets.
std::string_view host_of(std::string_view authority) {
  if (starts_with(authority, "[")) return authority.substr(0, authority.find(']') + 1);
  return authority.substr(0, authority.find(':'));
}

}  // namespace

Result<std::string> webhook_key(std::string_view secret) {
  if (!starts_with(secret, kSecretPrefix)) return fail(Errc::bad_input, "must begin with whsec_", "/secret");
  auto key = from_base64(secret.substr(kSecretPrefix.size()));
  if (!key || key->size() < 24 || key->size() > 64)
    return fail(Errc::bad_input, "must be whsec_ and the base64 of 24 to 64 bytes", "/secret");
  return key;
}

std::string webhook_signature(std::string_view key, std::string_view id, TimePoint at,
                              std::string_view body) {
  std::string signed_text(id);
  signed_text.append(".").append(seconds_text(at)).append(".").append(body);
  return "v1," + to_base64(hmac_sha256(key, signed_text));
}

Headers webhook_headers(const std::vector<std::string>& keys, std::string_view id, TimePoint at,
                        std::string_view body) {
  std::string signatures;
  for (const std::string& key : keys)
    signatures += (signatures.empty() ? "" : " ") + webhook_signature(key, id, at, body);
  return {{"webhook-id", std::string(id)},
          {"webhook-timestamp", seconds_text(at)},
          {"webhook-signature", signatures}};
}

std::string_view refuse_webhook_url(std::string_view url) {
  const bool secure = starts_with(url, "https://"), open = starts_with(url, "http://");
  if (!secure && !open) return "must begin with https:// (http:// for this machine only)";
  if (url.size() > kLongestUrl) return "is longer than 2000 characters";
  const bool plain = std::all_of(url.begin(), url.end(), [](unsigned char c) {
    return c > 0x20 && c < 0x7F && c != '\\' && c != '"' && c != '<' && c != '>';
  });
  if (!plain) return "has characters that an address does not have";
  if (url.find('#') != url.npos) return "must not have a fragment";
  const std::string_view rest = url.substr(secure ? 8 : 7);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
  if (authority.find('@') != authority.npos) return "must not hold a name or password";
  const std::string_view host = host_of(authority);
  const std::string_view port = authority.substr(std::min(host.size(), authority.size()));
  if (host.empty() || host == "[]" || (!port.empty() && port.front() != ':')) return "names no host";
  if (!secure && host != "127.0.0.1" && host != "[::1]" && host != "localhost")
    return "must be https:// for another machine";
  return {};
}

std::string webhook_origin(std::string_view url) {
  const std::size_t host = url.find("//");
  return std::string(url.substr(0, host == url.npos ? host : url.find_first_of("/?", host + 2)));
}

}  // namespace huiyin
