// A link's messages: parts out as the window allows, answers in, one outcome for each recipient.
#include <algorithm>

#include "adapters/line/link_session.h"
#include "daemon/base/bad_input.h"

namespace huiyin::line {
namespace {

constexpr int kMostTries = 3;  // of one part of a message whose other parts have left
constexpr Millis kRetryPause{1'000}, kShutFor{30 * 60'000};

bool others_left(const Outgoing& m, const OutPart& part) {
  return std::any_of(m.parts.begin(), m.parts.end(), [&](const OutPart& p) {
    return &p != &part &&
           (p.fate == PartFate::sent || p.fate == PartFate::accepted || p.fate == PartFate::unknown);
  });
}

}  // namespace

int LinkSession::room() const {
  if (state_ != State::bound || !may_send() || flow_.paused(now_) || !queue_.empty()) return 0;
  return std::max(0, flow_.limit() - window_.used());
}

void LinkSession::submit(const SubmitBatch& batch, const Moment& m) {
  see(m);
  Outgoing message;
  message.batch_key = batch.key;
  std::string unfit_text;
  try {
    prepare(batch, reference_++, &message);
  } catch (const BadInput& e) {
    unfit_text = e.what();
  }
  for (const Recipient& to : batch.to) {
    std::string unfit = unfit_text, number;
    try {
      number = written(to);
    } catch (const BadInput& e) {
      unfit = e.what();
    }
    if (!unfit.empty()) {
      events_.push_back(
          SubmitDone{batch.key, to.key, {.verdict = Verdict::refused, .code = "unfit", .words = unfit}});
      continue;
    }
    message.to.push_back({to.key, std::move(number)});
    if (static_cast<int>(message.to.size()) < pace_.group) continue;
    queue(message);
    message.to.clear();
  }
  if (!message.to.empty()) queue(message);
  pump();
}

void LinkSession::queue(const Outgoing& message) {
  auto own = std::make_shared<Outgoing>(message);
  own->serial = ++serial_;
  queue_.emplace(own->serial, std::move(own));
}

void LinkSession::halt(const Moment& m) {
  see(m);
  halted_serial_ = serial_;
  halt_queue();
}

void LinkSession::pump() {
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

void LinkSession::send_part(const std::shared_ptr<Outgoing>& message, std::size_t at) {
  OutPart& part = message->parts[at];
  part.fate = PartFate::sent;
  part.code.clear();
  ++part.tries;
  const std::uint32_t sequence = sequence_for(*message, at);
  say(submit_octets(*message, at, sequence));
  window_.open(sequence, {message, at}, now_ + pace_.response_timeout);
}

bool LinkSession::submit_answered(std::uint32_t sequence, StatusClass what, std::string code,
                                  std::string id) {
  auto slot = window_.close(sequence);
  if (!slot) slot = window_.close_late(sequence);
  if (!slot) return false;
  slot->message->parts[slot->part].code = std::move(code);
  take_answer(*slot, what, std::move(id));
  return true;
}

void LinkSession::take_answer(const Slot& slot, StatusClass what, std::string id) {
  Outgoing& message = *slot.message;
  OutPart& part = message.parts[slot.part];
  switch (what) {
    case StatusClass::ok:
      part.fate = PartFate::accepted;
      if (names_part(message, slot.part)) part.id = std::move(id);
      flow_.accepted();
      break;
    case StatusClass::throttled:
      flow_.throttled(now_);
      put_off(message, part, true);
      break;
    case StatusClass::retryable:
      put_off(message, part, false);
      break;
    case StatusClass::shut:
      part.fate = PartFate::unsent;
      message.halted = true;
      message.hold = Hold::account;
      message.wait = kShutFor;
      break;
    case StatusClass::session:
    case StatusClass::configuration:
      part.fate = PartFate::unsent;
      message.halted = true;
      message.hold = what == StatusClass::session ? Hold::account : Hold::stopped;
      break;
    case StatusClass::permanent:
      part.fate = PartFate::refused;
      message.halted = true;
      break;
    case StatusClass::doubtful:
      part.fate = PartFate::unknown;
      break;
  }
  if (message.halted) queue_.erase(message.serial);
  settle(slot.message);
  if (what == StatusClass::session && is_up())
    go_down("the carrier says that the session is not logged in: " + part.code);
}

// One bad number refuses the whole group, and nobody of it was taken: each alone, then.
bool LinkSession::split_group(const std::shared_ptr<Outgoing>& message) {
  bool refused = false, taken = false;
  for (const OutPart& p : message->parts) {
    refused = refused || p.fate == PartFate::refused;
    taken = taken || p.fate == PartFate::accepted || p.fate == PartFate::unknown;
  }
  if (message->to.size() < 2 || message->settled || !refused || taken || state_ != State::bound ||
      message->serial <= halted_serial_)
    return false;
  Outgoing one = *message;
  one.halted = false;
  for (OutPart& p : one.parts) p = {p.text, PartFate::waiting, {}, {}, 0};
  for (const OutTarget& to : message->to) {
    one.to = {to};
    queue(one);
  }
  message->settled = true;
  return true;
}

// The part certainly has not been taken. It waits in its place, unless its time is up or nothing of its
// message has left, so that the daemon may as well begin anew.
void LinkSession::put_off(Outgoing& message, OutPart& part, bool throttled) {
  part.fate = PartFate::waiting;
  if (throttled && message.throttled_since == Millis(0)) message.throttled_since = now_;
  const bool spent = most_tries() > 0 && part.tries >= most_tries();
  const bool give_up = throttled ? now_ - message.throttled_since >= pace_.throttle_patience
                                 : part.tries >= kMostTries || !others_left(message, part);
  if (spent || give_up || message.settled || message.halted || message.serial <= halted_serial_ ||
      state_ != State::bound) {
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

void LinkSession::settle(const std::shared_ptr<Outgoing>& message) {
  if (!is_finished(*message)) {
    const bool waits = std::any_of(message->parts.begin(), message->parts.end(),
                                   [](const OutPart& p) { return p.fate == PartFate::waiting; });
    if (waits && !message->halted) queue_.emplace(message->serial, message);
    return;
  }
  if (split_group(message)) return pump();
  const bool late = std::exchange(message->settled, true);
  for (std::size_t n = 0; n < message->to.size(); ++n) {
    Outcome outcome = outcome_of(*message, n, member_id());
    if (outcome.verdict == Verdict::unknown) outcome.carrier_id = own_ids(*message);
    const std::string& key = message->to[n].key;
    if (!late)
      events_.push_back(SubmitDone{message->batch_key, key, std::move(outcome)});
    else if (outcome.verdict != Verdict::unknown)
      events_.push_back(AnsweredLate{message->batch_key, key, std::move(outcome)});
  }
}

void LinkSession::expire() {
  std::vector<Slot> lost;
  for (Window::Expired& e : window_.expire(now_)) {
    if (pace_.resend_unanswered && !e.slot.resent) {
      e.slot.resent = true;
      say(submit_octets(*e.slot.message, e.slot.part, e.sequence));
      window_.reopen(e.sequence, now_ + pace_.response_timeout);
    } else {
      lost.push_back(e.slot);
    }
  }
  lose(lost, false);
  // Without heartbeats only the silence after submits tells that nobody is there any more.
  if (!lost.empty() && !has_heartbeat() && now_ - heard_ >= pace_.response_timeout)
    go_down("the carrier is silent");
}

void LinkSession::lose(const std::vector<Slot>& slots, bool link_lost) {
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
void LinkSession::halt_queue() {
  const auto halted = std::exchange(queue_, {});
  for (const auto& [serial, message] : halted) {
    message->halted = true;
    settle(message);
  }
}

}  // namespace huiyin::line
