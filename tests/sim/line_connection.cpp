#include "tests/sim/line_connection.h"

#include <algorithm>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace huiyin::sim {
namespace {

constexpr int kSendPatienceS = 20;
constexpr int kRoundMs = 2, kSilentRoundMs = 20;

std::int64_t steady_ms() {
  return std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

LineConnection::LineConnection(LineFace* face, int fd) : face_(*face), fd_(fd) {
  const int on = 1;
  const timeval patience{kSendPatienceS, 0};
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

LineConnection::~LineConnection() {
  for (auto d = unacked_.rbegin(); d != unacked_.rend(); ++d) face_.give_back(std::move(d->second));
  ::close(fd_);
}

void LineConnection::run() {
  while (!over_ && !face_.stopping()) {
    if (silent_) {  // reads no more; looks only whether the other side has given up
      pollfd p{fd_, POLLRDHUP, 0};
      if (::poll(&p, 1, kSilentRoundMs) > 0) return;
      continue;
    }
    pollfd p{fd_, POLLIN, 0};
    if (::poll(&p, 1, kRoundMs) > 0 && !read_some()) return;
    send_later();
    deliver();
    if (logged_in()) meet_accident();
  }
}

// What befalls a link by itself: the action "link", between any two PDUs.
void LineConnection::meet_accident() {
  const auto fault = face_.world().faults.draw("link", true);
  if (!fault) return;
  if (fault->kind == FaultKind::reset_after_accept || fault->kind == FaultKind::reset_before_accept)
    return reset();
  if (fault->kind == FaultKind::error) return say(goodbye());
  spoil(*fault, heartbeat());
}

bool LineConnection::read_some() {
  char buffer[16 * 1024];
  const ssize_t n = ::recv(fd_, buffer, sizeof buffer, 0);
  if (n <= 0) return false;
  in_.append(buffer, static_cast<std::size_t>(n));
  try {
    while (!over_ && !silent_ && take_next(&in_)) {
    }
  } catch (const WireFault& e) {
    face_.world().errors.count(face_.line().account + ": " + e.what());
    say(last_words());
    over_ = true;
  }
  return !over_;
}

void LineConnection::spoil(const Fault& fault, const std::string& octets) {
  switch (fault.kind) {
    case FaultKind::lost_answer:
    case FaultKind::html_502_after:
      return;
    case FaultKind::error_after:
      return say(said_no(octets, fault.code));
    case FaultKind::stall:
    case FaultKind::stall_before:
    case FaultKind::early_receipts:
      later_.push_back({steady_ms() + fault.ms, octets});
      return;
    case FaultKind::cut_answer:
      say(octets.substr(0, octets.size() / 2));
      over_ = true;
      return;
    case FaultKind::mixed_ids: {
      std::string foreign = octets;
      foreign[sequence_at()] = static_cast<char>(foreign[sequence_at()] | 0x40);
      say(foreign);
      later_.push_back({steady_ms() + fault.ms, octets});
      return;
    }
    case FaultKind::slow_drip: {
      const std::int64_t begin = std::max(steady_ms(), dripping_until_);
      for (std::size_t i = 0; i < octets.size(); ++i)
        later_.push_back(
            {begin + fault.ms * static_cast<std::int64_t>(i + 1) / 20, octets.substr(i, 1), true});
      dripping_until_ = later_.back().at;
      return;
    }
    case FaultKind::reset_after_accept:
      return reset();
    case FaultKind::silent:
      silent_ = true;
      return;
    case FaultKind::not_json:
      say(std::string("\0\0\0\x05garbage", 11));
      over_ = true;
      return;
    default:
      return say(octets);
  }
}

void LineConnection::reset() {
  const linger hard{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  over_ = true;
}

void LineConnection::deliver() {
  if (!receives()) return;
  while (!over_ && static_cast<int>(unacked_.size()) < face_.line().deliver_window) {
    auto d = face_.next_delivery();
    if (!d) return;
    const std::uint32_t sequence = ++sequence_;
    const std::string octets = delivery(*d, sequence);
    unacked_[sequence] = std::move(*d);
    if (const auto fault = face_.world().faults.draw(deliver_action()))
      spoil(*fault, octets);
    else
      say(octets);
  }
}

void LineConnection::send_later() {
  const std::int64_t now = steady_ms();
  for (Later& l : std::exchange(later_, {})) {
    if (l.at > now)
      later_.push_back(std::move(l));
    else if (l.drip)
      send(l.octets);
    else
      say(l.octets);
  }
}

void LineConnection::say(const std::string& octets) {
  if (steady_ms() <= dripping_until_)
    later_.push_back({dripping_until_ + 1, octets});
  else
    send(octets);
}

void LineConnection::send(const std::string& octets) {
  for (std::size_t at = 0; at < octets.size();) {
    const ssize_t n = ::send(fd_, octets.data() + at, octets.size() - at, MSG_NOSIGNAL);
    if (n <= 0) {
      over_ = true;
      return;
    }
    at += static_cast<std::size_t>(n);
  }
}

void LineConnection::spoil_or_say(const std::optional<Fault>& fault, const std::string& octets) {
  if (fault)
    spoil(*fault, octets);
  else
    say(octets);
}

void LineConnection::acknowledged(std::uint32_t sequence, bool good) {
  auto node = unacked_.extract(sequence);
  if (node.empty()) return;
  LineFace::Delivery& d = node.mapped();
  if (d.last || !good) world().ledger.count_push(d.inbound, 1, good ? Push::ok : Push::failed, d.inbound_seq);
  if (!good) face_.give_back(std::move(d));
}

Twists twists_of(const std::optional<Fault>& fault) {
  if (!fault) return {};
  return {fault->kind == FaultKind::early_receipts, fault->kind == FaultKind::lost_receipts,
          fault->kind == FaultKind::double_receipts};
}

}  // namespace huiyin::sim
