// A blocking HTTP client for programs that have nothing else to do (huiyinctl, probes). The daemon uses
// Loop::fetch.
#pragma once
#include <functional>

#include "daemon/base/http.h"

namespace huiyin {

HttpReply fetch_blocking(const HttpCall& call);
// chunk() sees the body as it arrives (Server-Sent Events) and returns false to stop; the reply's body stays
// empty.
HttpReply fetch_streaming(const HttpCall& call, const std::function<bool(std::string_view)>& chunk);

}  // namespace huiyin
