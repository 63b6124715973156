// China Mobile's cloud MAS: norsubmit and tmpsubmit with their mac, and pulls of receipts and replies.
#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/base/text.h"
#include "tests/sim/faces.h"
#include "tests/sim/verify_clouds.h"

namespace huiyin::sim {
namespace {

constexpr std::size_t kMostNumbers = 5000, kMostOwn = 1000, kMostPulled = 500;

Answer answer(const std::string& code, const std::string& group = "") {
  JsonWriter w;
  w.object().field("msgGroup", group).field("rspcod", code).field("success", code == "success").end();
  return json_answer(w.take());
}

std::string compact(TimePoint at) {
  std::string out;
  for (const char c : beijing_time(at))
    if (c >= '0' && c <= '9') out += c;
  return out;
}

}  // namespace

bool MasFace::is_for(const Request& request) {
  for (const char* path : {"/sms/norsubmit", "/sms/tmpsubmit", "/sms/report", "/sms/deliver"})
    if (request.path == path) return true;
  return false;
}

Answer MasFace::handle(const Request& request) {
  const auto body = from_base64(request.body);
  const auto order = body ? Json::try_parse(*body) : Result<Json>(tl::unexpected(body.error()));
  if (!order || !order->is_object()) return answer("InvalidMessage");
  const bool submits = request.path.ends_with("submit"), templates = request.path == "/sms/tmpsubmit";
  return run_with_faults(
      &world_, "mas." + request.path.substr(5),
      [&](const FaceRun& run) {
        try {
          return submits ? submit(*order, templates, run) : pull(*order, request.path == "/sms/deliver", run);
        } catch (const BadInput&) {
          return answer("InvalidMessage");
        }
      },
      [&](const std::string& code) { return answer(code); });
}

Answer MasFace::submit(const Json& order, bool templates, const FaceRun& run) {
  const auto text = [&](const char* name) { return order.text_or(name, ""); };
  const auto key = world_.options.keys.find(text("apId"));
  if (key == world_.options.keys.end()) return answer("InvalidUsrOrPwd");
  const std::string middle =
      templates ? text("templateId") + text("mobiles") + text("params") : text("mobiles") + text("content");
  if (!is_md5_of(text("ecName") + text("apId") + key->second + middle + text("sign") + text("addSerial"),
                 text("mac"))) {
    count_signature_failure(&world_, AuthFault::mismatch);
    return answer("IllegalMac");
  }
  if (text("sign").empty()) return answer("NoSignId");
  std::vector<std::pair<std::string, std::string>> all;  // number and text
  std::optional<Submission> templated;
  if (templates) {
    std::vector<std::string> params;
    for (const Json& p : Json::parse(text("params")).items()) params.push_back(p.text());
    if (params == std::vector<std::string>{""}) params.clear();
    templated = by_template(world_, text("templateId"), std::move(params));
    if (!templated) return answer("InvalidMessage");
  }
  const bool own = text("mobiles").empty();
  if (own)
    for (const auto& [number, words] : Json::parse(text("content")).members())
      all.emplace_back(number, words.text());
  const std::string mobiles = text("mobiles");
  if (!own)
    for (const std::string_view number : split(mobiles, ',')) all.emplace_back(number, text("content"));
  if (all.size() > (own ? kMostOwn : kMostNumbers)) return answer("TooManyMobiles");
  for (const auto& [number, words] : all)
    if (e164_of(number).empty()) return answer("InvalidMobile");
  const std::string group = new_batch_id(&world_, "0301");
  for (const auto& [number, words] : all) {
    Submission what = templated ? *templated : by_text(world_, words);
    what.account = text("apId");
    what.signature = text("sign");
    what.extend = text("addSerial");
    what.batch_id = group;
    world_.ledger.accept(std::move(what), {e164_of(number)}, run.twists);
  }
  return answer("success", group);
}

Answer MasFace::pull(const Json& order, bool replies, const FaceRun& run) {
  const std::string account = order.text_or("apId", "");
  const auto key = world_.options.keys.find(account);
  if (key == world_.options.keys.end() || order.text_or("secretKey", "") != key->second)
    return {401, "", "text/plain"};
  JsonWriter w;
  w.array();
  if (replies) {
    for (const InboundView& i : world_.ledger.take_inbound(account, kMostPulled, run.broken)) {
      w.object().field("mobile", i.number.substr(3)).field("smsContent", i.text);
      w.field("sendTime", beijing_time(i.at)).field("addSerial", i.extend).end();
    }
  } else {
    for (const ReceiptView& r : world_.ledger.take_receipts(account, kMostPulled, run.broken)) {
      w.object()
          .field("reportStatus", r.delivered ? "DELIVRD" : "CM:" + r.status)
          .field("mobile", r.number.substr(3));
      w.field("submitDate", compact(r.at)).field("receiveDate", compact(r.at)).field("errorCode", r.status);
      w.field("msgGroup", r.batch_id).end();
    }
  }
  return json_answer(w.end().take());
}

}  // namespace huiyin::sim
