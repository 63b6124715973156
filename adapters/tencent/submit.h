// SendSms: a batch into a call's body, an answer into one outcome for each recipient.
#pragma once
#include <string>
#include <vector>

#include "adapters/tencent/api.h"

namespace huiyin {

struct TencentSender {
  std::string sdk_app_id;
  std::string sign_name;  // used when the batch names no signature
  std::string sender_id;  // outside mainland China only; may be empty
};

std::string send_sms_body(const SubmitBatch& batch, const TencentSender& sender);

// In the order of batch.to. Entries are matched by number: a recipient without an entry of its own is
// `unknown`.
std::vector<Outcome> send_sms_outcomes(const SubmitBatch& batch, const HttpReply& reply,
                                       const TencentApi& api);

}  // namespace huiyin
