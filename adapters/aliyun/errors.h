// What Alibaba's error codes mean for a message: a table, nothing else.
#pragma once
#include <string_view>

#include "adapters/message.h"

namespace huiyin {

struct AliyunError {
  Outcome outcome;             // verdict, hold, wait, opted_out
  bool known = false;          // in the table, by itself or by its family
  bool of_one_number = false;  // one number of many may have caused it
};
// `words` tell how long a frequency limit holds.
AliyunError classify_aliyun_error(std::string_view code, std::string_view words);

}  // namespace huiyin
