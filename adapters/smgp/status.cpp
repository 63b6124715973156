#include "adapters/smgp/status.h"

namespace huiyin::smgp {

line::StatusClass class_of(std::uint32_t status) {
  using line::StatusClass;
  switch (status) {
    case 0:
      return StatusClass::ok;
    case 1:  // busy
      return StatusClass::throttled;
    case 2:  // too many connections
      return StatusClass::session;
    case 12:  // sequence repeated: perhaps taken before
      return StatusClass::doubtful;
    case 20:  // IP address
    case 21:  // authentication
    case 22:  // version
    case 76:  // account expired
      return StatusClass::configuration;
    case 74:  // forbidden hours
    case 75:  // the day's flow is used up
      return StatusClass::shut;
    default:
      return StatusClass::permanent;
  }
}

std::string status_name(std::uint32_t status) {
  return "SMGP:" + std::to_string(status);
}

}  // namespace huiyin::smgp
