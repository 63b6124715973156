#include "adapters/tencent/api.h"

#include "adapters/tencent/errors.h"
#include "adapters/web.h"
#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

constexpr std::string_view kContentType = "application/json";

std::string checked_language(const std::string& language) {
  if (!language.empty() && language != "zh-CN" && language != "en-US")
    throw BadInput("language", "must be zh-CN, en-US or empty");
  return language;
}

}  // namespace

TencentApi::TencentApi(const CarrierSettings& settings, std::string version)
    : endpoint_(read_endpoint(settings.text("endpoint"), "endpoint")),
      version_(std::move(version)),
      service_(endpoint_.host.substr(0, endpoint_.host.find('.'))),
      region_(optional_token(settings, "region")),
      secret_id_(needed_token(settings, "secret_id")),
      language_(checked_language(settings.text("language"))),
      secret_key_(needed_secret(settings, "secret_key")),
      sts_token_(settings.secret("sts_token")),
      timeout_(read_timeout(settings)) {}

HttpCall TencentApi::call(std::string_view action, std::string body, TimePoint now) const {
  Tc3Request request;
  request.content_type = kContentType;
  request.host = endpoint_.host;
  request.body = body;
  request.service = service_;
  request.unix_seconds = to_unix_seconds(now);

  HttpCall call;
  call.url = endpoint_.url + "/";
  call.timeout = timeout_;
  call.headers = {{"X-TC-Action", std::string(action)},
                  {"X-TC-Region", region_},
                  {"X-TC-Timestamp", std::to_string(request.unix_seconds)},
                  {"X-TC-Version", version_}};
  if (!sts_token_.empty()) call.headers.emplace_back("X-TC-Token", sts_token_.reveal());
  if (!language_.empty()) call.headers.emplace_back("X-TC-Language", language_);
  call.headers.emplace_back("Content-Type", kContentType);
  call.headers.emplace_back("Authorization", tc3_authorization(request, secret_id_, secret_key_));
  call.body = std::move(body);
  return call;
}

TencentAnswer TencentApi::open(const HttpReply& reply) const {
  TencentAnswer answer;
  if (std::optional<Outcome> decided = decided_by_status(reply)) {
    answer.fault = std::move(*decided);
    return answer;
  }
  try {
    const Json response = Json::parse(reply.body).at("Response");
    if (const std::optional<Json> error = response.find("Error"); error && !error->is_null()) {
      answer.fault = outcome_of(error->text("Code"), error->text_or("Message", ""));
      return answer;
    }
    if (!response.is_object()) throw BadInput("/Response", "is not an object");
    answer.response = response;
  } catch (const BadInput& e) {
    answer.unreadable = true;
    answer.fault.words = carrier_words(std::string("unreadable answer: ") + e.what(), {});
  }
  return answer;
}

Outcome TencentApi::outcome_of(std::string_view code, std::string_view words) const {
  const Secret* const secrets[] = {&secret_key_, &sts_token_};
  Outcome outcome = classify_tencent_error(code);
  outcome.code = carrier_code(carrier_words(code, secrets));
  outcome.words = carrier_words(words, secrets);
  return outcome;
}

}  // namespace huiyin
