// Huawei's SMS API: batchSendSms and batchSendDiffSms, signed by SDK-HMAC-SHA256 or WSSE.
#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"
#include "tests/sim/faces.h"
#include "tests/sim/verify_clouds.h"

namespace huiyin::sim {
namespace {

constexpr std::size_t kMostNumbers = 500;

Answer refuse(World* world, const std::string& code, int status = 400) {
  world->errors.count(code);
  JsonWriter w;
  w.object().field("code", code).field("description", "by the simulator").end();
  return json_answer(w.take(), status);
}

std::vector<std::string> texts_of(const Json& list) {
  std::vector<std::string> out;
  for (const Json& item : list.items()) out.push_back(item.text());
  return out;
}

void write_result(JsonWriter* w, const std::string& told, const std::string& from, const Taken* taken,
                  const std::string& batch) {
  w->object().field("originTo", told).field("from", from).field("countryId", "CN").field("total", 1);
  const bool ok = taken != nullptr && taken->verdict == Verdict::accepted;
  w->field("status", ok ? "000000" : "E200028");
  w->field("smsMsgId", ok ? batch + "_" + std::to_string(taken->seq) : "").end();
}

}  // namespace

bool HuaweiFace::is_for(const Request& request) {
  return starts_with(request.path, "/sms/batchSend");
}

Answer HuaweiFace::handle(const Request& request) {
  const TimePoint now = world_.time.now();
  const SignatureCheck signed_by = request.header("x-wsse").empty()
                                       ? verify_sdk_hmac(request, world_.options.keys, now)
                                       : verify_wsse(request, world_.options.keys, now);
  if (signed_by.fault != AuthFault::none) {
    count_signature_failure(&world_, signed_by.fault);
    return refuse(&world_, signed_by.fault == AuthFault::unknown_id ? "E000102" : "E000005", 401);
  }
  const bool diff = starts_with(request.path, "/sms/batchSendDiffSms");
  const std::string action = diff ? "huawei.batchSendDiffSms" : "huawei.batchSendSms";
  return run_with_faults(
      &world_, action,
      [&](const FaceRun& run) {
        try {
          return diff ? send_diff(request, signed_by.secret_id, run)
                      : send(parse_query(request.body), signed_by.secret_id, run);
        } catch (const BadInput&) {
          return refuse(&world_, "E000503");
        }
      },
      [&](const std::string& code) { return refuse(&world_, code); });
}

Answer HuaweiFace::send(const Headers& fields, const std::string& account, const FaceRun& run) {
  const std::string params = field_of(fields, "templateParas"), told = field_of(fields, "to");
  auto what = by_template(world_, field_of(fields, "templateId"),
                          params.empty() ? std::vector<std::string>() : texts_of(Json::parse(params)));
  if (!what || field_of(fields, "from").empty()) return refuse(&world_, "E000503");
  what->account = account;
  what->signature = field_of(fields, "signature");
  what->session_context = field_of(fields, "extend");
  what->batch_id = new_batch_id(&world_, "hw");
  const std::string batch = what->batch_id;
  std::vector<std::string> numbers;
  for (const std::string_view number : split(told, ','))
    if (const std::string e164 = e164_of(number); !e164.empty()) numbers.push_back(e164);
  if (split(told, ',').size() > kMostNumbers) return refuse(&world_, "E200015");
  const std::vector<Taken> taken = world_.ledger.accept(std::move(*what), numbers, run.twists);
  JsonWriter w;
  w.object().key("result").array();
  auto next = taken.begin();
  for (const std::string_view number : split(told, ',')) {
    const bool known = !e164_of(number).empty();
    write_result(&w, std::string(number), field_of(fields, "from"), known ? &*next : nullptr, batch);
    if (known) ++next;
  }
  return json_answer(w.end().field("code", "000000").field("description", "Success").end().take());
}

Answer HuaweiFace::send_diff(const Request& request, const std::string& account, const FaceRun& run) {
  const Json order = Json::parse(request.body);
  const std::string batch = new_batch_id(&world_, "hw"), from = order.text("from");
  JsonWriter w;
  w.object().key("result").array();
  for (const Json& part : order.items("smsContent")) {
    auto what = by_template(world_, part.text("templateId"), texts_of(part.at("templateParas")));
    const std::vector<std::string> told = texts_of(part.at("to"));
    for (const std::string& number : told) {
      if (!what || e164_of(number).empty()) {
        write_result(&w, number, from, nullptr, batch);
        continue;
      }
      Submission one = *what;
      one.account = account;
      one.signature = part.text_or("signature", "");
      one.session_context = order.text_or("extend", "");
      one.batch_id = batch;
      const std::vector<Taken> taken = world_.ledger.accept(std::move(one), {e164_of(number)}, run.twists);
      write_result(&w, number, from, &taken.front(), batch);
    }
  }
  return json_answer(w.end().field("code", "000000").field("description", "Success").end().take());
}

}  // namespace huiyin::sim
