#include "adapters/huawei/auth.h"

#include <algorithm>

#include "adapters/web.h"
#include "daemon/base/bytes.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr std::string_view kScheme = "SDK-HMAC-SHA256";

Headers sorted(Headers headers) {
  std::sort(headers.begin(), headers.end());
  return headers;
}

std::string signed_names(const Headers& headers) {
  std::string out;
  for (const auto& [name, value] : sorted(headers)) out += (out.empty() ? "" : ";") + name;
  return out;
}

std::string header_in(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

// What follows `name` up to the next comma.
std::string part_of(std::string_view authorization, std::string_view name) {
  const std::size_t at = authorization.find(name);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = authorization.substr(at + name.size());
  return std::string(trim(rest.substr(0, rest.find(','))));
}

bool read_auth(const CarrierSettings& settings) {
  const std::string& name = settings.text("auth");
  if (name != "sdk_hmac" && name != "wsse") throw BadInput("auth", "must be sdk_hmac or wsse");
  return name == "wsse";
}

}  // namespace

std::string sdk_hmac_canonical_request(const SdkHmacRequest& r) {
  std::string path(r.path);
  if (path.empty() || path.back() != '/') path += '/';
  std::string out = std::string(r.method) + "\n" + path + "\n" + canonical_query(r.query) + "\n";
  for (const auto& [name, value] : sorted(r.headers)) out += name + ":" + std::string(trim(value)) + "\n";
  return out + "\n" + signed_names(r.headers) + "\n" + r.payload_hash;
}

std::string sdk_hmac_signature(const SdkHmacRequest& r, const Secret& secret) {
  const std::string to_sign = std::string(kScheme) + "\n" + header_in(r.headers, "x-sdk-date") + "\n" +
                              to_hex(sha256(sdk_hmac_canonical_request(r)));
  return to_hex(hmac_sha256(secret.reveal(), to_sign));
}

std::string sdk_hmac_authorization(const SdkHmacRequest& r, std::string_view key, const Secret& secret) {
  return std::string(kScheme) + " Access=" + std::string(key) + ", SignedHeaders=" + signed_names(r.headers) +
         ", Signature=" + sdk_hmac_signature(r, secret);
}

std::string wsse_digest(std::string_view nonce, std::string_view created, const Secret& secret) {
  const Secret whole(std::string(nonce) + std::string(created) + secret.reveal());
  return to_base64(to_hex(sha256(whole.reveal())));
}

HuaweiAuth::HuaweiAuth(const CarrierSettings& settings)
    : key_(needed_token(settings, "app_key")),
      secret_(needed_secret(settings, "app_secret")),
      wsse_(read_auth(settings)) {}

void HuaweiAuth::sign(HttpCall* call, std::string_view content_type, const Moment& m) const {
  if (wsse_)
    sign_wsse(call, content_type, m);
  else
    sign_hmac(call, content_type, m);
}

void HuaweiAuth::sign_hmac(HttpCall* call, std::string_view content_type, const Moment& m) const {
  const std::string_view url = call->url;
  const std::size_t host = url.find("//") + 2, path = url.find('/', host);
  const bool form = content_type != "application/json";
  SdkHmacRequest request;
  request.path = url.substr(path);
  request.payload_hash = form ? std::string(kUnsignedPayload) : to_hex(sha256(call->body));
  request.headers = {{"content-type", std::string(content_type)}};
  if (form) request.headers.emplace_back("x-sdk-content-sha256", kUnsignedPayload);
  request.headers.emplace_back("x-sdk-date", to_compact_utc(m.now));
  call->headers = request.headers;
  request.headers.emplace_back("host", url.substr(host, path - host));  // the client makes it
  call->headers.emplace_back("Authorization", sdk_hmac_authorization(request, key_, secret_));
}

void HuaweiAuth::sign_wsse(HttpCall* call, std::string_view content_type, const Moment& m) const {
  const std::string created = to_rfc3339(in_whole_seconds(m.now));
  call->headers = {{"content-type", std::string(content_type)},
                   {"Authorization", R"(WSSE realm="SDP",profile="UsernameToken",type="Appkey")"},
                   {"X-WSSE", "UsernameToken Username=\"" + key_ + "\",PasswordDigest=\"" +
                                  wsse_digest(m.nonce, created, secret_) + "\",Nonce=\"" + m.nonce +
                                  "\",Created=\"" + created + "\""}};
}

bool sdk_hmac_push_is_genuine(std::string_view path, std::string_view query, const Headers& headers,
                              std::string_view body, std::string_view key, const Secret& secret) {
  const std::string authorization = header_in(headers, "authorization");
  if (!starts_with(authorization, kScheme) || part_of(authorization, "Access=") != key) return false;
  SdkHmacRequest request;
  request.path = path;
  request.query = read_form(query);
  const std::string names = part_of(authorization, "SignedHeaders=");
  bool dated = false;
  for (const std::string_view name : split(names, ';')) {
    dated = dated || name == "x-sdk-date";
    request.headers.emplace_back(name, header_in(headers, name));
  }
  // Whether a form's push signs its body is not documented: both forms are right.
  for (const std::string& hash : {to_hex(sha256(body)), std::string(kUnsignedPayload)}) {
    request.payload_hash = hash;
    if (dated &&
        equal_in_constant_time(sdk_hmac_signature(request, secret), part_of(authorization, "Signature=")))
      return true;
  }
  return false;
}

}  // namespace huiyin
