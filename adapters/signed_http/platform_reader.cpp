#include "adapters/signed_http/platform_reader.h"

#include <charconv>

#include "adapters/signed_http/platform_document.h"

namespace huiyin {
namespace {

constexpr std::size_t kLongestId = 100;

Outcome outcome_of(CodeClass what, Millis wait, std::size_t recipients) {
  Outcome out;
  switch (what) {
    case CodeClass::stop:
      out.verdict = Verdict::not_sent;
      out.hold = Hold::stopped;
      return out;
    case CodeClass::refuse:
      out.verdict = Verdict::refused;
      return out;
    case CodeClass::refuse_number:
      out.verdict = Verdict::refused;
      return spread_fault(out, recipients);
    case CodeClass::wait:
      out.verdict = Verdict::not_sent;
      out.hold = Hold::account;
      out.wait = wait;
      return out;
    case CodeClass::opted_out:
      out.verdict = Verdict::refused;
      out.opted_out = true;
      return spread_fault(out, recipients);
    case CodeClass::unknown:
      return out;
  }
  return out;
}

Outcome read_answer_of(const Platform& p, const Json& body, const Secret& secret, std::size_t recipients) {
  const Secret* const secrets[] = {&secret};
  const std::string code = text_at(body, p.answer.code);
  if (!p.answer.success.contains(code)) {
    const auto known = p.answer.classes.find(code);
    Outcome out = outcome_of(known == p.answer.classes.end() ? p.answer.otherwise : known->second,
                             p.answer.wait, recipients);
    if (code.empty()) out = unknown_outcome("the answer has no code");
    out.code = carrier_code(carrier_words(code, secrets));
    out.words = carrier_words(text_at(body, p.answer.words), secrets);
    return out;
  }
  Outcome out;
  out.verdict = Verdict::accepted;
  out.code = carrier_code(carrier_words(code, secrets));
  out.carrier_id = text_at(body, p.answer.id);
  if (out.carrier_id.size() > kLongestId || carrier_words(out.carrier_id, secrets) != out.carrier_id)
    return unknown_outcome("accepted under an odd name");
  const bool named = !p.answer.id.empty() && p.receipts && !p.receipts->id.empty();
  if (named && out.carrier_id.empty()) return unknown_outcome("accepted without a name");
  return out;
}

TimePoint read_any_time(const std::string& text) {
  if (const auto beijing = read_beijing_time(text)) return *beijing;
  TimePoint at;
  if (from_rfc3339(text, &at)) return at;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return text.size() > 11 ? from_unix_millis(number) : from_unix_seconds(number);
}

std::string read_person(const Json& item, const PlatformItems& how) {
  const std::string key = number_key(text_at(item, how.number));
  if (key.empty()) throw BadInput(item.path(), "names no number");
  return "+" + key;
}

Receipt read_platform_receipt(const Json& item, const PlatformItems& how) {
  Receipt receipt;
  receipt.carrier_id = text_at(item, how.id);
  receipt.batch_key = text_at(item, how.batch_key);
  if (receipt.carrier_id.empty() && receipt.batch_key.empty())
    throw BadInput(item.path(), "names no message");
  receipt.e164 = read_person(item, how);
  const std::string state = text_at(item, how.state);
  if (state.empty()) throw BadInput(item.path(), "has no state");
  receipt.state = how.delivered.contains(state) ? ReceiptState::delivered
                  : how.expired.contains(state) ? ReceiptState::expired
                  : how.enroute.contains(state) ? ReceiptState::enroute
                                                : ReceiptState::undelivered;
  receipt.code = carrier_code(state);
  receipt.words = carrier_words(text_at(item, how.words), {});
  receipt.at = read_any_time(text_at(item, how.time));
  receipt.opted_out = how.opted_out.contains(state);
  return receipt;
}

MobileOriginated read_platform_reply(const Json& item, const PlatformItems& how, std::string_view service) {
  MobileOriginated mo;
  mo.carrier_id = text_at(item, how.id);
  mo.from = read_person(item, how);
  if (!item.has(split(how.text, '.').front())) throw BadInput(item.path(), "has no text");
  mo.text = text_at(item, how.text);
  mo.to = text_at(item, how.to);
  mo.extension = starts_with(mo.to, service) ? mo.to.substr(service.size()) : mo.to;
  mo.at = read_any_time(text_at(item, how.time));
  return mo;
}

}  // namespace

std::vector<Outcome> platform_outcomes(const Platform& platform, const SubmitBatch& batch,
                                       const HttpReply& reply, const Secret& secret) {
  const std::size_t n = batch.to.size();
  if (const std::optional<Outcome> decided = decided_by_status(reply))
    return std::vector<Outcome>(n, *decided);
  try {
    const Json body = platform_document(reply.body, platform.answer.body, platform.charset);
    return std::vector<Outcome>(n, read_answer_of(platform, body, secret, n));
  } catch (const BadInput& e) {
    return std::vector<Outcome>(n, unreadable_answer(e));
  }
}

Inbox read_platform_items(const Platform& platform, std::string_view kind, std::string_view bytes,
                          std::string_view service) {
  const bool receipts = kind == kPlatformReceipts;
  const auto& how = receipts ? platform.receipts : platform.replies;
  if ((!receipts && kind != kPlatformReplies) || !how) throw BadInput("kind", "is none of this platform");
  Inbox inbox;
  const Json root = platform_document(bytes, how->body, platform.charset);
  read_each_item(list_at(root, how->list), &inbox, [&](const Json& item) {
    if (receipts)
      inbox.receipts.push_back(read_platform_receipt(item, *how));
    else
      inbox.messages.push_back(read_platform_reply(item, *how, service));
  });
  return inbox;
}

PushAnswer judge_platform_push(const Platform& platform, const PushRequest& request) {
  if (request.method != "POST") return refused_push(405, "is not a POST");
  std::string why = "this platform pushes nothing";
  for (const auto& [kind, how] :
       {std::pair(kPlatformReceipts, &platform.receipts), std::pair(kPlatformReplies, &platform.replies)}) {
    if (!*how) continue;
    try {
      const Json root = platform_document(request.body, (*how)->body, platform.charset);
      if (!all_have(list_at(root, (*how)->list), (*how)->has)) {
        why = "holds other things than receipts and replies";
        continue;
      }
      PushAnswer answer = taken_push(kind, platform.acknowledgement);
      if (!platform.acknowledgement_type.empty()) answer.content_type = platform.acknowledgement_type;
      return answer;
    } catch (const BadInput& e) {
      why = e.what();
    }
  }
  return refused_push(400, why);
}

}  // namespace huiyin
