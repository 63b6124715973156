// Who a message or call came from, as far as the number tells.
#pragma once
#include <string>
#include <string_view>

namespace huiyin {

struct Sender {
  enum class Kind {
    person,
    service,   // a short code, a 106… port, a name: perhaps a machine; never answered
    withheld,  // no number was told
  };
  Kind kind = Kind::withheld;
  std::string number;  // for person_of(): E.164 or "code:…"; empty when withheld
};

// A number that the plan does not know (yet) is still a person's: nothing heard is lost for that.
Sender read_sender(std::string_view as_told, std::string_view region);
// The same from a directory entry.
Sender sender_of(std::string directory_number);

}  // namespace huiyin
