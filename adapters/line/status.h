// What has to be done about an answer's code; each protocol has its own codes, an account may have its own
// reading of them.
#pragma once
#include <cstdint>
#include <map>
#include <string_view>

namespace huiyin::line {

enum class StatusClass {
  ok,
  throttled,      // the whole link waits, then sends again in order
  retryable,      // this message may be tried again, a bounded number of times
  shut,           // not at this hour or not today: the account waits half an hour and asks again
  session,        // the session is out of step: log in anew, with back-off
  configuration,  // nobody but a person can mend it: stop and alarm
  permanent,      // this message never, for this reason
  doubtful,       // perhaps taken ("sequence repeated"): unknown, never sent again by itself
};

// An account's own reading of codes: "0x400=throttled, 73=retryable". Throws BadInput naming `setting`.
using StatusTable = std::map<std::uint32_t, StatusClass>;
StatusTable read_status_table(std::string_view text, std::string_view setting);

}  // namespace huiyin::line
