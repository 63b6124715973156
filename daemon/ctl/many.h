// Many requests at once over kept-alive connections, for lists of hundreds of commands.
#pragma once
#include <cstddef>
#include <functional>

#include "daemon/base/http.h"

namespace huiyin {

// Calls make(i) for i in [0, count), has at most `window` under way, and gives each reply to done(i, reply),
// in the order they come. A request that met no answer (refused connection, broken, HTTP 503) is made again
// up to `again` times after `pause`: REQUIRES that doing it twice does no harm. Blocks until all are
// answered.
struct ManyOptions {
  std::size_t window = 16;
  int again = 3;
  Millis pause{300};
};
void fetch_many(std::size_t count, const std::function<HttpCall(std::size_t)>& make,
                const std::function<void(std::size_t, const HttpReply&)>& done,
                const ManyOptions& options = {});

}  // namespace huiyin
