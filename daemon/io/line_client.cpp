#include "daemon/io/line_client.h"

#include <algorithm>
#include <cerrno>
#include <random>
#include <system_error>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

namespace huiyin {
namespace {

constexpr std::size_t kReadAtOnce = 64 * 1024;
constexpr int kReadsInARow = 8;  // then others have their turn
constexpr Millis kLookUpAgain{20};

std::string words_of(int error) {
  return std::generic_category().message(error);
}

// A quarter either way, so that links that fell together do not come back in step.
Millis with_chance(Millis wait) {
  static thread_local std::minstd_rand random{std::random_device{}()};
  std::uniform_int_distribution<std::int64_t> part(wait.count() * 3 / 4, wait.count() * 5 / 4);
  return Millis(part(random));
}

int open_socket(const SocketAddress& address) {
  const int fd = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address.storage), address.size) == 0 ||
      errno == EINPROGRESS)
    return fd;
  const int error = errno;
  ::close(fd);
  errno = error;
  return -1;
}

}  // namespace

bool LineGate::enter(LineClient* client) {
  if (inside_ == nullptr || inside_ == client) {
    inside_ = client;
    return true;
  }
  waiting_.push_back(client);
  return false;
}

void LineGate::leave(LineClient* client) {
  std::erase(waiting_, client);
  if (inside_ != client) return;
  inside_ = nullptr;
  if (waiting_.empty()) return;
  inside_ = waiting_.front();
  waiting_.pop_front();
  inside_->begin();
}

LineClient::LineClient(Loop& loop, Options options, LineEndpoint& endpoint, LineGate* gate)
    : loop_(loop), options_(std::move(options)), endpoint_(endpoint), gate_(gate) {}

LineClient::~LineClient() {
  for (const Loop::TimerId id : {timer_, deadline_, poke_timer_}) loop_.cancel(id);
  close_socket();
  if (gate_ != nullptr) gate_->leave(this);
}

void LineClient::after(Millis delay, void (LineClient::*what)()) {
  loop_.cancel(timer_);
  timer_ = loop_.after(delay, [this, what] { (this->*what)(); });
}

void LineClient::open() {
  wanted_ = true;
  if (state_ != State::idle && state_ != State::waiting) return;
  loop_.cancel(timer_);
  state_ = State::at_gate;
  if (gate_ == nullptr || gate_->enter(this)) begin();
}

void LineClient::adopt(int fd) {
  wanted_ = false;
  fd_ = fd;
  became_open();
}

void LineClient::stop() {
  wanted_ = false;
  if (state_ == State::open || state_ == State::idle) return;
  close_socket();
  loop_.cancel(timer_);
  state_ = State::idle;
  if (gate_ != nullptr) gate_->leave(this);
}

void LineClient::begin() {
  state_ = State::resolving;
  deadline_ = loop_.after(options_.connect_timeout, [this] { fail_connect("took too long"); });
  resolve_ = std::make_unique<Resolve>(options_.host, options_.port);
  look_up();
}

void LineClient::look_up() {
  if (!resolve_->done()) return after(kLookUpAgain, &LineClient::look_up);
  addresses_ = resolve_->addresses(&last_error_);
  resolve_.reset();
  next_address_ = 0;
  try_next_address();
}

void LineClient::try_next_address() {
  state_ = State::connecting;
  while (next_address_ < addresses_.size()) {
    fd_ = open_socket(addresses_[next_address_++]);
    if (fd_ >= 0) return watch();
    last_error_ = words_of(errno);
  }
  fail_connect(last_error_);
}

void LineClient::finish_connect() {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  if (error != 0) {
    last_error_ = words_of(error);
    close_socket();
    return try_next_address();
  }
  if (!options_.tls) return became_open();
  auto tls =
      TlsStream::client(options_.tls_ca_file, options_.tls_name.empty() ? options_.host : options_.tls_name);
  if (!tls) return fail_connect(tls.error().text());
  tls_ = std::move(*tls);
  state_ = State::handshaking;
  shake_hands();
}

void LineClient::shake_hands() {
  out_ += tls_->take();
  if (!flush()) return;
  if (tls_->ready()) return became_open();
  watch();
}

void LineClient::became_open() {
  loop_.cancel(deadline_);
  state_ = State::open;
  failures_ = 0;
  closing_ = false;
  endpoint_.connected();
  move_output();
}

void LineClient::ready(bool readable, bool writable) {
  if (state_ == State::connecting) return finish_connect();
  if (writable && !flush()) return;
  if (readable && !read_some()) return;
  if (state_ == State::open)
    move_output();
  else if (state_ == State::handshaking)
    shake_hands();
}

