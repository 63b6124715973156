// Numbers outside China's mobile plan: libphonenumber, whose headers stay here.
#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumberutil.h>

#include "daemon/base/number_plan.h"

namespace huiyin {
namespace {

using i18n::phonenumbers::PhoneNumberUtil;

const PhoneNumberUtil& library() {
  static const PhoneNumberUtil* const util = [] {
    PhoneNumberUtil* instance = PhoneNumberUtil::GetInstance();
    // Its own logger prints to stdout, and could print numbers.
    i18n::phonenumbers::Logger::set_logger_impl(new i18n::phonenumbers::NullLogger());
    return instance;
  }();
  return *util;
}

NumberError error_of(PhoneNumberUtil::ErrorType error) {
  switch (error) {
    case PhoneNumberUtil::NO_PARSING_ERROR:
      return NumberError::none;
    case PhoneNumberUtil::NOT_A_NUMBER:
      return NumberError::not_digits;
    case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
    case PhoneNumberUtil::TOO_SHORT_NSN:
      return NumberError::too_short;
    case PhoneNumberUtil::TOO_LONG_NSN:
      return NumberError::too_long;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
      return NumberError::invalid;
  }
  return NumberError::invalid;
}

NumberError error_of(PhoneNumberUtil::ValidationResult result) {
  switch (result) {
    case PhoneNumberUtil::TOO_SHORT:
    case PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY:
      return NumberError::too_short;
    case PhoneNumberUtil::TOO_LONG:
      return NumberError::too_long;
    default:
      return NumberError::invalid;
  }
}

NumberKind kind_of(PhoneNumberUtil::PhoneNumberType type) {
  switch (type) {
    case PhoneNumberUtil::MOBILE:
      return NumberKind::mobile;
    case PhoneNumberUtil::FIXED_LINE:
      return NumberKind::fixed;
    case PhoneNumberUtil::FIXED_LINE_OR_MOBILE:
      return NumberKind::fixed_or_mobile;
    case PhoneNumberUtil::TOLL_FREE:
    case PhoneNumberUtil::PREMIUM_RATE:
    case PhoneNumberUtil::SHARED_COST:
    case PhoneNumberUtil::UAN:
      return NumberKind::service;
    default:
      return NumberKind::unknown;
  }
}

}  // namespace

PhoneNumber read_phone_by_library(const std::string& number, const std::string& region) {
  PhoneNumber out;
  i18n::phonenumbers::PhoneNumber parsed;
  out.error = error_of(library().Parse(number, region, &parsed));
  if (out.error != NumberError::none) return out;
  if (!library().IsValidNumber(parsed)) {
    out.error = error_of(library().IsPossibleNumberWithReason(parsed));
    return out;
  }
  library().GetRegionCodeForNumber(parsed, &out.region);
  out.kind = kind_of(library().GetNumberType(parsed));
  if (out.kind != NumberKind::service) library().Format(parsed, PhoneNumberUtil::E164, &out.e164);
  return out;
}

}  // namespace huiyin
