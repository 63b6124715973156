#include "adapters/huawei/submit.h"

#include <algorithm>
#include <map>

#include "adapters/huawei/errors.h"
#include "adapters/web.h"

namespace huiyin {
namespace {

constexpr std::string_view kOk = "000000";

const std::string& signature_of(const SmsContent& content, const HuaweiSender& sender) {
  return content.signature.empty() ? sender.sign_name : content.signature;
}

void write_params(const SmsContent& content, JsonWriter* w) {
  w->array();
  for (const std::string& p : content.template_params) w->value(p);
  w->end();
}

std::string params_text(const SmsContent& content) {
  JsonWriter w;
  write_params(content, &w);
  return w.take();
}

std::string form_body(const SubmitBatch& batch, const HuaweiSender& sender) {
  std::string to;
  for (const Recipient& r : batch.to) to += (to.empty() ? "" : ",") + r.e164;
  Parameters form = {{"from", sender.from}, {"to", to}, {"templateId", batch.content.template_code}};
  if (!batch.content.template_params.empty()) form.emplace_back("templateParas", params_text(batch.content));
  if (!sender.status_callback.empty()) form.emplace_back("statusCallback", sender.status_callback.reveal());
  form.emplace_back("extend", batch.key);
  if (sender.universal) form.emplace_back("signature", signature_of(batch.content, sender));
  return join_parameters(form, encode_form_value);
}

std::string diff_body(const SubmitBatch& batch, const HuaweiSender& sender) {
  JsonWriter w;
  w.object().field("from", sender.from);
  if (!sender.status_callback.empty()) w.field("statusCallback", sender.status_callback.reveal());
  w.field("extend", batch.key).key("smsContent").array();
  for (const Recipient& r : batch.to) {
    const SmsContent& content = content_for(batch, r);
    w.object().key("to").array().value(r.e164).end();
    w.field("templateId", content.template_code).key("templateParas");
    write_params(content, &w);
    if (sender.universal) w.field("signature", signature_of(content, sender));
    w.end();
  }
  return w.end().end().take();
}

Outcome outcome_of(std::string_view code, std::string_view words, const Secret& secret) {
  const Secret* const secrets[] = {&secret};
  Outcome outcome = classify_huawei_error(code).outcome;
  outcome.code = carrier_code(carrier_words(code, secrets));
  outcome.words = carrier_words(words, secrets);
  return outcome;
}

Outcome read_entry(const Json& entry, const Secret& secret) {
  const std::string status = entry.text("status");
  if (status != kOk) return outcome_of(status, "", secret);
  Outcome outcome;
  outcome.carrier_id = entry.text_or("smsMsgId", "");
  if (outcome.carrier_id.empty() || outcome.carrier_id.size() > 100)
    return unknown_outcome("accepted without a usable smsMsgId");
  outcome.verdict = Verdict::accepted;
  outcome.code = std::string(kOk);
  outcome.parts =
      static_cast<int>(std::clamp<std::int64_t>(loose_integer(entry, "total").value_or(0), 0, 1000));
  return outcome;
}

// By number. A number told twice, once accepted and once as a duplicate, is accepted.
std::map<std::string, Outcome> read_entries(const Json& body, const Secret& secret) {
  std::map<std::string, Outcome> found;
  const std::optional<Json> result = body.find("result");
  if (!result || result->is_null()) return found;
  for (const Json& entry : result->items()) {
    try {
      const std::string number = number_key(entry.text("originTo"));
      const Outcome outcome = read_entry(entry, secret);
      const auto [at, is_new] = found.try_emplace(number, outcome);
      if (is_new || at->second.verdict == Verdict::accepted) continue;
      at->second = outcome.verdict == Verdict::accepted || outcome.code == at->second.code
                       ? outcome
                       : unknown_outcome("contradictory entries for this number");
    } catch (const BadInput&) {
      continue;  // whom it was about stays unknown
    }
  }
  return found;
}

std::vector<Outcome> by_number(const SubmitBatch& batch, const std::map<std::string, Outcome>& found) {
  std::vector<Outcome> out;
  for (const Recipient& r : batch.to) {
    const auto mine = found.find(number_key(r.e164));
    out.push_back(mine != found.end() ? mine->second
                                      : unknown_outcome("the answer has no entry for this number"));
  }
  return out;
}

std::vector<Outcome> for_all(const SubmitBatch& batch, const HttpReply& reply, const Json& body,
                             const Secret& secret) {
  const bool gateway = body.has("error_code");
  const std::string code = gateway ? body.text("error_code") : body.text("code");
  const HuaweiError error = classify_huawei_error(code);
  Outcome outcome = outcome_of(code, body.text_or(gateway ? "error_msg" : "description", ""), secret);
  const std::optional<Outcome> decided = decided_by_status(reply);
  const bool server_side = decided && decided->verdict == Verdict::unknown;
  if (decided && (!error.known || server_side)) {
    outcome.verdict = decided->verdict;
    outcome.hold = decided->hold;
    outcome.wait = decided->wait;
  }
  return std::vector<Outcome>(batch.to.size(),
                              error.of_one_number ? spread_fault(outcome, batch.to.size()) : outcome);
}

}  // namespace

HttpCall huawei_submit_call(const SubmitBatch& batch, const HuaweiSender& sender, const HuaweiAuth& auth,
                            const Moment& m) {
  const bool diff = has_own_contents(batch);
  HttpCall call;
  call.url = sender.endpoint.url + (diff ? "/sms/batchSendDiffSms/v1" : "/sms/batchSendSms/v1");
  call.body = diff ? diff_body(batch, sender) : form_body(batch, sender);
  call.timeout = sender.timeout;
  auth.sign(&call, diff ? "application/json" : "application/x-www-form-urlencoded", m);
  return call;
}

std::vector<Outcome> huawei_outcomes(const SubmitBatch& batch, const HttpReply& reply, const Secret& secret) {
  if (const std::optional<Outcome> decided = decided_without_body(reply))
    return std::vector<Outcome>(batch.to.size(), *decided);
  try {
    const Json body = Json::parse(reply.body);
    const std::string code = body.text_or("code", "");
    const bool told_by_number = reply.status == 200 && code == kOk;
    if (told_by_number || (code == "E000510" && body.has("result")))
      return by_number(batch, read_entries(body, secret));
    return for_all(batch, reply, body, secret);
  } catch (const BadInput& e) {
    return std::vector<Outcome>(batch.to.size(), decided_by_status(reply).value_or(unreadable_answer(e)));
  }
}

}  // namespace huiyin
