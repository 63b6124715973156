// Alibaba Cloud's three signatures: ACS3 (current), RPC v1 (for proxies that need it) and that of its queues
// (MNS). Pure functions; any thread.
#pragma once
#include <string>
#include <string_view>

#include "adapters/kit.h"

namespace huiyin {

struct Acs3Request {
  std::string_view method = "POST";
  Parameters query;
  Headers headers;  // the signed ones: host, content-type, x-acs-*; names in lower case, any order
  std::string_view body;
};
std::string acs3_canonical_request(const Acs3Request& r);
std::string acs3_string_to_sign(const Acs3Request& r);
// The value of the Authorization header.
std::string acs3_authorization(const Acs3Request& r, std::string_view key_id, const Secret& key);

// Query and form parameters together, without Signature.
std::string rpc_v1_string_to_sign(std::string_view method, const Parameters& parameters);
std::string rpc_v1_signature(std::string_view method, const Parameters& parameters, const Secret& key);

struct MnsRequest {
  std::string_view method = "GET";
  std::string_view resource;  // path and query, as on the wire
  std::string_view body;
  TimePoint now;
};
std::string mns_content_md5(std::string_view body);  // base64 of the hex digest
std::string mns_string_to_sign(const MnsRequest& r);
std::string mns_authorization(const MnsRequest& r, std::string_view key_id, const Secret& key);

inline constexpr std::string_view kMnsVersion = "2015-06-06";
inline constexpr std::string_view kMnsContentType = "text/xml";

}  // namespace huiyin
