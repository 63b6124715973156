#include "adapters/tencent/submit.h"

#include <algorithm>
#include <map>

#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

Outcome unknown(std::string words) {
  Outcome outcome;
  outcome.words = std::move(words);
  return outcome;
}

Outcome read_accepted(const Json& entry) {
  Outcome outcome;
  outcome.carrier_id = entry.text_or("SerialNo", "");
  outcome.code = "Ok";
  if (outcome.carrier_id.empty()) return unknown("accepted without a SerialNo");
  outcome.verdict = Verdict::accepted;
  outcome.words = carrier_words(entry.text_or("Message", ""), {});
  outcome.parts =
      static_cast<int>(std::clamp<std::int64_t>(loose_integer(entry, "Fee").value_or(0), 0, 1000));
  return outcome;
}

Outcome read_entry(const Json& entry, const TencentApi& api) {
  try {
    const std::string code = entry.text("Code");
    return code == "Ok" ? read_accepted(entry) : api.outcome_of(code, entry.text_or("Message", ""));
  } catch (const BadInput& e) {
    return unknown(std::string("unreadable entry: ") + e.what());
  }
}

using Answers = std::map<std::string, std::vector<Outcome>>;  // by number

// Entries of another batch (by SessionContext) or without a number are left out: their recipients become
// unknown.
Answers read_entries(const std::vector<Json>& entries, const SubmitBatch& batch, const TencentApi& api) {
  Answers answers;
  for (const Json& entry : entries) {
    try {
      const std::string context = entry.text_or("SessionContext", "");
      if (!context.empty() && context != batch.key) continue;
      answers[number_key(entry.text("PhoneNumber"))].push_back(read_entry(entry, api));
    } catch (const BadInput&) {
      continue;
    }
  }
  return answers;
}

bool agree(const Outcome& a, const Outcome& b) {
  return a.verdict == b.verdict && a.code == b.code;
}

// The answers for one number, one for each time the batch has it.
void settle(std::vector<Outcome>* answers, std::size_t wanted) {
  const bool surplus = answers->size() > wanted;
  const bool one_voice = std::all_of(answers->begin(), answers->end(),
                                     [&](const Outcome& o) { return agree(o, answers->front()); });
  if (surplus && !one_voice) answers->assign(wanted, unknown("contradictory entries for this number"));
  answers->resize(wanted, unknown("the answer has no entry for this number"));
}

}  // namespace

std::string send_sms_body(const SubmitBatch& batch, const TencentSender& sender) {
  JsonWriter w;
  w.object().key("PhoneNumberSet").array();
  for (const Recipient& r : batch.to) w.value(r.e164);
  w.end();
  w.field("SmsSdkAppId", sender.sdk_app_id).field("TemplateId", batch.content.template_code);
  const std::string& sign = batch.content.signature.empty() ? sender.sign_name : batch.content.signature;
  if (!sign.empty()) w.field("SignName", sign);
  if (!batch.content.template_params.empty()) {
    w.key("TemplateParamSet").array();
    for (const std::string& p : batch.content.template_params) w.value(p);
    w.end();
  }
  if (!batch.extension.empty()) w.field("ExtendCode", batch.extension);
  w.field("SessionContext", batch.key);
  if (!sender.sender_id.empty()) w.field("SenderId", sender.sender_id);
  return w.end().take();
}

std::vector<Outcome> send_sms_outcomes(const SubmitBatch& batch, const HttpReply& reply,
                                       const TencentApi& api) {
  const TencentAnswer answer = api.open(reply);
  if (!answer.response) return std::vector<Outcome>(batch.to.size(), answer.fault);
  Answers answers;
  try {
    answers = read_entries(answer.response->items("SendStatusSet"), batch, api);
  } catch (const BadInput& e) {
    return std::vector<Outcome>(batch.to.size(), unknown(std::string("unreadable answer: ") + e.what()));
  }
  std::map<std::string, std::vector<std::size_t>> places;
  for (std::size_t i = 0; i < batch.to.size(); ++i) places[number_key(batch.to[i].e164)].push_back(i);
  std::vector<Outcome> outcomes(batch.to.size());
  for (const auto& [number, indexes] : places) {
    std::vector<Outcome>& found = answers[number];
    settle(&found, indexes.size());
    for (std::size_t i = 0; i < indexes.size(); ++i) outcomes[indexes[i]] = found[i];
  }
  return outcomes;
}

}  // namespace huiyin
