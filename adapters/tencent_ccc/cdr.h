// A call record as the pull sees it: what decides when the call is kept and whether its transcript is asked
// for.
#pragma once
#include <cstdint>
#include <string>

#include "daemon/base/json.h"

namespace huiyin {

struct Cdr {
  Json raw;
  std::string session;      // empty when there is none to ask by
  std::string mark;         // tells it from others even without a session id
  std::int64_t start = 0;   // unix seconds; 0 when not told
  std::int64_t latest = 0;  // of its known times
  bool finished = false;
  enum class Transcript { ready, processing, none, untold } transcript = Transcript::untold;
};

// Never throws: odd fields count as absent.
Cdr look_at_cdr(const Json& raw);

// Stands for a call that the carrier no longer lists: what is known of it is in the cursor.
Json vanished_cdr(const std::string& session, std::int64_t start);

}  // namespace huiyin
