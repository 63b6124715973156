// ReceiptTaker: who makes delivery receipts count. Implemented by outbound, handed in by the daemon.
#pragma once
#include <cstdint>
#include <vector>

#include "adapters/message.h"
#include "daemon/store/database.h"

namespace huiyin {

class ReceiptTaker {
 public:
  virtual ~ReceiptTaker() = default;
  // Store thread, inside the transaction that marks the payload read; must not wait. The same receipts may
  // come again (pulled and pushed, requeued): they count once.
  virtual void take(Database& db, std::int64_t carrier_id, const std::vector<Receipt>& receipts,
                    TimePoint now) = 0;
};

}  // namespace huiyin
