// What became of one message at Tencent: first its status by number (matched by our key), then the send
// records.
#pragma once
#include <memory>
#include <string>

#include "adapters/tencent/api.h"

namespace huiyin {

// settle: how long after the submit the absence of a record counts as "not taken".
std::unique_ptr<InquiryExchange> make_tencent_inquiry(std::shared_ptr<const TencentApi> api,
                                                      std::string sdk_app_id, const Inquiry& inquiry,
                                                      Millis settle);

}  // namespace huiyin
