// The Chinese number plan as a table, and the library for all other countries. Private to phone.cpp and its
// tests.
#pragma once
#include <string_view>

#include "daemon/base/phone.h"
#include "daemon/base/result.h"

namespace huiyin {

enum class MobilePrefix : unsigned char { unassigned, mobile, iot13 };

// Digits of a national number that starts with 13 to 19, five at least. Any thread.
MobilePrefix mobile_prefix(std::string_view national);

// Whether the text is a plan as config/number_plan_cn.tsv writes it; the error names the line.
Result<int> check_number_plan(std::string_view tsv);  // how many prefixes it has

// phone_library.cpp: libphonenumber. `number` is ASCII: an optional + and digits.
PhoneNumber read_phone_by_library(const std::string& number, const std::string& region);

}  // namespace huiyin
