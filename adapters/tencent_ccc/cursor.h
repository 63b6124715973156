// Where the reading of call records stands: a compact JSON text that the ledger keeps.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace huiyin {

struct CallCursor {
  struct Waiting {
    std::int64_t start = 0;  // of the call, unix seconds
    std::int64_t since = 0;  // when we first saw it
  };

  std::int64_t from = 0;  // everything that began before is read, but for late comers; 0: nothing yet
  std::map<std::string, std::int64_t>
      seen;  // by session_mark(): start of calls already kept, inside the overlap
  std::map<std::string, Waiting> waiting;  // by session id: transcript not ready

  std::string to_json() const;
  // False, and an empty cursor, when the text is not one of ours.
  static bool read(std::string_view json, CallCursor* cursor);
};

// A short mark of a session id (80 bits of its digest): the cursor holds thousands.
std::string session_mark(std::string_view session_id);

}  // namespace huiyin
