#include "tests/sim/push_forms.h"

#include <array>
#include <cstdio>

#include "daemon/base/bytes.h"
#include "daemon/base/json.h"
#include "tests/sim/callbacks.h"
#include "tests/sim/faces.h"
#include "tests/sim/verify_clouds.h"

namespace huiyin::sim {
namespace {

constexpr std::array<std::string_view, 6> kNames = {"tencent", "aliyun", "huawei",
                                                    "mas",     "twilio", "telecom"};
constexpr const char* kJson = "application/json";
constexpr const char* kFormType = "application/x-www-form-urlencoded";

std::string domestic(const std::string& number) {
  return number.substr(number.starts_with("+86") ? 3 : 1);
}

std::string join(const Headers& fields) {
  std::string out;
  for (const auto& [name, value] : fields)
    out += (out.empty() ? "" : "&") + percent_encode(name) + "=" + percent_encode(value);
  return out;
}

PushBody form_push(const Headers& fields) {
  return {join(fields), kFormType, {}};
}

PushBody twilio_push(const Headers& fields, const std::string& url, const std::string& key) {
  return {join(fields), kFormType, {{"X-Twilio-Signature", sign_twilio_push(url, fields, key)}}};
}

std::string twilio_sid(std::uint64_t seq, bool inbound) {
  char text[40];
  std::snprintf(text, sizeof text, "SM%c%031llx", inbound ? 'f' : '0', static_cast<unsigned long long>(seq));
  return text;
}

PushBody aliyun_receipts(const std::vector<ReceiptView>& receipts) {
  JsonWriter w;
  w.array();
  for (const ReceiptView& r : receipts) {
    w.object()
        .field("phone_number", domestic(r.number))
        .field("success", r.delivered)
        .field("biz_id", r.batch_id);
    w.field("out_id", r.session_context).field("report_time", beijing_time(r.at));
    w.field("err_code", r.delivered ? "DELIVERED" : r.status).field("sms_size", "1").end();
  }
  return {w.end().take(), kJson, {}};
}

PushBody mas_receipt(const ReceiptView& r) {
  std::string when;
  for (const char c : beijing_time(r.at))
    if (c >= '0' && c <= '9') when += c;
  JsonWriter w;
  w.object()
      .field("reportStatus", r.delivered ? "DELIVRD" : "CM:" + r.status)
      .field("mobile", domestic(r.number));
  w.field("receiveDate", when).field("errorCode", r.status).field("msgGroup", r.batch_id).end();
  return {w.take(), kJson, {}};
}

}  // namespace

std::string_view name_of(PushForm form) {
  return kNames[static_cast<std::size_t>(form)];
}

std::optional<PushForm> push_form_of(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i] == name) return static_cast<PushForm>(i);
  return std::nullopt;
}

std::size_t receipts_a_push(PushForm form) {
  return form == PushForm::tencent || form == PushForm::aliyun ? 100 : 1;
}

PushBody push_of(PushForm form, const std::vector<ReceiptView>& receipts, const std::string& url,
                 const std::string& key) {
  const ReceiptView& r = receipts.front();
  switch (form) {
    case PushForm::tencent:
      return {status_push_body(receipts), kJson, {}};
    case PushForm::aliyun:
      return aliyun_receipts(receipts);
    case PushForm::huawei:
      return form_push({{"smsMsgId", r.batch_id + "_" + std::to_string(r.seq)},
                        {"status", r.delivered ? "DELIVRD" : r.status},
                        {"total", "1"},
                        {"sequence", "1"},
                        {"updateTime", to_rfc3339(r.at)},
                        {"extend", r.session_context},
                        {"to", r.number}});
    case PushForm::mas:
      return mas_receipt(r);
    case PushForm::telecom: {
      JsonWriter w;
      w.object().field("taskId", r.batch_id).field("mobile", domestic(r.number));
      w.field("status", r.delivered ? "DELIVRD" : r.status).field("reportTime", beijing_time(r.at)).end();
      return {w.take(), kJson, {}};
    }
    case PushForm::twilio:
      break;
  }
  Headers fields = {{"MessageSid", twilio_sid(r.seq, false)},
                    {"To", r.number},
                    {"MessageStatus", r.delivered ? "delivered" : "undelivered"}};
  if (!r.delivered) fields.emplace_back("ErrorCode", "30005");
  return twilio_push(fields, url, key);
}

PushBody push_of(PushForm form, const InboundView& reply, const std::string& url, const std::string& key) {
  switch (form) {
    case PushForm::tencent:
      return {reply_push_body(reply), kJson, {}};
    case PushForm::aliyun: {
      JsonWriter w;
      w.array().object().field("dest_code", reply.extend).field("send_time", beijing_time(reply.at));
      w.field("sequence_id", std::to_string(reply.seq)).field("phone_number", domestic(reply.number));
      return {w.field("content", reply.text).end().end().take(), kJson, {}};
    }
    case PushForm::huawei:
      return form_push({{"smsMsgId", "in-" + std::to_string(reply.seq)},
                        {"from", reply.number},
                        {"to", "csms"},
                        {"body", reply.text},
                        {"createTime", to_rfc3339(reply.at)}});
    case PushForm::mas: {
      JsonWriter w;
      w.object().field("mobile", domestic(reply.number)).field("smsContent", reply.text);
      w.field("sendTime", beijing_time(reply.at)).field("addSerial", reply.extend).end();
      return {w.take(), kJson, {}};
    }
    case PushForm::telecom: {
      JsonWriter w;
      w.object().field("mobile", domestic(reply.number)).field("content", reply.text);
      w.field("spNumber", reply.extend).field("moTime", beijing_time(reply.at)).end();
      return {w.take(), kJson, {}};
    }
    case PushForm::twilio:
      break;
  }
  return twilio_push(
      {{"MessageSid", twilio_sid(reply.seq, true)}, {"From", reply.number}, {"Body", reply.text}}, url, key);
}

bool push_is_acknowledged(PushForm form, long status, const std::string& answer) {
  if (form != PushForm::tencent && form != PushForm::aliyun) return status / 100 == 2;
  const auto json = Json::try_parse(answer);
  if (status != 200 || !json || !json->is_object()) return false;
  const auto result = json->find(form == PushForm::tencent ? "result" : "code");
  return result && result->is_number() && result->number() == 0;
}

}  // namespace huiyin::sim
