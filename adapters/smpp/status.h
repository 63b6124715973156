// command_status: its name, and what has to be done about it.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace huiyin::smpp {

enum class StatusClass {
  ok,
  throttled,      // the whole link waits, then sends again in order
  retryable,      // this message may be tried again, a bounded number of times
  session,        // the session is out of step: bind anew, with back-off
  configuration,  // nobody but a person can mend it: stop and alarm
  permanent,      // this message never, for this reason
};

// The codes of 3.4 and the 5.0 additions; vendors' codes are permanent unless a link's settings say
// otherwise.
StatusClass class_of(std::uint32_t status);
std::string status_name(std::uint32_t status);  // "ESME_RTHROTTLED", "0x00000400" where it has no name

// A link's own reading of codes: "0x400=throttled, 0x401=retryable". Throws BadInput naming `setting`.
using StatusTable = std::map<std::uint32_t, StatusClass>;
StatusTable read_status_table(std::string_view text, std::string_view setting);

}  // namespace huiyin::smpp
