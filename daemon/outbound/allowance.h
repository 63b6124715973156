// What a running campaign may still send in one claim: its schedule, its budget and its ramp. What a rule
// forbids for good pauses the campaign and says why (store/campaigns.h, halt_campaign). Store thread.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>

#include "daemon/model/ramp.h"
#include "daemon/model/sending_hours.h"
#include "daemon/store/campaigns.h"

namespace huiyin {

// Thousandths of a fen a part, at most, on this purpose's route; nothing where no price is known. Any thread.
using PartPrice = std::function<std::optional<std::int64_t>(Purpose)>;

struct AllowanceTerms {
  const SendingHours* hours = nullptr;
  const RampRules* ramp = nullptr;  // null: no campaign has one
  PartPrice price;                  // null: budgets can't be kept
  Millis start_grace{};             // after start_at a campaign has so long to begin
};

// Messages that may be claimed now; 0 where the campaign waits or was halted just now. Nothing: no limit.
std::optional<std::int64_t> allowance_of(Database& db, const Campaign& c, const AllowanceTerms& terms,
                                         TimePoint now);

}  // namespace huiyin
