// Claiming: in one transaction, what may leave now becomes durable intents. Store thread.
#pragma once
#include <string>
#include <vector>

#include "adapters/message.h"
#include "daemon/outbound/account.h"
#include "daemon/outbound/allowance.h"
#include "daemon/outbound/gate.h"
#include "daemon/people/vault.h"

namespace huiyin {

// An intent that is durable; its messages are `submitting`.
struct ClaimedBatch {
  std::int64_t attempt_id = 0;
  SubmitBatch batch;
  std::vector<MessageRow> rows;  // as they are now, in the order of batch.to
  std::int64_t seq = 0;          // the journal's newest when it was claimed
  TimePoint at{};                // when it was claimed
};

struct Claim {
  std::vector<ClaimedBatch> batches;
  bool more = false;  // something that may leave was left for the next claim
};

struct ClaimTerms {
  const SendAccount* account = nullptr;
  const SendingHours* hours = nullptr;
  const Vault* vault = nullptr;
  std::string instance;    // of batch keys
  std::int64_t epoch = 0;  // written with each intent
  int batches = 1;         // at most so many
  const RampRules* ramp = nullptr;
  PartPrice price = {};
  Millis start_grace{3'600'000};
};

Result<Claim> claim(Database& db, const ClaimTerms& terms, TimePoint now);

}  // namespace huiyin
