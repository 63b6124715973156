#include "daemon/settings/settings.h"

#include <algorithm>

namespace huiyin {

bool CarrierAccount::may_send(Purpose p) const {
  return enabled && kind->capability.sends &&
         std::find(purposes.begin(), purposes.end(), p) != purposes.end();
}

const DayWindow& Settings::Outbound::window_of(Purpose p) const {
  switch (p) {
    case Purpose::statutory_notice:
      return window_statutory_notice;
    case Purpose::case_reply:
      return window_case_reply;
    case Purpose::follow_up:
      return window_follow_up;
    case Purpose::publicity:
      return window_publicity;
    case Purpose::staff:
      return window_staff;
  }
  return window_publicity;
}

const std::string& Settings::Outbound::days_of(Purpose p) const {
  switch (p) {
    case Purpose::statutory_notice:
      return days_statutory_notice;
    case Purpose::case_reply:
      return days_case_reply;
    case Purpose::follow_up:
      return days_follow_up;
    case Purpose::publicity:
      return days_publicity;
    case Purpose::staff:
      return days_staff;
  }
  return days_publicity;
}

const CarrierAccount* Settings::carrier(std::string_view name) const {
  for (const CarrierAccount& account : carriers)
    if (account.name == name) return &account;
  return nullptr;
}

}  // namespace huiyin
