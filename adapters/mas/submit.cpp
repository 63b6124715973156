#include "adapters/mas/submit.h"

#include "daemon/base/bytes.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

using namespace std::chrono_literals;

struct Code {
  std::string_view name;
  Verdict verdict;
  Hold hold = Hold::none;
  bool of_one_number = false;
};

constexpr Code kCodes[] = {
    {"IllegalMac", Verdict::not_sent, Hold::stopped},
    {"IllegalSignId", Verdict::not_sent, Hold::stopped},
    {"InvalidUsrOrPwd", Verdict::not_sent, Hold::stopped},
    {"NoSignId", Verdict::not_sent, Hold::stopped},
    {"InvalidMessage", Verdict::refused},
    {"TooManyMobiles", Verdict::refused, Hold::none, true},
    {"InvalidMobile", Verdict::refused, Hold::none, true},
    {"DupMobile", Verdict::refused, Hold::none, true},
};

bool by_template(const SmsContent& content, const MasSender& sender) {
  return !content.template_code.empty() && (sender.templates || content.text.empty());
}

std::string text_of(const SmsContent& content, const MasSender& sender) {
  const std::string head = "【" + content.signature + "】";
  const bool strip = sender.strip_signature && !content.signature.empty() && starts_with(content.text, head);
  return strip ? content.text.substr(head.size()) : content.text;
}

std::string numbers_of(const SubmitBatch& batch) {
  std::string out;
  for (const Recipient& r : batch.to) out += (out.empty() ? "" : ",") + domestic_number(r.e164);
  return out;
}

std::string own_texts(const SubmitBatch& batch, const MasSender& sender) {
  JsonWriter w;
  w.object();
  for (const Recipient& r : batch.to)
    w.field(domestic_number(r.e164), text_of(content_for(batch, r), sender));
  return w.end().take();
}

std::string params_of(const SmsContent& content) {
  JsonWriter w;
  w.array();
  for (const std::string& p : content.template_params) w.value(p);
  if (content.template_params.empty()) w.value("");
  return w.end().take();
}

std::string text_json(const SubmitBatch& batch, const MasSender& s, const std::string& serial) {
  const bool own = has_own_contents(batch);
  const std::string mobiles = own ? "" : numbers_of(batch);
  const std::string content = own ? own_texts(batch, s) : text_of(batch.content, s);
  JsonWriter w;
  w.object().field("ecName", s.ec_name).field("apId", s.ap_id);
  if (s.send_secret) w.field("secretKey", s.secret_key.reveal());
  w.field("mobiles", mobiles).field("content", content).field("sign", s.sign).field("addSerial", serial);
  w.field("mac", mas_mac({s.ec_name, s.ap_id, s.secret_key.reveal(), mobiles, content, s.sign, serial}));
  return w.end().take();
}

std::string template_json(const SubmitBatch& batch, const MasSender& s, const std::string& serial) {
  const std::string mobiles = numbers_of(batch), params = params_of(batch.content);
  const std::string& code = batch.content.template_code;
  JsonWriter w;
  w.object().field("ecName", s.ec_name).field("apId", s.ap_id);
  if (s.send_secret) w.field("secretKey", s.secret_key.reveal());
  w.field("templateId", code).field("mobiles", mobiles).field("params", params);
  w.field("sign", s.sign).field("addSerial", serial);
  w.field("mac", mas_mac({s.ec_name, s.ap_id, s.secret_key.reveal(), code, mobiles, params, s.sign, serial}));
  return w.end().take();
}

bool told_success(const Json& body) {
  const std::optional<Json> success = body.find("success");
  if (!success || success->is_null()) return false;
  return success->is_bool() ? success->boolean() : success->text() == "true";
}

Outcome refusal(const std::string& code, const Secret& secret, std::size_t recipients) {
  const Secret* const secrets[] = {&secret};
  Outcome outcome;
  outcome.code = carrier_code(carrier_words(code, secrets));
  for (const Code& c : kCodes) {
    if (c.name != code) continue;
    outcome.verdict = c.verdict;
    outcome.hold = c.hold;
    return c.of_one_number ? spread_fault(outcome, recipients) : outcome;
  }
  return outcome;
}

Outcome read_answer(const Json& body, const Secret& secret, std::size_t recipients) {
  const std::string code = body.text("rspcod");
  if (code != "success" || !told_success(body)) return refusal(code, secret, recipients);
  std::string group = body.text_or_number("msgGroup", "");
  if (group.empty()) group = body.text_or_number("mgsGroup", "");  // some firmware spells it so
  if (group.empty() || group.size() > 100) return unknown_outcome("accepted without a usable msgGroup");
  Outcome outcome;
  outcome.verdict = Verdict::accepted;
  outcome.carrier_id = group;
  outcome.code = code;
  return outcome;
}

}  // namespace

std::string mas_mac(std::initializer_list<std::string_view> fields) {
  std::string all;
  for (const std::string_view field : fields) all += field;
  return to_hex(md5(all));
}

HttpCall mas_call(const MasSender& sender, const std::string& path, std::string_view json) {
  HttpCall call;
  call.url = sender.endpoint.url + path;
  call.headers = {{"Content-Type", "application/json"}};
  call.body = to_base64(json);
  call.timeout = sender.timeout;
  call.pinned_key = sender.pinned_key;
  return call;
}

HttpCall mas_submit_call(const SubmitBatch& batch, const MasSender& sender) {
  const std::string serial = sender.add_serial + batch.extension;
  const bool use_template = !has_own_contents(batch) && by_template(batch.content, sender);
  return use_template ? mas_call(sender, sender.template_path, template_json(batch, sender, serial))
                      : mas_call(sender, sender.text_path, text_json(batch, sender, serial));
}

std::vector<Outcome> mas_outcomes(const SubmitBatch& batch, const HttpReply& reply, const Secret& secret) {
  const std::size_t n = batch.to.size();
  if (const std::optional<Outcome> decided = decided_by_status(reply))
    return std::vector<Outcome>(n, *decided);
  try {
    return std::vector<Outcome>(n, read_answer(Json::parse(reply.body), secret, n));
  } catch (const BadInput& e) {
    return std::vector<Outcome>(n, unreadable_answer(e));
  }
}

}  // namespace huiyin
