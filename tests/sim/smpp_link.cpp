// One connection of the simulated SMSC.
#include <algorithm>
#include <deque>
#include <map>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/sim/smpp_face.h"

namespace huiyin::sim {
namespace {

constexpr std::uint32_t kResponse = 0x80000000, kNack = 0x80000000, kBindRx = 1, kBindTx = 2, kQuery = 3,
                        kSubmit = 4, kDeliver = 5, kUnbind = 6, kCancel = 8, kBindTrx = 9, kEnquire = 0x15;
constexpr int kSendPatienceS = 20;
constexpr int kRoundMs = 2, kSilentRoundMs = 20;

std::int64_t steady_ms() {
  return std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::uint32_t status_of(const std::string& code) {
  return static_cast<std::uint32_t>(std::strtoul(code.c_str(), nullptr, 0));
}

class Link {
 public:
  Link(SmppFace* face, int fd) : face_(*face), fd_(fd) {}
  ~Link() {
    for (auto d = unacked_.rbegin(); d != unacked_.rend(); ++d) face_.give_back(std::move(d->second));
    ::close(fd_);
  }
  void run();

 private:
  struct Later {
    std::int64_t at;
    std::string octets;
  };
  bool read_some();
  void take(const SmppFrame& f);
  void take_bind(const SmppFrame& f);
  void take_submit(const SmppFrame& f);
  void take_query(const SmppFrame& f);
  void take_cancel(const SmppFrame& f);
  void take_deliver_answer(const SmppFrame& f);
  void deliver();
  void send_later();
  void meet_accident();
  void say(const std::string& octets);
  void answer(const SmppFrame& f, std::uint32_t status, std::string body = {});
  void spoil(const Fault& fault, const std::string& octets);
  void reset();
  bool bound() const { return bound_as_ != 0; }

  SmppFace& face_;
  const int fd_;
  std::string in_;
  std::uint32_t bound_as_ = 0, sequence_ = 0;
  bool over_ = false, silent_ = false;
  std::deque<Later> later_;
  std::map<std::uint32_t, SmppFace::Delivery> unacked_;  // by sequence
};

void Link::run() {
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
    if (bound()) meet_accident();
  }
}

// What befalls a link by itself: the action "link", between any two PDUs.
void Link::meet_accident() {
  const auto fault = face_.world().faults.draw("link", true);
  if (!fault) return;
  if (fault->kind == FaultKind::reset_after_accept || fault->kind == FaultKind::reset_before_accept)
    return reset();
  if (fault->kind == FaultKind::error) return say(SmppFrame{kUnbind, 0, ++sequence_, {}}.octets());
  spoil(*fault, SmppFrame{kEnquire, 0, ++sequence_, {}}.octets());
}

bool Link::read_some() {
  char buffer[16 * 1024];
  const ssize_t n = ::recv(fd_, buffer, sizeof buffer, 0);
  if (n <= 0) return false;
  in_.append(buffer, static_cast<std::size_t>(n));
  try {
    for (SmppFrame f; !over_ && !silent_ && take_frame(&in_, &f);) take(f);
  } catch (const SmppFault& e) {
    face_.world().errors.count(std::string("smpp: ") + e.what());
    say(SmppFrame{kNack, 2, 0, {}}.octets());
    over_ = true;
  }
  return !over_;
}

void Link::take(const SmppFrame& f) {
  switch (f.command) {
    case kBindRx:
    case kBindTx:
    case kBindTrx:
      return take_bind(f);
    case kEnquire:
      return answer(f, 0);
    case kUnbind:
      answer(f, 0);
      over_ = true;
      return;
    case kSubmit:
      return bound() && bound_as_ != kBindRx ? take_submit(f) : answer(f, 4);
    case kQuery:
      return bound() ? take_query(f) : answer(f, 4);
    case kCancel:
      return bound() ? take_cancel(f) : answer(f, 4);
    case kDeliver | kResponse:
      return take_deliver_answer(f);
    default:
      if ((f.command & kResponse) == 0) say(SmppFrame{kNack, 3, f.sequence, {}}.octets());
  }
}

void Link::take_bind(const SmppFrame& f) {
  face_.world().requests.count("bind");
  const SmppBind bind = read_bind(f.body);
  const SmppOptions& o = face_.options();
  std::uint32_t status = bind.system_id != o.system_id ? 0x0F : bind.password != o.password ? 0x0E : 0;
  const auto fault = face_.world().faults.draw("bind");
  if (fault && fault->kind == FaultKind::error) status = status_of(fault->code);
  if (status != 0) {
    face_.world().errors.count("bind " + std::to_string(status));
    return answer(f, status);
  }
  const std::string yes = SmppFrame{f.command | kResponse, 0, f.sequence,
                                    c_octets("huiyin-sim") + std::string("\x02\x10\x00\x01\x34", 5)}
                              .octets();
  if (fault) return spoil(*fault, yes);
  bound_as_ = f.command;
  say(yes);
}

void Link::take_submit(const SmppFrame& f) {
  World& world = face_.world();
  world.requests.count("submit_sm");
  const SmppSubmit part = read_submit(f.body);
  const auto fault = world.faults.draw("submit_sm");
  if (fault && !fault->carried_out()) {
    if (fault->kind == FaultKind::reset_before_accept) return reset();
    const bool throttle = fault->kind == FaultKind::throttle_429;
    return answer(f, fault->kind == FaultKind::error ? status_of(fault->code) : throttle ? 0x58 : 0x08);
  }
  Twists twists;
  if (fault)
    twists = {fault->kind == FaultKind::early_receipts, fault->kind == FaultKind::lost_receipts,
              fault->kind == FaultKind::double_receipts};
  const std::string id = face_.accept_part(part, twists);
  if (id.empty()) return answer(f, 0x66);
  const std::string yes = SmppFrame{kSubmit | kResponse, 0, f.sequence, c_octets(id)}.octets();
  if (fault)
    spoil(*fault, yes);
  else
    say(yes);
}

// The request was carried out; its answer meets the fault.
void Link::spoil(const Fault& fault, const std::string& octets) {
  switch (fault.kind) {
    case FaultKind::lost_answer:
    case FaultKind::html_502_after:
      return;
    case FaultKind::error_after: {
      SmppFrame no;
      std::string copy = octets;
      take_frame(&copy, &no);
      return say(SmppFrame{no.command, status_of(fault.code), no.sequence, {}}.octets());
    }
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
      foreign[12] = static_cast<char>(foreign[12] | 0x40);
      say(foreign);
      later_.push_back({steady_ms() + fault.ms, octets});
      return;
    }
    case FaultKind::slow_drip:
      for (std::size_t i = 0; i < octets.size(); ++i)
        later_.push_back(
            {steady_ms() + fault.ms * static_cast<std::int64_t>(i + 1) / 20, octets.substr(i, 1)});
      return;
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

void Link::reset() {
  const linger hard{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  over_ = true;
}

void Link::take_query(const SmppFrame& f) {
  face_.world().requests.count("query_sm");
  const SmppQuery q = read_query(f.body);
  const auto fault = face_.world().faults.draw("query_sm");
  if (fault && fault->kind == FaultKind::error) return answer(f, status_of(fault->code));
  const int state = face_.state_of(q.id);
  if (state == 0) return answer(f, 0x67);
  answer(f, 0, c_octets(q.id) + c_octets("") + std::string(1, static_cast<char>(state)) + '\0');
}

void Link::take_cancel(const SmppFrame& f) {
  face_.world().requests.count("cancel_sm");
  const auto fault = face_.world().faults.draw("cancel_sm");
  if (fault && fault->kind == FaultKind::error) return answer(f, status_of(fault->code));
  answer(f, face_.withdraw(read_cancel(f.body)) ? 0 : 0x11);
}

void Link::take_deliver_answer(const SmppFrame& f) {
  auto node = unacked_.extract(f.sequence);
  if (node.empty()) return;
  SmppFace::Delivery& d = node.mapped();
  face_.world().ledger.count_push(d.inbound, 1, f.status == 0 ? Push::ok : Push::failed, d.inbound_seq);
  if (f.status != 0) face_.give_back(std::move(d));
}

void Link::deliver() {
  if (bound_as_ != kBindRx && bound_as_ != kBindTrx) return;
  while (!over_ && static_cast<int>(unacked_.size()) < face_.options().deliver_window) {
    auto d = face_.next_delivery();
    if (!d) return;
    const std::uint32_t sequence = ++sequence_;
    const std::string octets = SmppFrame{kDeliver, 0, sequence, d->body}.octets();
    unacked_[sequence] = std::move(*d);
    if (const auto fault = face_.world().faults.draw("deliver_sm"))
      spoil(*fault, octets);
    else
      say(octets);
  }
}

void Link::send_later() {
  const std::int64_t now = steady_ms();
  std::deque<Later> waiting;
  for (Later& l : later_) {
    if (l.at <= now)
      say(l.octets);
    else
      waiting.push_back(std::move(l));
  }
  later_.swap(waiting);
}

void Link::say(const std::string& octets) {
  for (std::size_t at = 0; at < octets.size();) {
    const ssize_t n = ::send(fd_, octets.data() + at, octets.size() - at, MSG_NOSIGNAL);
    if (n <= 0) {
      over_ = true;
      return;
    }
    at += static_cast<std::size_t>(n);
  }
}

void Link::answer(const SmppFrame& f, std::uint32_t status, std::string body) {
  say(SmppFrame{f.command | kResponse, status, f.sequence, std::move(body)}.octets());
}

}  // namespace

void serve_smpp(SmppFace* face, int fd) {
  const int on = 1;
  const timeval patience{kSendPatienceS, 0};
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  Link(face, fd).run();
}

}  // namespace huiyin::sim
