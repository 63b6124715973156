#include "adapters/aliyun/sign.h"

#include <algorithm>

#include "adapters/web.h"
#include "daemon/base/bytes.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr std::string_view kAcs3 = "ACS3-HMAC-SHA256";

Headers sorted(Headers headers) {
  std::sort(headers.begin(), headers.end());
  return headers;
}

std::string signed_names(const Headers& headers) {
  std::string out;
  for (const auto& [name, value] : sorted(headers)) out += (out.empty() ? "" : ";") + name;
  return out;
}

}  // namespace

std::string acs3_canonical_request(const Acs3Request& r) {
  std::string out = std::string(r.method) + "\n/\n" + canonical_query(r.query) + "\n";
  for (const auto& [name, value] : sorted(r.headers)) out += name + ":" + std::string(trim(value)) + "\n";
  return out + "\n" + signed_names(r.headers) + "\n" + to_hex(sha256(r.body));
}

std::string acs3_string_to_sign(const Acs3Request& r) {
  return std::string(kAcs3) + "\n" + to_hex(sha256(acs3_canonical_request(r)));
}

std::string acs3_authorization(const Acs3Request& r, std::string_view key_id, const Secret& key) {
  return std::string(kAcs3) + " Credential=" + std::string(key_id) +
         ",SignedHeaders=" + signed_names(r.headers) +
         ",Signature=" + to_hex(hmac_sha256(key.reveal(), acs3_string_to_sign(r)));
}

std::string rpc_v1_string_to_sign(std::string_view method, const Parameters& parameters) {
  return std::string(method) + "&%2F&" + percent_encode(canonical_query(parameters));
}

std::string rpc_v1_signature(std::string_view method, const Parameters& parameters, const Secret& key) {
  const Secret signing(key.reveal() + "&");
  return to_base64(hmac_sha1(signing.reveal(), rpc_v1_string_to_sign(method, parameters)));
}

std::string mns_content_md5(std::string_view body) {
  return to_base64(to_hex(md5(body)));
}

std::string mns_string_to_sign(const MnsRequest& r) {
  const bool bare = r.method == "GET";
  const std::string date = to_http_date(r.now);
  std::string out = std::string(r.method) + "\n";
  out += bare ? std::string("\n\n") : mns_content_md5(r.body) + "\n" + std::string(kMnsContentType) + "\n";
  out += date + "\nx-mns-date:" + date + "\nx-mns-version:" + std::string(kMnsVersion) + "\n";
  return out + std::string(r.resource);
}

std::string mns_authorization(const MnsRequest& r, std::string_view key_id, const Secret& key) {
  return "MNS " + std::string(key_id) + ":" + to_base64(hmac_sha1(key.reveal(), mns_string_to_sign(r)));
}

}  // namespace huiyin
