#include "adapters/aliyun/submit.h"

namespace huiyin {
namespace {

const std::string& signature_of(const SmsContent& content, const AliyunSender& sender) {
  return content.signature.empty() ? sender.sign_name : content.signature;
}

HttpCall send_one_content(const SubmitBatch& batch, const AliyunSender& sender, const AliyunApi& api,
                          const Moment& m) {
  std::string numbers;
  for (const Recipient& r : batch.to) numbers += (numbers.empty() ? "" : ",") + domestic_number(r.e164);
  Parameters query = {{"OutId", batch.key}, {"PhoneNumbers", numbers}};
  query.emplace_back("SignName", signature_of(batch.content, sender));
  if (!batch.extension.empty()) query.emplace_back("SmsUpExtendCode", batch.extension);
  query.emplace_back("TemplateCode", batch.content.template_code);
  if (!batch.content.template_params.empty())
    query.emplace_back("TemplateParam", sender.names.json(batch.content));
  return api.call("SendSms", query, {}, m);
}

template <typename Each>
std::string list_of(const SubmitBatch& batch, Each each) {
  JsonWriter w;
  w.array();
  for (const Recipient& r : batch.to) each(r, content_for(batch, r), &w);
  return w.end().take();
}

HttpCall send_own_contents(const SubmitBatch& batch, const AliyunSender& sender, const AliyunApi& api,
                           const Moment& m) {
  Parameters form;
  form.emplace_back("PhoneNumberJson",
                    list_of(batch, [](const Recipient& r, const SmsContent&, JsonWriter* w) {
                      w->value(domestic_number(r.e164));
                    }));
  form.emplace_back("SignNameJson", list_of(batch, [&](const Recipient&, const SmsContent& c, JsonWriter* w) {
                      w->value(signature_of(c, sender));
                    }));
  if (!batch.extension.empty())
    form.emplace_back("SmsUpExtendCodeJson",
                      list_of(batch, [&](const Recipient&, const SmsContent&, JsonWriter* w) {
                        w->value(batch.extension);
                      }));
  form.emplace_back("TemplateParamJson",
                    list_of(batch, [&](const Recipient&, const SmsContent& c, JsonWriter* w) {
                      w->raw(sender.names.json(c));
                    }));
  const Parameters query = {{"OutId", batch.key},
                            {"TemplateCode", content_for(batch, batch.to.front()).template_code}};
  return api.call("SendBatchSms", query, form, m);
}

}  // namespace

HttpCall send_sms_call(const SubmitBatch& batch, const AliyunSender& sender, const AliyunApi& api,
                       const Moment& m) {
  return has_own_contents(batch) ? send_own_contents(batch, sender, api, m)
                                 : send_one_content(batch, sender, api, m);
}

std::vector<Outcome> send_sms_outcomes(const SubmitBatch& batch, const HttpReply& reply,
                                       const AliyunApi& api) {
  const AliyunAnswer answer = api.open(reply);
  const std::size_t n = batch.to.size();
  if (!answer.body)
    return std::vector<Outcome>(n, answer.of_one_number ? spread_fault(answer.fault, n) : answer.fault);
  Outcome accepted;
  try {
    accepted.carrier_id = answer.body->text_or("BizId", "");
    if (accepted.carrier_id.empty() || accepted.carrier_id.size() > 100)
      return std::vector<Outcome>(n, unknown_outcome("accepted without a usable BizId"));
    accepted.verdict = Verdict::accepted;
    accepted.code = "OK";
    accepted.words = carrier_words(answer.body->text_or("Message", ""), {});
  } catch (const BadInput& e) {
    accepted = unreadable_answer(e);
  }
  return std::vector<Outcome>(n, accepted);
}

}  // namespace huiyin
