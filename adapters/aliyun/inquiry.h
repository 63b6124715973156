// What became of one message at Alibaba: its send details by number and day, matched by our key (OutId).
#pragma once
#include <memory>

#include "adapters/aliyun/api.h"

namespace huiyin {

// settle: how long after the submit the absence of a record counts as "not taken".
std::unique_ptr<InquiryExchange> make_aliyun_inquiry(std::shared_ptr<const AliyunApi> api,
                                                     const Inquiry& inquiry, Millis settle);

}  // namespace huiyin
