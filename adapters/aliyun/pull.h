// Replies and receipts from Alibaba's queues: a token, then receive, keep, delete, and again. What is not
// deleted comes again, so nothing is lost and repeats count once.
#pragma once
#include <memory>
#include <string>

#include "adapters/aliyun/api.h"
#include "adapters/aliyun/mns.h"

namespace huiyin {

struct AliyunPull {
  std::string_view message_type;  // SmsUp or SmsReport
  std::string_view kind;          // of the kept bytes
};

std::unique_ptr<Exchange> make_mns_pull(std::shared_ptr<const AliyunApi> tokens,
                                        std::shared_ptr<const MnsQueue> queue, const AliyunPull& pull,
                                        bool long_poll);

}  // namespace huiyin
