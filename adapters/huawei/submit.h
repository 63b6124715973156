// batchSendSms and batchSendDiffSms: a batch into a call, an answer into one outcome for each recipient.
#pragma once
#include <string>
#include <vector>

#include "adapters/huawei/auth.h"

namespace huiyin {

struct HuaweiSender {
  Endpoint endpoint;
  std::string from;       // channel number of the signature
  std::string sign_name;  // for universal templates; empty: none is sent
  bool universal = false;
  Secret status_callback;  // where receipts are pushed; empty: where the console says
  Millis timeout{0};
};

HttpCall huawei_submit_call(const SubmitBatch& batch, const HuaweiSender& sender, const HuaweiAuth& auth,
                            const Moment& m);

// In the order of batch.to. Entries are matched by number: a recipient without an entry of its own is
// `unknown`.
std::vector<Outcome> huawei_outcomes(const SubmitBatch& batch, const HttpReply& reply, const Secret& secret);

}  // namespace huiyin
