// Callbacks of Tencent SMS: unsigned, so the daemon's secret path and address list carry the trust; here only
// the form is judged.
#pragma once
#include "adapters/http_carrier.h"

namespace huiyin {

PushAnswer judge_tencent_push(const PushRequest& request);

}  // namespace huiyin
