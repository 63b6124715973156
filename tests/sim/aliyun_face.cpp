// Alibaba's SMS API: SendSms, SendBatchSms, QuerySendDetails and the queues' tokens, signed by ACS3 or RPC
// v1.
#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/base/text.h"
#include "tests/sim/faces.h"
#include "tests/sim/verify_clouds.h"

namespace huiyin::sim {
namespace {

constexpr std::size_t kMostNumbers = 1000, kMostOwn = 100;

// The values of {"name":"张三","no":"A-7"}, in order.
std::vector<std::string> parameters_of(const Json& object) {
  std::vector<std::string> out;
  for (const auto& [name, value] : object.members()) out.push_back(value.text());
  return out;
}

std::string accepted(const std::string& biz_id) {
  JsonWriter w;
  w.object().field("BizId", biz_id).field("Code", "OK").field("Message", "OK").field("RequestId", "R");
  return w.end().take();
}

std::string code_of(AuthFault fault) {
  switch (fault) {
    case AuthFault::unknown_id:
      return "InvalidAccessKeyId.NotFound";
    case AuthFault::expired:
      return "InvalidTimeStamp.Expired";
    case AuthFault::mismatch:
      return "SignatureDoesNotMatch";
    default:
      return "IncompleteSignature";
  }
}

int status_of(MessageView::State state) {
  if (state == MessageView::State::delivered) return 3;
  return state == MessageView::State::sending ? 1 : 2;
}

}  // namespace

bool AliyunFace::is_for(const Request& request) {
  return starts_with(request.path, "/queues/") || !request.header("x-acs-action").empty() ||
         request.query.find("AccessKeyId=") != std::string::npos ||
         request.body.find("AccessKeyId=") != std::string::npos;
}

Answer AliyunFace::handle(const Request& request) {
  return starts_with(request.path, "/queues/") ? queue(request) : rpc(request);
}

Answer AliyunFace::refuse(const std::string& code, int status) {
  world_.errors.count(code);
  JsonWriter w;
  w.object().field("Code", code).field("Message", "by the simulator").field("RequestId", "R").end();
  return json_answer(w.take(), status);
}

Answer AliyunFace::rpc(const Request& request) {
  Headers fields = parse_query(request.query);
  for (auto& pair : parse_query(request.body)) fields.push_back(std::move(pair));
  const bool acs3 = !request.header("authorization").empty();
  const std::string action = acs3 ? request.header("x-acs-action") : field_of(fields, "Action");
  const SignatureCheck signed_by =
      acs3 ? verify_acs3(request, world_.options.keys, world_.time.now())
           : verify_rpc_v1(request, fields, world_.options.keys, world_.time.now());
  if (signed_by.fault != AuthFault::none) {
    count_signature_failure(&world_, signed_by.fault);
    return refuse(code_of(signed_by.fault), 400);
  }
  {
    const Lock lock(mutex_);
    const std::string nonce =
        acs3 ? request.header("x-acs-signature-nonce") : field_of(fields, "SignatureNonce");
    if (nonce.empty() || !nonces_.insert(nonce).second) return refuse("SignatureNonceUsed", 400);
  }
  return run_with_faults(
      &world_, "aliyun." + action,
      [&](const FaceRun& run) { return act(action, fields, signed_by.secret_id, run); },
      [&](const std::string& code) { return refuse(code, starts_with(code, "is") ? 200 : 400); });
}

Answer AliyunFace::act(const std::string& action, const Headers& fields, const std::string& account,
                       const FaceRun& run) try {
  if (action == "SendSms") return send(fields, account, run);
  if (action == "SendBatchSms") return send_batch(fields, account, run);
  if (action == "QuerySendDetails") return details(fields, account);
  if (action == "QueryTokenForMnsQueue") return token(account);
  return refuse("InvalidAction.NotFound", 404);
} catch (const BadInput&) {
  return refuse("isv.INVALID_JSON_PARAM");
}

Answer AliyunFace::send(const Headers& fields, const std::string& account, const FaceRun& run) {
  const std::string params = field_of(fields, "TemplateParam");
  auto what = by_template(world_, field_of(fields, "TemplateCode"),
                          params.empty() ? std::vector<std::string>() : parameters_of(Json::parse(params)));
  if (!what) return refuse("isv.SMS_TEMPLATE_ILLEGAL");
  what->account = account;
  what->signature = field_of(fields, "SignName");
  what->extend = field_of(fields, "SmsUpExtendCode");
  what->session_context = field_of(fields, "OutId");
  what->batch_id = new_batch_id(&world_, "9006") + "^0";
  if (what->signature.empty()) return refuse("isv.SMS_SIGNATURE_ILLEGAL");
  std::vector<std::string> numbers;
  const std::string told = field_of(fields, "PhoneNumbers");
  for (const std::string_view number : split(told, ',')) {
    numbers.push_back(e164_of(number));
    if (numbers.back().empty()) return refuse("isv.MOBILE_NUMBER_ILLEGAL");
  }
  if (numbers.size() > kMostNumbers) return refuse("isv.MOBILE_COUNT_OVER_LIMIT");
  const std::string biz_id = what->batch_id;
  world_.ledger.accept(std::move(*what), numbers, run.twists);
  return json_answer(accepted(biz_id));
}

Answer AliyunFace::send_batch(const Headers& fields, const std::string& account, const FaceRun& run) {
  const auto list = [&](const char* name) { return Json::parse(field_of(fields, name)).items(); };
  const std::vector<Json> numbers = list("PhoneNumberJson"), signs = list("SignNameJson");
  const std::vector<Json> params = list("TemplateParamJson");
  const bool extended = !field_of(fields, "SmsUpExtendCodeJson").empty();
  const std::vector<Json> extends = extended ? list("SmsUpExtendCodeJson") : signs;
  if (numbers.size() > kMostOwn) return refuse("isv.MOBILE_COUNT_OVER_LIMIT");
  if (signs.size() != numbers.size() || params.size() != numbers.size() || extends.size() != numbers.size())
    return refuse("isv.INVALID_PARAMETERS");
  const std::string biz_id = new_batch_id(&world_, "9006") + "^0";
  std::vector<std::pair<Submission, std::string>> all;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    auto what = by_template(world_, field_of(fields, "TemplateCode"), parameters_of(params[i]));
    if (!what) return refuse("isv.SMS_TEMPLATE_ILLEGAL");
    const std::string number = e164_of(numbers[i].text());
    if (number.empty()) return refuse("isv.MOBILE_NUMBER_ILLEGAL");
    what->account = account;
    what->signature = signs[i].text();
    if (extended) what->extend = extends[i].text();
    what->session_context = field_of(fields, "OutId");
    what->batch_id = biz_id;
    all.emplace_back(std::move(*what), number);
  }
  for (auto& [what, number] : all) world_.ledger.accept(std::move(what), {number}, run.twists);
  return json_answer(accepted(biz_id));
}

