#include "adapters/tencent/errors.h"

#include <chrono>

namespace huiyin {
namespace {

using namespace std::chrono_literals;

struct Class {
  Verdict verdict;
  Hold hold = Hold::none;
  Millis wait{0};
  bool opted_out = false;
};

constexpr Class kThrottled{Verdict::not_sent, Hold::account, 1s};
constexpr Class kAccountFull{Verdict::not_sent, Hold::account,
                             1h};  // resets at an hour nobody states: probe hourly
constexpr Class kNumberWaits{Verdict::not_sent, Hold::number};
constexpr Class kMend{Verdict::not_sent, Hold::stopped};
constexpr Class kRefused{Verdict::refused};
constexpr Class kUnknown{Verdict::unknown};

struct Entry {
  std::string_view code;
  Class meaning;
};

// Whole codes that differ from their family.
constexpr Entry kCodes[] = {
    {"LimitExceeded.DeliveryFrequencyLimit", {Verdict::not_sent, Hold::number, 60s}},
    {"LimitExceeded.PhoneNumberThirtySecondLimit", {Verdict::not_sent, Hold::number, 30s}},
    {"LimitExceeded.PhoneNumberOneHourLimit", {Verdict::not_sent, Hold::number, 1h}},
    {"LimitExceeded.PhoneNumberDailyLimit", {Verdict::not_sent, Hold::number, 4h}},
    {"LimitExceeded.PhoneNumberSameContentDailyLimit", {Verdict::not_sent, Hold::number, 4h}},
    {"LimitExceeded.DailyLimit", kAccountFull},
    {"LimitExceeded.AppDailyLimit", kAccountFull},
    {"LimitExceeded.PhoneNumberCountLimit", kRefused},
    // Publicity only; the other purposes of the account go on.
    {"FailedOperation.MarketingSendTimeConstraint", {Verdict::not_sent, Hold::number, 30min}},
    {"FailedOperation.PhoneNumberInBlacklist", {Verdict::refused, Hold::none, 0s, true}},
    {"FailedOperation.ContainSensitiveWord", kRefused},
    {"FailedOperation.FailResolvePacket", kRefused},
    {"FailedOperation.JsonParseFail", kRefused},
    {"FailedOperation.InsufficientBalanceInSmsPackage", kMend},
    {"FailedOperation.SignatureIncorrectOrUnapproved", kMend},
    // One content only: case replies by other templates go on.
    {"FailedOperation.TemplateIncorrectOrUnapproved", {Verdict::not_sent, Hold::number, 10min}},
    // A clock that jumped is mended by itself; one that is wrong is told by every try.
    {"AuthFailure.SignatureExpire", {Verdict::not_sent, Hold::account, 5s}},
    {"FailedOperation.MissingSignature", kMend},
    {"FailedOperation.MissingSignatureList", kMend},
    {"FailedOperation.MissingTemplateList", kMend},
    {"FailedOperation.NotEnterpriseCertification", kMend},
    {"InternalError.SigVerificationFail", kMend},
    {"InternalError.SigFieldMissing", kMend},
    {"InternalError.RequestTimeException", {Verdict::not_sent, Hold::account, 5s}},
    {"InternalError.RestApiInterfaceNotExist", kMend},
    {"InvalidParameterValue.SdkAppIdNotExist", kMend},
    {"InvalidParameter.AppidAndBizId", kMend},
};

constexpr Entry kFamilies[] = {
    {"RequestLimitExceeded", kThrottled},
    {"LimitExceeded", kNumberWaits},
    {"AuthFailure", kMend},
    {"UnauthorizedOperation", kMend},
    {"InvalidParameter", kRefused},
    {"InvalidParameterValue", kRefused},
    {"MissingParameter", kRefused},
    {"UnknownParameter", kRefused},
    {"UnsupportedOperation", kRefused},
    {"RequestSizeLimitExceeded", kRefused},
    {"ActionOffline", kMend},
    {"InvalidAction", kMend},
    {"NoSuchProduct", kMend},
    {"NoSuchVersion", kMend},
    {"UnsupportedProtocol", kMend},
    {"UnsupportedRegion", kMend},
    {"IpInBlacklist", kMend},
    {"IpNotInWhitelist", kMend},
};

Class meaning_of(std::string_view code) {
  for (const Entry& e : kCodes)
    if (e.code == code) return e.meaning;
  const std::string_view family = code.substr(0, code.find('.'));
  for (const Entry& e : kFamilies)
    if (e.code == family) return e.meaning;
  return kUnknown;
}

}  // namespace

Outcome classify_tencent_error(std::string_view code) {
  const Class meaning = meaning_of(code);
  Outcome outcome;
  outcome.verdict = meaning.verdict;
  outcome.hold = meaning.hold;
  outcome.wait = meaning.wait;
  outcome.opted_out = meaning.opted_out;
  return outcome;
}

}  // namespace huiyin
