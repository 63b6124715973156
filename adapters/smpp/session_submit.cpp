// The session's messages: parts out as the window allows, answers in, one outcome for each recipient.
#include <algorithm>

#include "adapters/kit.h"
#include "adapters/smpp/session.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"

namespace huiyin::smpp {
namespace {

constexpr int kMostTries = 3;  // of one part of a message whose other parts have left
constexpr std::size_t kLongestNumber = 20;
constexpr Millis kRetryPause{1'000};

std::string written(const std::string& e164, NumberForm form, const std::string& country_code) {
  const std::string digits = digits_of(e164);
  if (form == NumberForm::plus) return "+" + digits;
  if (form == NumberForm::national && starts_with(digits, country_code))
    return digits.substr(country_code.size());
  return digits;
}

bool others_left(const Outgoing& m, const OutPart& part) {
  return std::any_of(m.parts.begin(), m.parts.end(), [&](const OutPart& p) {
    return &p != &part &&
           (p.fate == PartFate::sent || p.fate == PartFate::accepted || p.fate == PartFate::unknown);
  });
}

}  // namespace

int Session::room() const {
  if (state_ != State::bound || !may_send() || flow_.paused(now_) || !queue_.empty()) return 0;
  return std::max(0, flow_.limit() - window_.used());
}

void Session::submit(const SubmitBatch& batch, const Moment& m) {
  see(m);
  Outgoing message;
  message.batch_key = batch.key;
  message.source = {rules_.source_ton, rules_.source_npi, rules_.sender + batch.extension};
  message.billed = billed_parts(batch.content.text, rules_.text);
  std::string unfit;
  try {
    for (TextPart& p : cut_text(batch.content.text, rules_.text, reference_++))
      message.parts.push_back({std::move(p), PartFate::waiting, {}, 0, 0});
  } catch (const BadInput& e) {
    unfit = e.what();
  }
  for (const Recipient& to : batch.to) {
    message.serial = ++serial_;
    message.recipient_key = to.key;
    message.destination = address_of(to);
    if (std::max(message.source.digits.size(), message.destination.digits.size()) > kLongestNumber)
      unfit = "a number is longer than SMPP allows";
    if (unfit.empty())
      queue_.emplace(message.serial, std::make_shared<Outgoing>(message));
    else
      events_.push_back(
          SubmitDone{batch.key, to.key, {.verdict = Verdict::refused, .code = "unfit", .words = unfit}});
  }
  pump();
}

Address Session::address_of(const Recipient& to) const {
  return {rules_.destination_ton, rules_.destination_npi,
          written(to.e164, rules_.numbers, rules_.country_code)};
}

void Session::halt(const Moment& m) {
  see(m);
  halt_queue();
}

void Session::pump() {
  if (state_ != State::bound || !may_send()) return;
  for (auto it = queue_.begin(); it != queue_.end();) {
    const std::shared_ptr<Outgoing> message = it->second;
    if (message->not_before > now_) {
      ++it;
      continue;
    }
    for (std::size_t part = 0; part < message->parts.size(); ++part) {
      if (message->parts[part].fate != PartFate::waiting) continue;
      if (flow_.paused(now_) || window_.used() >= flow_.limit()) return;
      send_part(message, part);
    }
    it = queue_.erase(it);
  }
}

void Session::send_part(const std::shared_ptr<Outgoing>& message, std::size_t at) {
  OutPart& part = message->parts[at];
  ShortMessage sm;
  sm.service_type = rules_.service_type;
  sm.source = message->source;
  sm.destination = message->destination;
  sm.esm_class = part.text.esm_class;
  sm.validity = rules_.validity;
  sm.registered_delivery = wanted_receipt(*message, at);
  sm.data_coding = part.text.data_coding;
  sm.octets = part.text.octets;
  part.fate = PartFate::sent;
  ++part.tries;
  const std::uint32_t sequence = next_sequence();
  send({command::kSubmitSm, 0, sequence, std::move(sm), part.text.tlvs});
  window_.open(sequence, {message, at}, now_ + rules_.response_timeout);
}

std::uint8_t Session::wanted_receipt(const Outgoing& message, std::size_t part) const {
  if (rules_.receipts == ReceiptsWanted::none) return 0;
  return rules_.receipts == ReceiptsWanted::every_part || part + 1 == message.parts.size() ? 1 : 0;
}

void Session::take_submit_answer(const Slot& slot, std::uint32_t status, std::string id) {
  Outgoing& message = *slot.message;
  OutPart& part = message.parts[slot.part];
  part.status = status;
  bool rebind = false;
  switch (classify(status)) {
    case StatusClass::ok:
      part.fate = PartFate::accepted;
      // Only the ids that receipts will come for.
      if (rules_.receipts != ReceiptsWanted::last_part || slot.part + 1 == message.parts.size())
        part.id = std::move(id);
      flow_.accepted();
      break;
    case StatusClass::throttled:
      flow_.throttled(now_);
      put_off(message, part, true);
      break;
    case StatusClass::retryable:
      put_off(message, part, false);
      break;
    case StatusClass::session:
      rebind = true;
      [[fallthrough]];
    case StatusClass::configuration:
      part.fate = PartFate::unsent;
      message.halted = true;
      message.hold = rebind ? Hold::account : Hold::stopped;
      break;
    case StatusClass::permanent:
      part.fate = PartFate::refused;
      message.halted = true;
      break;
  }
  if (message.halted) queue_.erase(message.serial);
  settle(slot.message);
  if (rebind && is_up()) go_down("the carrier says that the session is not bound: " + status_name(status));
}

// The part certainly has not been taken. It waits in its place, unless its time is up or nothing of its
// message has left, so that the daemon may as well begin anew.
void Session::put_off(Outgoing& message, OutPart& part, bool throttled) {
  part.fate = PartFate::waiting;
  if (throttled && message.throttled_since == Millis(0)) message.throttled_since = now_;
  const bool give_up = throttled ? now_ - message.throttled_since >= rules_.throttle_patience
                                 : part.tries >= kMostTries || !others_left(message, part);
  if (give_up || message.settled || message.halted || state_ != State::bound) {
    part.fate = PartFate::unsent;
    message.halted = true;
    if (throttled) {
      message.hold = Hold::account;
      message.wait = std::max(flow_.paused_until() - now_, Millis(0));
    }
    return;
  }
  if (!throttled) message.not_before = now_ + kRetryPause * part.tries;
}

void Session::settle(const std::shared_ptr<Outgoing>& message) {
  if (!is_finished(*message)) {
    const bool waits = std::any_of(message->parts.begin(), message->parts.end(),
                                   [](const OutPart& p) { return p.fate == PartFate::waiting; });
    if (waits && !message->halted) queue_.emplace(message->serial, message);
    return;
  }
  Outcome outcome = outcome_of(*message);
  if (!message->settled) {
    message->settled = true;
    events_.push_back(SubmitDone{message->batch_key, message->recipient_key, std::move(outcome)});
  } else if (outcome.verdict != Verdict::unknown) {
    events_.push_back(AnsweredLate{message->batch_key, message->recipient_key, std::move(outcome)});
  }
}

void Session::lose(const std::vector<Slot>& slots, bool link_lost) {
  for (const Slot& s : slots) {
    s.message->parts[s.part].fate = PartFate::unknown;
    s.message->link_lost = s.message->link_lost || link_lost;
    if (link_lost) s.message->halted = true;
  }
  for (const Slot& s : slots) {
    if (s.message->halted) queue_.erase(s.message->serial);
    if (!s.message->settled) settle(s.message);
  }
}

// What waits does not leave any more.
void Session::halt_queue() {
  const auto queue = std::exchange(queue_, {});
  for (const auto& [serial, message] : queue) {
    message->halted = true;
    settle(message);
  }
}

}  // namespace huiyin::smpp
