#include "adapters/smpp/session.h"

#include <algorithm>

#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"

namespace huiyin::smpp {
namespace {

constexpr Millis kUnbindPatience{5'000}, kAlreadyBound{5'000}, kSteadyAfter{10'000}, kLongestSleep{1'000};
constexpr int kMostBindRefusals = 5;
constexpr std::uint32_t kInvalidLength = 0x02, kInvalidCommand = 0x03, kWrongState = 0x04, kTemporary = 0x64;
constexpr std::uint32_t kAlreadyBoundStatus = 0x05, kBindFailed = 0x0D;

bool is_bind(std::uint32_t command) {
  return command == command::kBindReceiver || command == command::kBindTransmitter ||
         command == command::kBindTransceiver;
}

}  // namespace

Session::Session(LinkRules rules) : rules_(std::move(rules)), flow_(rules_.window, rules_.throttle_pause) {}

void Session::see(const Moment& m) {
  now_ = m.steady;
  wall_now_ = m.now;
  chance_ = hash64(m.nonce + std::to_string(chance_));
}

void Session::connected(const Moment& m) {
  see(m);
  in_.clear();
  out_.clear();
  sequence_ = 0;
  enquired_.reset();
  state_ = State::binding;
  state_since_ = heard_ = now_;
  if (serial_ == 0) reference_ = static_cast<std::uint16_t>(chance_);
  bind_sequence_ = next_sequence();
  Bind bind = rules_.bind;
  bind.password = rules_.password.reveal();
  send({rules_.bind_command, 0, bind_sequence_, std::move(bind), {}});
}

void Session::disconnected(const Moment& m) {
  see(m);
  if (state_ == State::down) return;
  go_down(state_ == State::unbinding ? "unbound" : "the connection ended");
}

void Session::received(std::string_view bytes, const Moment& m) {
  see(m);
  if (state_ == State::down) return;
  in_.append(bytes);
  if (take_frames()) pump();
  end_politely();
}

// False when the link went down.
bool Session::take_frames() {
  std::size_t at = 0;
  while (state_ != State::down && in_.size() - at >= 4) {
    const std::string_view rest = std::string_view(in_).substr(at);
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) length = length << 8 | static_cast<std::uint8_t>(rest[i]);
    if (length < kHeaderOctets || length > kMaxPduOctets) {
      answer(command::kGenericNack, 0, kInvalidLength);
      go_down("framing lost: a PDU's command_length is out of range");
      return false;
    }
    if (rest.size() < length) break;
    take(rest.substr(0, length));
    at += length;
  }
  in_.erase(0, at);
  return state_ != State::down;
}

void Session::take(std::string_view frame) {
  heard_ = now_;
  enquired_.reset();
  const Header h = read_header(frame);
  if (is_response(h.command))
    take_response(frame, h);
  else
    take_request(frame, h);
}

void Session::take_request(std::string_view frame, const Header& h) {
  switch (h.command) {
    case command::kEnquireLink:
      return answer(h.command, h.sequence, 0);
    case command::kUnbind:
      answer(h.command, h.sequence, 0);
      return go_down("the carrier unbound");
    case command::kDeliverSm:
    case command::kDataSm:
      return take_delivery(frame, h);
    case command::kAlertNotification:
    case command::kOutbind:
      return;
    default:
      return answer(command::kGenericNack, h.sequence, kInvalidCommand);
  }
}

// The payload is kept as it came, unread, but for its sequence number: handed over again it is the same.
void Session::take_delivery(std::string_view frame, const Header& h) {
  if (state_ == State::binding) return answer(h.command, h.sequence, kWrongState, MessageId{});
  if (static_cast<int>(arrivals_.size()) >= rules_.inbound_limit)
    return answer(h.command, h.sequence, kTemporary, MessageId{});
  std::string bytes(frame);
  bytes.replace(12, 4, 4, '\0');
  arrivals_[++handles_] = {h.command, h.sequence};
  events_.push_back(Arrived{handles_, "smpp", std::move(bytes)});
}

void Session::kept(std::uint64_t handle, const Moment& m) {
  see(m);
  const auto node = arrivals_.extract(handle);
  if (!node.empty()) answer(node.mapped().command, node.mapped().sequence, 0, MessageId{});
}

void Session::not_kept(std::uint64_t handle, const Moment& m) {
  see(m);
  const auto node = arrivals_.extract(handle);
  if (!node.empty()) answer(node.mapped().command, node.mapped().sequence, kTemporary, MessageId{});
}

void Session::take_response(std::string_view frame, const Header& h) {
  if (state_ == State::binding && h.sequence == bind_sequence_) return take_bind_result(h);
  if (h.command == (command::kUnbind | command::kResponse) && state_ == State::unbinding)
    return go_down("unbound");
  Pdu pdu{h.command, h.status, h.sequence, {}, {}};
  try {
    pdu = decode(frame);
  } catch (const BadInput&) {  // its header alone says what became of the request
  }
  if (const auto state = tlv_number(pdu, tag::kCongestionState, 1)) flow_.congestion(*state, now_);
  if (questions_.contains(h.sequence)) return take_question_answer(h.sequence, h, pdu);
  auto slot = window_.close(h.sequence);
  if (!slot) slot = window_.close_late(h.sequence);
  if (!slot) return;
  const auto* id = std::get_if<MessageId>(&pdu.body);
  // A nack never accepts, whatever its status.
  const bool nack = h.command == command::kGenericNack;
  take_submit_answer(*slot, nack && h.status == 0 ? kInvalidCommand : h.status, id == nullptr ? "" : id->id);
}

