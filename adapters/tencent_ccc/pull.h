// Reading the contact centre's calls: call records by pages of a time window that overlaps the last one, then
// the transcript of each finished call. Repeatable: nothing is taken away at the carrier.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "adapters/tencent/api.h"

namespace huiyin {

struct CallPullSettings {
  std::int64_t sdk_app_id = 0;
  std::int64_t look_back = 86'400;        // s, of the very first round
  std::int64_t overlap = 7'200;           // s: longer than a call and the carrier's delay in listing it
  std::int64_t transcript_wait = 21'600;  // s, after which a call is kept without its transcript
};

std::unique_ptr<Exchange> make_call_pull(std::shared_ptr<const TencentApi> api,
                                         const CallPullSettings& settings, std::string_view cursor);

}  // namespace huiyin
