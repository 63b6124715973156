#include "adapters/aliyun/api.h"

#include <algorithm>
#include <charconv>

#include "adapters/aliyun/errors.h"
#include "adapters/aliyun/sign.h"
#include "daemon/base/bytes.h"

namespace huiyin {
namespace {

constexpr std::string_view kForm = "application/x-www-form-urlencoded";

bool read_signature(const CarrierSettings& settings) {
  const std::string& name = settings.text("signature");
  if (name != "acs3" && name != "rpc_v1") throw BadInput("signature", "must be acs3 or rpc_v1");
  return name == "rpc_v1";
}

Millis told_pause(const HttpReply& reply, Millis otherwise) {
  const std::string text = reply.header("x-acs-retry-after");
  std::int64_t ms = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), ms);
  if (error != std::errc() || end != text.data() + text.size() || ms <= 0) return otherwise;
  return Millis(std::min<std::int64_t>(ms, 3'600'000));
}

}  // namespace

AliyunApi::AliyunApi(const CarrierSettings& settings, std::string_view endpoint, std::string version)
    : endpoint_(read_endpoint(settings.text(endpoint), endpoint)),
      authority_(endpoint_.url.substr(endpoint_.url.find("//") + 2)),
      version_(std::move(version)),
      key_id_(needed_token(settings, "key_id")),
      key_(needed_secret(settings, "key_secret")),
      token_(settings.secret("security_token")),
      rpc_(read_signature(settings)),
      timeout_(read_timeout(settings)) {}

HttpCall AliyunApi::call(std::string_view action, const Parameters& query, const Parameters& form,
                         const Moment& m) const {
  HttpCall call = rpc_ ? rpc_call(action, query, form, m)
                       : acs3_call(action, query, join_parameters(form, encode_component), m);
  call.timeout = timeout_;
  return call;
}

Headers AliyunApi::identity() const {
  Headers headers;
  if (!token_.empty()) {
    headers.emplace_back("x-acs-accesskey-id", key_id_);
    headers.emplace_back("x-acs-security-token", token_.reveal());
  }
  headers.emplace_back("x-acs-credentials-provider", token_.empty() ? "static_ak" : "static_sts");
  return headers;
}

HttpCall AliyunApi::acs3_call(std::string_view action, const Parameters& query, std::string body,
                              const Moment& m) const {
  Acs3Request request;
  request.query = query;
  request.body = body;
  request.headers = identity();
  request.headers.emplace_back("x-acs-version", version_);
  request.headers.emplace_back("x-acs-action", action);
  request.headers.emplace_back("x-acs-date", to_rfc3339(in_whole_seconds(m.now)));
  request.headers.emplace_back("x-acs-signature-nonce", m.nonce);
  request.headers.emplace_back("x-acs-content-sha256", to_hex(sha256(body)));
  if (!body.empty()) request.headers.emplace_back("content-type", kForm);

  HttpCall call;
  call.url = endpoint_.url + "/" + (query.empty() ? "" : "?") + join_parameters(query, encode_component);
  call.headers = request.headers;
  request.headers.emplace_back("host", authority_);  // the client makes it
  call.headers.emplace_back("Authorization", acs3_authorization(request, key_id_, key_));
  call.body = std::move(body);
  return call;
}

// In the order of the vendor's SDK.
HttpCall AliyunApi::rpc_call(std::string_view action, const Parameters& query, const Parameters& form,
                             const Moment& m) const {
  Parameters on_wire = {{"Action", std::string(action)},
                        {"Format", "json"},
                        {"Version", version_},
                        {"Timestamp", to_rfc3339(in_whole_seconds(m.now))},
                        {"SignatureNonce", m.nonce}};
  on_wire.insert(on_wire.end(), query.begin(), query.end());
  on_wire.emplace_back("SignatureMethod", "HMAC-SHA1");
  on_wire.emplace_back("SignatureVersion", "1.0");
  on_wire.emplace_back("AccessKeyId", key_id_);
  if (!token_.empty()) on_wire.emplace_back("SecurityToken", token_.reveal());
  Parameters all = on_wire;
  all.insert(all.end(), form.begin(), form.end());
  on_wire.emplace_back("Signature", rpc_v1_signature("POST", all, key_));

  HttpCall call;
  call.url = endpoint_.url + "/?" + join_parameters(on_wire, encode_component);
  call.body = join_parameters(form, encode_component);
  if (!form.empty()) call.headers.emplace_back("content-type", kForm);
  return call;
}

AliyunAnswer AliyunApi::open(const HttpReply& reply, std::string_view success) const {
  AliyunAnswer answer;
  const std::optional<Outcome> decided = decided_by_status(reply);
  if (reply.transport != Transport::answered || reply.body.empty()) {
    answer.fault = decided.value_or(unknown_outcome("empty answer"));
    return answer;
  }
  try {
    const Json body = Json::parse(reply.body);
    const std::string code = body.text("Code");
    if (!decided && code == success) {
      answer.body = body;
      return answer;
    }
    const bool known = classify_aliyun_error(code, "").known;
    if (decided && !known) {
      answer.fault = *decided;
      return answer;
    }
    answer = refusal(code, body.text_or("Message", ""));
    if (answer.fault.hold == Hold::account) answer.fault.wait = told_pause(reply, answer.fault.wait);
  } catch (const BadInput& e) {
    answer.fault = decided.value_or(unreadable_answer(e));
  }
  return answer;
}

AliyunAnswer AliyunApi::refusal(std::string_view code, std::string_view words) const {
  const Secret* const secrets[] = {&key_, &token_};
  AliyunError error = classify_aliyun_error(code, words);
  AliyunAnswer answer;
  answer.of_one_number = error.of_one_number;
  answer.fault = std::move(error.outcome);
  answer.fault.code = carrier_code(carrier_words(code, secrets));
  answer.fault.words = carrier_words(words, secrets);
  return answer;
}

}  // namespace huiyin