void Session::take_bind_result(const Header& h) {
  if (h.status == 0 && h.command != command::kGenericNack && is_bind(h.command & ~command::kResponse)) {
    state_ = State::bound;
    state_since_ = now_;
    bind_refusals_ = 0;
    flow_.reset();
    events_.push_back(LinkUp{});
    return;
  }
  const std::string why = "the bind was refused: " + status_name(h.status);
  const bool no_such_bind = h.status == kInvalidCommand;
  if (no_such_bind || classify(h.status) == StatusClass::configuration) return go_down(why, Hold::stopped);
  if (h.status == kBindFailed && ++bind_refusals_ >= kMostBindRefusals) return go_down(why, Hold::stopped);
  go_down(why, Hold::account, h.status == kAlreadyBoundStatus ? kAlreadyBound : Millis(0));
}

void Session::tick(const Moment& m) {
  see(m);
  if (state_ == State::down) return;
  if (state_ == State::binding) {
    if (now_ - state_since_ >= rules_.bind_timeout) go_down("no answer to the bind");
    return;
  }
  lose(window_.expire(now_), false);
  expire_questions(false);
  watch_life();
  pump();
  end_politely();
}

void Session::watch_life() {
  if (state_ == State::down) return;
  if (enquired_ && now_ - *enquired_ >= rules_.enquire_timeout) return go_down("the carrier is silent");
  if (enquired_ || now_ - heard_ < rules_.enquire_interval) return;
  enquired_ = now_;
  send({command::kEnquireLink, 0, next_sequence(), {}, {}});
}

void Session::close(const Moment& m) {
  see(m);
  if (state_ == State::binding) return go_down("closed before it was bound");
  if (state_ != State::bound) return;
  state_ = State::closing;
  state_since_ = now_;
  halt_queue();
  end_politely();
}

// Unbinds once nothing is open, or when that takes too long.
void Session::end_politely() {
  if (state_ == State::closing && window_.used() == 0 &&
      (arrivals_.empty() || now_ - state_since_ >= kUnbindPatience)) {
    state_ = State::unbinding;
    state_since_ = now_;
    send({command::kUnbind, 0, next_sequence(), {}, {}});
  } else if (state_ == State::unbinding && now_ - state_since_ >= kUnbindPatience) {
    go_down("no answer to the unbind");
  }
}

void Session::go_down(std::string why, Hold hold, Millis at_least) {
  if (is_up() && now_ - state_since_ >= kSteadyAfter) failures_ = 0;
  const bool asked_for = state_ == State::unbinding;
  state_ = State::down;
  lose(window_.drop(), true);
  halt_queue();
  expire_questions(true);
  arrivals_.clear();
  enquired_.reset();
  in_.clear();
  events_.push_back(LinkDown{std::move(why), hold, asked_for ? Millis(0) : back_off(at_least)});
}

// Doubles with each failure in a row; a quarter of chance either way keeps many links from coming in step.
Millis Session::back_off(Millis at_least) {
  Millis wait = rules_.first_back_off;
  for (int i = 0; i < failures_ && wait < rules_.longest_back_off; ++i) wait *= 2;
  ++failures_;
  wait = std::max(std::min(wait, rules_.longest_back_off), at_least);
  return wait * 3 / 4 +
         Millis(static_cast<std::int64_t>(chance_ % static_cast<std::uint64_t>(wait.count() / 2 + 1)));
}

Millis Session::next_tick() const {
  if (state_ == State::down) return kLongestSleep;
  Millis next = now_ + kLongestSleep;
  if (state_ == State::binding) next = std::min(next, state_since_ + rules_.bind_timeout);
  if (const auto deadline = window_.next_deadline()) next = std::min(next, *deadline);
  next = std::min(next, enquired_ ? *enquired_ + rules_.enquire_timeout : heard_ + rules_.enquire_interval);
  if (flow_.paused(now_)) next = std::min(next, flow_.paused_until());
  for (const auto& [serial, message] : queue_)
    if (message->not_before > now_) next = std::min(next, message->not_before);
  return std::max(next - now_, Millis(1));
}

void Session::send(Pdu pdu) {
  out_ += encode(pdu);
}

void Session::answer(std::uint32_t command, std::uint32_t sequence, std::uint32_t status, Body body) {
  send({command | command::kResponse, status, sequence, std::move(body), {}});
}

std::uint32_t Session::next_sequence() {
  do {
    sequence_ = sequence_ >= kMaxSequence ? 1 : sequence_ + 1;
  } while (window_.has(sequence_) || questions_.contains(sequence_));
  return sequence_;
}

StatusClass Session::classify(std::uint32_t status) const {
  const auto own = rules_.statuses.find(status);
  return own == rules_.statuses.end() ? class_of(status) : own->second;
}

std::string Session::take_output() {
  return std::exchange(out_, {});
}

std::vector<LineEvent> Session::take_events() {
  return std::exchange(events_, {});
}

}  // namespace huiyin::smpp
