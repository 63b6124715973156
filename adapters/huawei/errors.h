// What Huawei's codes mean for a message: a table, nothing else.
#pragma once
#include <string_view>

#include "adapters/message.h"

namespace huiyin {

struct HuaweiError {
  Outcome outcome;  // verdict, hold, wait
  bool known = false;
  bool of_one_number = false;  // one number of many may have caused it
};
HuaweiError classify_huawei_error(std::string_view code);

}  // namespace huiyin
