// The session's questions: query_sm for what became of a message, cancel_sm to withdraw it.
#include "adapters/smpp/receipt.h"
#include "adapters/smpp/session.h"
#include "daemon/base/text.h"

namespace huiyin::smpp {
namespace {

constexpr std::size_t kMostQuestions = 100;

std::vector<std::string> ids_of(const std::string& carrier_id) {
  std::vector<std::string> ids;
  for (const std::string_view id : split(carrier_id, ' '))
    if (!id.empty() && id.size() < 65) ids.emplace_back(id);
  return ids;
}

}  // namespace

bool Session::inquire(std::uint64_t handle, const Inquiry& inquiry, const Moment& m) {
  see(m);
  Question q;
  q.handle = handle;
  q.ids = ids_of(inquiry.carrier_id);
  q.found.carrier_id = inquiry.carrier_id;
  return ask(std::move(q));
}

bool Session::cancel(std::uint64_t handle, const std::string& carrier_id, const Recipient& to,
                     const Moment& m) {
  see(m);
  Question q;
  q.cancels = true;
  q.handle = handle;
  q.ids = ids_of(carrier_id);
  q.destination = {rules_.destination_ton, rules_.destination_npi, written(to)};
  return ask(std::move(q));
}

bool Session::ask(Question q) {
  if (state() != State::bound || !may_send() || q.ids.empty() || questions_.size() >= kMostQuestions)
    return false;
  send_question(std::move(q));
  return true;
}

// Questions do not count in the window: a full one must not keep a message from being withdrawn.
void Session::send_question(Question q) {
  const std::uint32_t sequence = next_sequence();
  const Address source{rules_.source_ton, rules_.source_npi, rules_.sender};
  const std::string& id = q.ids[q.at];
  if (q.cancels)
    say(encode(
        {command::kCancelSm, 0, sequence, CancelSm{rules_.service_type, id, source, q.destination}, {}}));
  else
    say(encode({command::kQuerySm, 0, sequence, QuerySm{id, source}, {}}));
  q.deadline = now() + pace().response_timeout;
  questions_.emplace(sequence, std::move(q));
}

void Session::take_question_answer(std::uint32_t sequence, const Header& h, const Pdu& pdu) {
  Question q = std::move(questions_.extract(sequence).mapped());
  if (h.status != 0 || h.command == command::kGenericNack) {
    q.found.answer = Answer::cannot_tell;
    q.found.receipt.reset();
    return end_question(std::move(q), false, status_name(h.status));
  }
  if (!q.cancels) take_state(q, pdu);
  // One part that failed decides for the message; otherwise every part is asked about.
  const bool decided = q.found.receipt && q.found.receipt->state != ReceiptState::delivered;
  if (++q.at < q.ids.size() && !decided) return send_question(std::move(q));
  end_question(std::move(q), true, "");
}

void Session::take_state(Question& q, const Pdu& pdu) {
  const auto* result = std::get_if<QueryResult>(&pdu.body);
  if (result == nullptr) return;
  q.found.answer = Answer::taken;
  Receipt r;
  r.carrier_id = q.ids[q.at];
  r.state = state_of(result->state);
  r.code = state_name(result->state);
  r.at = read_time(result->final_date, 8 * 60);
  q.found.receipt = std::move(r);
}

void Session::end_question(Question q, bool withdrawn, std::string code) {
  if (q.cancels) {
    tell(Cancelled{q.handle, withdrawn, std::move(code)});
    return;
  }
  q.found.fault = std::move(code);
  if (q.found.receipt && q.found.receipt->state == ReceiptState::enroute) q.found.receipt.reset();
  tell(Inquired{q.handle, std::move(q.found)});
}

void Session::expire_questions(bool all) {
  for (auto it = questions_.begin(); it != questions_.end();) {
    if (!all && it->second.deadline > now()) {
      ++it;
      continue;
    }
    Question q = std::move(it->second);
    it = questions_.erase(it);
    q.found.answer = Answer::cannot_tell;
    q.found.receipt.reset();
    end_question(std::move(q), false, all ? "link_down" : "no_answer");
  }
}

}  // namespace huiyin::smpp
