#include "tests/sim/platform_face.h"

#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/base/text.h"
#include "tests/sim/digest.h"
#include "tests/sim/verify_clouds.h"

namespace huiyin::sim {
namespace {

constexpr std::string_view kTelecom = "/api/sms/air/send", kUnicom = "/sms/Api/Send.do",
                           kCtyun = "/sms/api/v1";

Answer telecom_answer(int status, const std::string& task) {
  JsonWriter w;
  w.object()
      .field("status", status)
      .field("message", status == 1 ? "ok" : "by the simulator")
      .field("taskId", task)
      .end();
  return json_answer(w.take());
}

Answer unicom_answer(const std::string& result, const std::string& task) {
  const auto words = encode_from_utf8(result == "0" ? "发送短信成功" : "发送失败", Charset::gbk);
  return {200, "result=" + result + "&description=" + (words ? *words : "") + "&taskid=" + task,
          "text/plain"};
}

Answer ctyun_answer(const std::string& code, const std::string& task) {
  JsonWriter w;
  w.object().field("code", code).field("message", "by the simulator").field("requestId", task).end();
  return json_answer(w.take());
}

// What CTYUN calls EOP: three derived keys, then the time, the request's id and the body's digest.
bool eop_is_right(const Request& request, const Keys& keys, std::string* account) {
  const std::string header = request.header("eop-authorization"), date = request.header("eop-date");
  *account = header.substr(0, header.find(' '));
  const auto key = keys.find(*account);
  const std::size_t mark = header.find("Signature=");
  if (key == keys.end() || mark == std::string::npos || date.size() < 8) return false;
  const std::string day =
      own_hmac_sha256(own_hmac_sha256(own_hmac_sha256(key->second, date), *account), date.substr(0, 8));
  const std::string covered = "ctyun-eop-request-id:" + request.header("ctyun-eop-request-id") +
                              "\neop-date:" + date + "\n\n" + request.query + "\n" +
                              to_hex(own_sha256(request.body));
  return same_bytes(to_base64(own_hmac_sha256(day, covered)), header.substr(mark + 10));
}

}  // namespace

bool PlatformFace::is_for(const Request& request) {
  return request.path == kTelecom || request.path == kUnicom || request.path == kCtyun;
}

Answer PlatformFace::handle(const Request& request) {
  const bool is_telecom = request.path == kTelecom, is_unicom = request.path == kUnicom;
  const std::string action = is_telecom ? "telecom.send" : is_unicom ? "unicom.send" : "ctyun.send";
  return run_with_faults(
      &world_, action,
      [&](const FaceRun& run) {
        try {
          if (is_telecom) return telecom(Json::parse(request.body), run);
          return is_unicom ? unicom(parse_query(request.body), run) : ctyun(request, run);
        } catch (const BadInput&) {
          return is_unicom ? unicom_answer("9", "") : telecom_answer(9, "");
        }
      },
      [&](const std::string& code) {
        if (is_unicom) return unicom_answer(code, "");
        return is_telecom ? telecom_answer(std::atoi(code.c_str()), "") : ctyun_answer(code, "");
      });
}

void PlatformFace::take(Submission what, const std::string& numbers, const FaceRun& run) {
  std::vector<std::string> all;
  for (const std::string_view number : split(numbers, ',')) {
    all.push_back(e164_of(number));
    if (all.back().empty()) throw BadInput("numbers", "has one that is none");
  }
  world_.ledger.accept(std::move(what), all, run.twists);
}

Answer PlatformFace::telecom(const Json& order, const FaceRun& run) {
  const auto text = [&](const char* name) { return order.text_or(name, ""); };
  const auto key = world_.options.keys.find(text("appKey"));
  const std::string secret = key == world_.options.keys.end() ? "" : key->second;
  const std::string covered = text("appKey") + text("timestamp") + text("mobile") + text("content") +
                              text("spNumber") + text("sendTime") + secret;
  if (secret.empty() || !is_md5_of(covered, text("sign"))) {
    count_signature_failure(&world_, AuthFault::mismatch);
    return telecom_answer(2, "");
  }
  Submission what = by_text(world_, text("content"));
  what.account = text("appKey");
  what.extend = text("spNumber");
  what.batch_id = new_batch_id(&world_, "7");
  const std::string task = what.batch_id;
  take(std::move(what), text("mobile"), run);
  return telecom_answer(1, task);
}

Answer PlatformFace::unicom(const Headers& form, const FaceRun& run) {
  const auto key = world_.options.keys.find(field_of(form, "LoginName"));
  const auto text = decode_to_utf8(field_of(form, "MessageContent"), Charset::gbk);
  if (key == world_.options.keys.end() || !same_bytes(key->second, field_of(form, "Password"))) {
    count_signature_failure(&world_, AuthFault::mismatch);
    return unicom_answer("2", "");
  }
  if (!text || field_of(form, "SerialNumber").size() != 20 || field_of(form, "f") != "1")
    return unicom_answer("3", "");
  Submission what = by_text(world_, *text);
  what.account = field_of(form, "LoginName");
  what.extend = field_of(form, "ExtendAccessNum");
  what.batch_id = new_batch_id(&world_, "8");
  const std::string task = what.batch_id;
  take(std::move(what), field_of(form, "UserNumber"), run);
  return unicom_answer("0", task);
}

Answer PlatformFace::ctyun(const Request& request, const FaceRun& run) {
  std::string account;
  if (!eop_is_right(request, world_.options.keys, &account)) {
    count_signature_failure(&world_, AuthFault::mismatch);
    return ctyun_answer("SignatureError", "");
  }
  const Json order = Json::parse(request.body);
  std::vector<std::string> parameters;
  for (const auto& [name, value] : Json::parse(order.text("templateParam")).members())
    parameters.push_back(value.text());
  auto what = by_template(world_, order.text("templateCode"), std::move(parameters));
  if (!what || order.text("action") != "SendSms") return ctyun_answer("TemplateError", "");
  what->account = account;
  what->signature = order.text("signName");
  what->batch_id = new_batch_id(&world_, "6");
  const std::string task = what->batch_id;
  take(std::move(*what), order.text("phoneNumber"), run);
  return ctyun_answer("OK", task);
}

}  // namespace huiyin::sim
