// A carrier that calls us: receipts and MO come by connections that its gateway opens to a port of ours.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "adapters/line_carrier.h"

namespace huiyin::line {

struct ListenPlan {
  std::string address;             // numeric, of our side
  int port = 0;                    // 0: any; for tests
  std::vector<std::string> peers;  // numeric addresses that may call; nobody else is answered
  int most = 10;                   // connections at once
};

// A LineCarrier may be one, too.
class TakesCalls {
 public:
  virtual ~TakesCalls() = default;
  virtual ListenPlan listen_plan() const = 0;
  // For one connection: it waits for the caller's login.
  virtual std::unique_ptr<LineSession> open_call_session() const = 0;
};

}  // namespace huiyin::line
