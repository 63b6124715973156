#include "adapters/sgip/result.h"

namespace huiyin::sgip {

line::StatusClass class_of(std::uint32_t result) {
  using line::StatusClass;
  switch (result) {
    case 0:
      return StatusClass::ok;
    case 11:  // node busy
    case 33:  // SMSC's queue full
    case 77:  // over the most submits
    case 88:  // flow control
      return StatusClass::throttled;
    case 3:   // too many connections
    case 21:  // unreachable
    case 25:  // user unreachable
    case 32:  // system failure
    case 70:
    case 73:
      return StatusClass::retryable;
    case 1:  // bad login
    case 4:  // login type
      return StatusClass::configuration;
    case 2:  // repeated login
      return StatusClass::session;
    case 9:  // sequence: perhaps taken before
      return StatusClass::doubtful;
    default:
      break;
  }
  const bool busy = (result >= 51 && result <= 54) || (result >= 84 && result <= 87);
  return busy ? StatusClass::retryable : StatusClass::permanent;
}

std::string result_name(std::uint32_t result) {
  return "SGIP:" + std::to_string(result);
}

}  // namespace huiyin::sgip
