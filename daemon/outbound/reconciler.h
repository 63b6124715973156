// Reconciler: settles what is uncertain. After a grace time (receipts often settle it) it asks the carrier
// about each message; what the carrier does not have may be sent, what can't be told is left to the policy of
// its purpose. Accepted messages whose receipt is overdue are asked about once, then expire. Net role.
#pragma once
#include <deque>
#include <memory>
#include <set>
#include <vector>

#include "daemon/base/thread_role.h"
#include "daemon/outbound/dispatcher.h"

namespace huiyin {

struct ReconcileRules {
  Millis grace{120'000};               // an uncertain message is asked about this long after its attempt
  Millis receipt_wait{72 * 3600'000};  // without a receipt after this, a message ends as expired
  int max_tries = 5;                   // resend_once counts within it
};

// Whether a carrier of this kind can be asked about the message.
bool can_be_asked(Capability::Query query, const MessageRow& m);

class Reconciler {
 public:
  Reconciler(const OutboundParts& parts, ReconcileRules rules, std::vector<SendAccount> accounts);
  ~Reconciler();
  void start() ON_ROLE(net_role);
  // No further inquiry; `done` runs when none is under way and what they told is durable.
  void stop(std::function<void()> done) ON_ROLE(net_role);
  std::size_t waiting() const ON_ROLE(net_role);

 private:
  struct Desk;
  void look(Desk& desk) ON_ROLE(net_role);
  void pump(Desk& desk) ON_ROLE(net_role);
  struct Question;
  void ask(Desk& desk, std::shared_ptr<Question> q) ON_ROLE(net_role);
  void step(Desk& desk, std::shared_ptr<Question> q, InquiryExchange::Step s) ON_ROLE(net_role);
  void settle(Desk& desk, const std::shared_ptr<Question>& q, Found found) ON_ROLE(net_role);

  const OutboundParts parts_;
  const ReconcileRules rules_;
  std::vector<std::unique_ptr<Desk>> desks_;
  void settle_down() ON_ROLE(net_role);
  std::function<void()> drained_;
  bool stopped_ = false;
};

}  // namespace huiyin