// False when the connection has ended. Closing, too: a peer's answers still count.
bool LineClient::read_some() {
  char buffer[kReadAtOnce];
  for (int i = 0; i < kReadsInARow; ++i) {
    const ssize_t n = ::recv(fd_, buffer, sizeof buffer, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return true;
    if (n <= 0) {
      end(n == 0 ? "the peer closed the connection" : words_of(errno));
      return false;
    }
    if (!take_bytes({buffer, static_cast<std::size_t>(n)})) return false;
    if (static_cast<std::size_t>(n) < sizeof buffer) return true;
  }
  return true;
}

bool LineClient::take_bytes(std::string_view bytes) {
  if (!tls_) {
    endpoint_.received(bytes);
    return true;
  }
  std::string plain;
  const bool good = tls_->feed(bytes, &plain);
  if (state_ == State::handshaking && good && tls_->ready()) {
    shake_hands();
    if (state_ != State::open) return false;
  }
  if (state_ == State::open && !plain.empty()) endpoint_.received(plain);
  if (good && !tls_->peer_closed()) return true;
  end(good ? "the peer closed the connection" : tls_->error());
  return false;
}

void LineClient::poke() {
  if (poked_ || state_ != State::open) return;
  poked_ = true;
  poke_timer_ = loop_.after(Millis(0), [this] {
    poked_ = false;
    if (state_ == State::open) move_output();
  });
}

void LineClient::move_output() {
  const std::string output = endpoint_.take_output();
  if (tls_ && !tls_->write(output)) return end(tls_->error());
  out_ += tls_ ? tls_->take() : output;
  if (!flush()) return;
  if (out_.size() - written_ > options_.output_limit) return end("the peer does not read");
  if (gate_ != nullptr && endpoint_.is_up()) gate_->leave(this);
  if (endpoint_.wants_close() && !closing_) {
    closing_ = true;
    if (tls_) {
      tls_->say_goodbye();
      out_ += tls_->take();
      if (!flush()) return;
    }
    loop_.cancel(deadline_);
    deadline_ = loop_.after(options_.linger, [this] { end("closed"); });
  }
  if (closing_ && written_ == out_.size()) return end("closed");
  watch();
  arm();
}

// False when the connection has ended.
bool LineClient::flush() {
  while (written_ < out_.size()) {
    const ssize_t n = ::send(fd_, out_.data() + written_, out_.size() - written_, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
    if (n < 0) {
      end(words_of(errno));
      return false;
    }
    written_ += static_cast<std::size_t>(n);
  }
  if (written_ == out_.size() || written_ > options_.output_limit / 2) {
    out_.erase(0, written_);
    written_ = 0;
  }
  return true;
}

void LineClient::watch() {
  const bool write = state_ == State::connecting || written_ < out_.size();
  loop_.watch(fd_, state_ != State::connecting, write,
              [this](bool readable, bool writable) { ready(readable, writable); });
}

void LineClient::arm() {
  after(std::max(endpoint_.next_tick(), Millis(1)), &LineClient::on_tick);
}

// What has arrived is read before the clock is looked at: an answer that lies in the socket is not late.
void LineClient::on_tick() {
  if (state_ != State::open || !read_some()) return;
  endpoint_.tick();
  move_output();
}

void LineClient::fail_connect(const std::string& why) {
  close_socket();
  ++failures_;
  endpoint_.not_connected(why);
  rest();
}

void LineClient::end(const std::string& why) {
  if (state_ != State::open) return fail_connect(why);
  close_socket();
  state_ = State::waiting;
  endpoint_.disconnected(why);
  rest();
}

void LineClient::close_socket() {
  loop_.cancel(deadline_);
  loop_.cancel(timer_);
  if (fd_ >= 0) {
    loop_.unwatch(fd_);
    ::close(fd_);
  }
  fd_ = -1;
  resolve_.reset();
  tls_.reset();
  out_.clear();
  written_ = 0;
}

void LineClient::rest() {
  state_ = State::idle;
  if (gate_ != nullptr) gate_->leave(this);
  const std::optional<Millis> hint = endpoint_.reconnect_after();
  if (!wanted_ || !hint) return;
  Millis wait{0};
  if (failures_ > 0)
    wait = with_chance(
        std::min(options_.first_back_off * (1 << std::min(failures_ - 1, 10)), options_.longest_back_off));
  state_ = State::waiting;
  after(std::max(wait, *hint), &LineClient::open);
}

}  // namespace huiyin
