#include "adapters/line/link_session.h"

#include <algorithm>

#include "daemon/base/bytes.h"

namespace huiyin::line {
namespace {

constexpr Millis kUnbindPatience{5'000}, kSteadyAfter{10'000}, kLongestSleep{1'000};
constexpr std::uint32_t kMaxSequence = 0x7FFFFFFF;

}  // namespace

LinkSession::LinkSession(LinkPace pace, Framing framing)
    : pace_(pace), framing_(framing), flow_(pace.window, pace.throttle_pause) {}

void LinkSession::see(const Moment& m) {
  now_ = m.steady;
  wall_now_ = m.now;
  chance_ = hash64(m.nonce + std::to_string(chance_));
}

void LinkSession::connected(const Moment& m) {
  see(m);
  in_.clear();
  out_.clear();
  sequence_ = 0;
  enquired_.reset();
  state_ = State::binding;
  state_since_ = heard_ = now_;
  if (serial_ == 0) reference_ = static_cast<std::uint16_t>(chance_);
  if (waits_for_login()) return;
  login_sequence_ = next_sequence();
  say(login(login_sequence_));
}

void LinkSession::disconnected(const Moment& m) {
  see(m);
  if (state_ == State::down) return;
  go_down(state_ == State::unbinding ? "unbound" : "the connection ended");
}

void LinkSession::received(std::string_view bytes, const Moment& m) {
  see(m);
  if (state_ == State::down) return;
  in_.append(bytes);
  if (take_frames()) pump();
  end_politely();
}

// False when the link went down.
bool LinkSession::take_frames() {
  std::size_t at = 0;
  while (state_ != State::down && in_.size() - at >= 4) {
    const std::string_view rest = std::string_view(in_).substr(at);
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) length = length << 8 | static_cast<std::uint8_t>(rest[i]);
    if (length < framing_.least || length > framing_.most) {
      say(last_words());
      go_down("framing lost: a PDU's length is out of range");
      return false;
    }
    if (rest.size() < length) break;
    heard_ = now_;
    enquired_.reset();
    take(rest.substr(0, length));
    at += length;
  }
  in_.erase(0, at);
  return state_ != State::down;
}

void LinkSession::arrived(std::string_view kind, std::string bytes, std::string yes, std::string no) {
  if (static_cast<int>(arrivals_.size()) >= pace_.inbound_limit) return say(no);
  arrivals_[++handles_] = {std::move(yes), std::move(no)};
  events_.push_back(Arrived{handles_, std::string(kind), std::move(bytes)});
}

void LinkSession::kept(std::uint64_t handle, const Moment& m) {
  see(m);
  const auto node = arrivals_.extract(handle);
  if (!node.empty()) say(node.mapped().yes);
}

void LinkSession::not_kept(std::uint64_t handle, const Moment& m) {
  see(m);
  const auto node = arrivals_.extract(handle);
  if (!node.empty()) say(node.mapped().no);
}

void LinkSession::logged_in() {
  state_ = State::bound;
  state_since_ = now_;
  login_refusals_ = 0;
  flow_.reset();
  events_.push_back(LinkUp{});
}

void LinkSession::login_refused(const std::string& why, Hold hold, Millis at_least, int most) {
  if (most > 0 && ++login_refusals_ >= most) hold = Hold::stopped;
  go_down(why, hold, at_least);
}

void LinkSession::tick(const Moment& m) {
  see(m);
  if (state_ == State::down) return;
  if (state_ == State::binding) {
    if (now_ - state_since_ >= pace_.login_timeout) go_down("no answer to the login");
    return;
  }
  expire();
  if (state_ != State::down) expire_questions(false);
  watch_life();
  pump();
  end_politely();
}

void LinkSession::watch_life() {
  if (state_ == State::down || !has_heartbeat()) return;
  if (enquired_ && now_ - *enquired_ >= pace_.life_timeout) return go_down("the carrier is silent");
  if (enquired_ || now_ - heard_ < pace_.life_interval) return;
  enquired_ = now_;
  say(heartbeat(next_sequence()));
}

void LinkSession::close(const Moment& m) {
  see(m);
  if (state_ == State::binding) return go_down("closed before it was logged in");
  if (state_ != State::bound) return;
  state_ = State::closing;
  state_since_ = now_;
  halt_queue();
  end_politely();
}

// Says goodbye once nothing is open, or when that takes too long.
void LinkSession::end_politely() {
  if (state_ == State::closing && window_.used() == 0 &&
      (arrivals_.empty() || now_ - state_since_ >= kUnbindPatience)) {
    state_ = State::unbinding;
    state_since_ = now_;
    say(goodbye(next_sequence()));
  } else if (state_ == State::unbinding && now_ - state_since_ >= kUnbindPatience) {
    go_down("no answer to the goodbye");
  }
}

void LinkSession::go_down(std::string why, Hold hold, Millis at_least) {
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
Millis LinkSession::back_off(Millis at_least) {
  Millis wait = pace_.first_back_off;
  for (int i = 0; i < failures_ && wait < pace_.longest_back_off; ++i) wait *= 2;
  ++failures_;
  wait = std::max(std::min(wait, pace_.longest_back_off), at_least);
  return wait * 3 / 4 +
         Millis(static_cast<std::int64_t>(chance_ % static_cast<std::uint64_t>(wait.count() / 2 + 1)));
}

Millis LinkSession::next_tick() const {
  if (state_ == State::down) return kLongestSleep;
  Millis next = now_ + kLongestSleep;
  if (state_ == State::binding) next = std::min(next, state_since_ + pace_.login_timeout);
  if (const auto deadline = window_.next_deadline()) next = std::min(next, *deadline);
  if (has_heartbeat())
    next = std::min(next, enquired_ ? *enquired_ + pace_.life_timeout : heard_ + pace_.life_interval);
  if (flow_.paused(now_)) next = std::min(next, flow_.paused_until());
  for (const auto& [serial, message] : queue_)
    if (message->not_before > now_) next = std::min(next, message->not_before);
  return std::max(next - now_, Millis(1));
}

std::uint32_t LinkSession::next_sequence() {
  do {
    sequence_ = sequence_ >= kMaxSequence ? 1 : sequence_ + 1;
  } while (window_.has(sequence_) || has_question(sequence_));
  return sequence_;
}

std::string LinkSession::take_output() {
  return std::exchange(out_, {});
}

std::vector<LineEvent> LinkSession::take_events() {
  return std::exchange(events_, {});
}

}  // namespace huiyin::line
