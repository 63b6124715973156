// SendSms and SendBatchSms: a batch into parameters, an answer into one outcome for each recipient.
#pragma once
#include <vector>

#include "adapters/aliyun/api.h"

namespace huiyin {

struct AliyunSender {
  std::string sign_name;  // used when a content names no signature
  ParameterNames names;   // of the templates' parameters
};

// SendBatchSms where recipients have contents of their own.
HttpCall send_sms_call(const SubmitBatch& batch, const AliyunSender& sender, const AliyunApi& api,
                       const Moment& m);

// The carrier answers for the whole request: one BizId or one error for all.
std::vector<Outcome> send_sms_outcomes(const SubmitBatch& batch, const HttpReply& reply,
                                       const AliyunApi& api);

}  // namespace huiyin
