#include "adapters/aliyun/errors.h"

#include <chrono>

#include "daemon/base/text.h"

namespace huiyin {
namespace {

using namespace std::chrono_literals;

struct Class {
  Verdict verdict;
  Hold hold = Hold::none;
  Millis wait{0};
  bool of_one_number = false;
};

constexpr Class kThrottled{Verdict::not_sent, Hold::account, 1s};
constexpr Class kPeriodFull{Verdict::not_sent, Hold::account, 1h};  // nobody states the hour: probe hourly
constexpr Class kMend{Verdict::not_sent, Hold::stopped};
constexpr Class kContentWaits{Verdict::not_sent, Hold::number, 10min};  // other templates go on
constexpr Class kRefused{Verdict::refused};
constexpr Class kNumberRefused{Verdict::refused, Hold::none, 0s, true};
constexpr Class kUnknown{Verdict::unknown};

struct Entry {
  std::string_view code;
  Class meaning;
};

constexpr Entry kCodes[] = {
    {"SignatureNonceUsed", {Verdict::not_sent, Hold::account, 100ms}},  // the next try has its own
    {"InvalidTimeStamp.Expired", {Verdict::not_sent, Hold::account, 5s}},
    {"InvalidAccessKeyId.NotFound", kMend},
    {"InvalidAccessKeyId.Inactive", kMend},
    {"InvalidSecurityToken.Expired", kMend},
    {"SignatureDoesNotMatch", kMend},
    {"IncompleteSignature", kMend},
    {"Forbidden.RAM", kMend},
    {"InternalError", kUnknown},
    {"ServiceUnavailable", kUnknown},  // said to be safe; asking costs less than a second message
    {"isp.RAM_PERMISSION_DENY", kMend},
    {"isp.SYSTEM_ERROR", kUnknown},
    {"isp.GATEWAY_ERROR", kUnknown},
    {"isv.BUSINESS_LIMIT_CONTROL", {Verdict::not_sent, Hold::number, 1h, true}},
    {"isv.DAY_LIMIT_CONTROL", kPeriodFull},
    {"isv.MONTH_LIMIT_CONTROL", kPeriodFull},
    {"isv.OUT_OF_SERVICE", kMend},
    {"isv.AMOUNT_NOT_ENOUGH", kMend},
    {"isv.ACCOUNT_NOT_EXISTS", kMend},
    {"isv.ACCOUNT_ABNORMAL", kMend},
    {"isv.PRODUCT_UN_SUBSCRIPT", kMend},
    {"isv.PRODUCT_UNSUBSCRIBE", kMend},
    {"isv.SMS_SIGNATURE_SCENE_ILLEGAL", kMend},
    {"isv.SMS_SIGNATURE_ILLEGAL", kMend},
    {"isv.SIGN_STATE_ILLEGAL", kMend},
    {"isv.SIGN_NAME_ILLEGAL", kMend},
    {"isv.EXTEND_CODE_ERROR", kMend},
    {"isv.DENY_IP_RANGE", kMend},
    {"isv.SMS_TEMPLATE_ILLEGAL", kContentWaits},
    {"isv.TEMPLATE_STATE_ILLEGAL", kContentWaits},
    {"isv.MOBILE_COUNT_OVER_LIMIT", kNumberRefused},
    {"isv.MOBILE_NUMBER_ILLEGAL", kNumberRefused},
    {"isv.DOMESTIC_NUMBER_NOT_SUPPORTED", kNumberRefused},
    {"isv.BLACK_KEY_CONTROL_LIMIT", kRefused},
    {"isv.SMS_CONTENT_ILLEGAL", kRefused},
};

constexpr Entry kFamilies[] = {
    {"Throttling", kThrottled},
    {"isv.", kRefused},
    {"isp.", kUnknown},
};

Millis limit_wait(std::string_view words, Millis otherwise) {
  if (words.find("分钟级") != std::string_view::npos) return 60s;
  if (words.find("小时级") != std::string_view::npos) return 1h;
  if (words.find("天级") != std::string_view::npos) return 4h;
  return otherwise;
}

const Class* meaning_of(std::string_view code) {
  for (const Entry& e : kCodes)
    if (e.code == code) return &e.meaning;
  for (const Entry& e : kFamilies)
    if (starts_with(code, e.code)) return &e.meaning;
  return nullptr;
}

}  // namespace

AliyunError classify_aliyun_error(std::string_view code, std::string_view words) {
  AliyunError error;
  const Class* meaning = meaning_of(code);
  if (meaning == nullptr) return error;
  error.known = true;
  error.of_one_number = meaning->of_one_number;
  error.outcome.verdict = meaning->verdict;
  error.outcome.hold = meaning->hold;
  error.outcome.wait = meaning->wait;
  if (code == "isv.BUSINESS_LIMIT_CONTROL") error.outcome.wait = limit_wait(words, meaning->wait);
  return error;
}

}  // namespace huiyin
