// Withdrawer: after stop-all, takes back what carriers have accepted and not yet delivered, where an
// account's settings want it and its carrier allows it (cancel_sm). What a carrier withdrew ends as
// undelivered, "withdrawn"; whatever it says otherwise changes nothing. Ends with a thaw. Net role.
#pragma once
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "daemon/base/thread_role.h"
#include "daemon/outbound/dispatcher.h"

namespace huiyin {

class Withdrawer {
 public:
  Withdrawer(const OutboundParts& parts, const std::vector<SendAccount>& accounts);
  ~Withdrawer();
  void begin() ON_ROLE(net_role);  // REQUIRES: the brake is pulled. Again while it works: nothing new

 private:
  struct Item;
  struct Round;
  void read_on(Round& round) ON_ROLE(net_role);
  void pump(Round& round) ON_ROLE(net_role);
  void look_once_more(Round& round) ON_ROLE(net_role);
  void ask(Round& round, Item item) ON_ROLE(net_role);
  void told(Round& round, const Item& item, bool withdrawn) ON_ROLE(net_role);

  const OutboundParts parts_;
  std::vector<std::unique_ptr<Round>> rounds_;  // one an account
};

}  // namespace huiyin