Answer AliyunFace::details(const Headers& fields, const std::string& account) {
  const std::string number = e164_of(field_of(fields, "PhoneNumber")), day = field_of(fields, "SendDate");
  const std::string biz_id = field_of(fields, "BizId");
  TimePoint from;
  if (day.size() != 8 ||
      !from_rfc3339(day.substr(0, 4) + "-" + day.substr(4, 2) + "-" + day.substr(6, 2) + "T00:00:00+08:00",
                    &from))
    return refuse("isv.INVALID_PARAMETERS");
  const Window window{from, from + std::chrono::hours(24) - Millis(1)};
  std::vector<MessageView> found;
  for (MessageView& m : world_.ledger.messages_of(account, number, window))
    if (biz_id.empty() || m.batch_id == biz_id) found.push_back(std::move(m));
  const std::size_t size = std::stoul("0" + field_of(fields, "PageSize")),
                    page = std::stoul("0" + field_of(fields, "CurrentPage"));
  if (size < 1 || size > 50 || page < 1) return refuse("isv.INVALID_PARAMETERS");
  JsonWriter w;
  w.object().field("Code", "OK").field("Message", "OK").field("RequestId", "R");
  w.field("TotalCount", std::to_string(found.size()))
      .key("SmsSendDetailDTOs")
      .object()
      .key("SmsSendDetailDTO")
      .array();
  for (std::size_t i = (page - 1) * size; i < found.size() && i < page * size; ++i) {
    const MessageView& m = found[i];
    w.object().field("PhoneNum", m.number.substr(m.number.starts_with("+86") ? 3 : 1));
    w.field("OutId", m.session_context).field("SendStatus", status_of(m.state)).field("ErrCode", m.status);
    w.field("TemplateCode", m.template_id).field("SendDate", beijing_time(m.at));
    if (!m.status.empty()) w.field("ReceiveDate", beijing_time(m.received_at));
    w.end();
  }
  return json_answer(w.end().end().end().take());
}

// The queues take "STS.<id>" with "mns-<key>".
Answer AliyunFace::token(const std::string& account) {
  const TimePoint now = world_.time.now();
  JsonWriter w;
  w.object()
      .field("Code", "OK")
      .field("Message", "OK")
      .field("RequestId", "R")
      .key("MessageTokenDTO")
      .object();
  w.field("AccessKeyId", "STS." + account).field("AccessKeySecret", "mns-" + world_.options.keys.at(account));
  w.field("SecurityToken", "sim-mns-token").field("CreateTime", beijing_time(now));
  w.field("ExpireTime", beijing_time(now + std::chrono::minutes(10)));
  return json_answer(w.end().end().take());
}

}  // namespace huiyin::sim
