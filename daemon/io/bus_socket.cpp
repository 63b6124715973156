#include "daemon/io/bus_socket.h"

#include <array>
#include <cerrno>
#include <system_error>
#include <zmq.hpp>

#include <sys/stat.h>

#include "daemon/base/log.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr std::size_t kMaxFrames = 32;  // of one message; ours have two or three
constexpr std::string_view kIpc = "ipc://";
constexpr std::size_t kCurveKey = 40;

zmq::socket_type type_of(BusKind kind) {
  switch (kind) {
    case BusKind::pub:
      return zmq::socket_type::pub;
    case BusKind::xpub:
      return zmq::socket_type::xpub;
    case BusKind::router:
      return zmq::socket_type::router;
    case BusKind::rep:
      return zmq::socket_type::rep;
    case BusKind::sub:
      return zmq::socket_type::sub;
    case BusKind::dealer:
      return zmq::socket_type::dealer;
  }
  throw std::logic_error("no such kind of bus socket");
}

std::string ipc_path(const std::string& endpoint) {
  const bool named =
      starts_with(endpoint, kIpc) && !starts_with(endpoint, "ipc://@") && endpoint != "ipc://*";
  return named ? endpoint.substr(kIpc.size()) : std::string();
}

// libzmq removes what lies at the path before it binds; only a left-over socket may go.
bool is_other_file(const std::string& path) {
  struct stat info {};
  return !path.empty() && ::lstat(path.c_str(), &info) == 0 && !S_ISSOCK(info.st_mode);
}

std::string user_of(zmq::message_t& frame) {
  const char* name = zmq_msg_gets(frame.handle(), "User-Id");
  return name == nullptr ? "" : name;
}

// The socket file is born closed to others, and gets its mode after: there is no moment in which anyone may
// connect.
class ClosedUmask {
 public:
  ClosedUmask() : before_(::umask(0077)) {}
  ~ClosedUmask() { ::umask(before_); }
  ClosedUmask(const ClosedUmask&) = delete;
  ClosedUmask& operator=(const ClosedUmask&) = delete;

 private:
  const mode_t before_;
};

}  // namespace

struct BusSocket::Impl {
  Impl(zmq::context_t& context, BusKind kind, const BusOptions& o)
      : socket(context, type_of(kind)), options(o), publishes(kind == BusKind::pub || kind == BusKind::xpub) {
    socket.set(zmq::sockopt::sndhwm, o.send_high_water);
    socket.set(zmq::sockopt::rcvhwm, o.receive_high_water);
    socket.set(zmq::sockopt::maxmsgsize, o.max_message_bytes);
    socket.set(zmq::sockopt::linger, o.linger_ms);
    socket.set(zmq::sockopt::tcp_keepalive, 1);
    if (kind == BusKind::router)
      socket.set(zmq::sockopt::router_mandatory, true);  // an unknown peer is an error
    if (kind == BusKind::xpub) socket.set(zmq::sockopt::xpub_manual, true);
    // A full subscriber is then told of by EAGAIN, where PUB would drop in silence.
    if (publishes) socket.set(zmq::sockopt::xpub_nodrop, true);
    if (!o.curve_secret.empty()) use_curve();
  }
  void use_curve();
  bool receive_whole(Frames* frames, std::string* user);
  bool send_whole(const Frames& frames);

  zmq::socket_t socket;
  const BusOptions options;
  const bool publishes;
};

void BusSocket::Impl::use_curve() {
  socket.set(zmq::sockopt::curve_secretkey, options.curve_secret);
  if (!options.curve_server.empty()) {
    socket.set(zmq::sockopt::curve_publickey, options.curve_public);
    socket.set(zmq::sockopt::curve_serverkey, options.curve_server);
    return;
  }
  socket.set(zmq::sockopt::curve_server, true);
  socket.set(zmq::sockopt::zap_domain, "huiyin");
}

CurvePair make_curve_pair() {
  std::array<char, kCurveKey + 1> open{}, secret{};
  if (zmq_curve_keypair(open.data(), secret.data()) != 0) throw std::runtime_error("libzmq has no CURVE");
  return {open.data(), secret.data()};
}

bool is_curve_key(std::string_view key) {
  std::array<std::uint8_t, 32> bytes{};
  return key.size() == kCurveKey && zmq_z85_decode(bytes.data(), std::string(key).c_str()) != nullptr;
}

std::string curve_text(std::string_view raw_key) {
  std::array<char, kCurveKey + 1> text{};
  if (raw_key.size() != 32) return {};
  const std::string copy(raw_key);
  zmq_z85_encode(text.data(), reinterpret_cast<const std::uint8_t*>(copy.data()), copy.size());
  return text.data();
}

std::string curve_public_key(const std::string& secret_key) {
  std::array<char, kCurveKey + 1> open{};
  if (!is_curve_key(secret_key) || zmq_curve_public(open.data(), secret_key.c_str()) != 0) return {};
  return open.data();
}

BusSocket::BusSocket(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
BusSocket::BusSocket(BusSocket&&) noexcept = default;
BusSocket::~BusSocket() = default;

Result<void> BusSocket::bind(const std::string& endpoint) {
  const std::string path = ipc_path(endpoint);
  if (is_other_file(path)) return fail(Errc::conflict, "there is a file that is no socket", endpoint);
  try {
    const ClosedUmask closed;
    impl_->socket.bind(endpoint);
  } catch (const zmq::error_t& e) {
    return fail(Errc::unavailable, std::string("the bus cannot bind: ") + e.what(), endpoint);
  }
  if (!path.empty() && ::chmod(path.c_str(), static_cast<mode_t>(impl_->options.ipc_mode)) != 0)
    return fail(Errc::unavailable,
                "the socket's mode cannot be set: " + std::generic_category().message(errno), endpoint);
  return {};
}

Result<void> BusSocket::connect(const std::string& endpoint) {
  try {
    impl_->socket.connect(endpoint);
    return {};
  } catch (const zmq::error_t& e) {
    return fail(Errc::bad_input, std::string("the bus cannot connect: ") + e.what(), endpoint);
  }
}

std::string BusSocket::bound_endpoint() const {
  return impl_->socket.get(zmq::sockopt::last_endpoint);
}

void BusSocket::subscribe(const std::string& topic_prefix) {
  impl_->socket.set(zmq::sockopt::subscribe, topic_prefix);
}

void BusSocket::admit(const std::string& topic_prefix) {
  impl_->socket.set(zmq::sockopt::subscribe, topic_prefix);
}
void BusSocket::dismiss(const std::string& topic_prefix) {
  impl_->socket.set(zmq::sockopt::unsubscribe, topic_prefix);
}

bool BusSocket::send(const Frames& frames) {
  if (impl_->send_whole(frames)) return true;
  if (!impl_->publishes) return false;
  impl_->socket.set(zmq::sockopt::xpub_nodrop, false);
  impl_->send_whole(frames);  // to those who have room
  impl_->socket.set(zmq::sockopt::xpub_nodrop, true);
  return false;
}

bool BusSocket::Impl::send_whole(const Frames& frames) {
  try {
    for (std::size_t i = 0; i < frames.size(); ++i) {
      const auto flags = zmq::send_flags::dontwait |
                         (i + 1 < frames.size() ? zmq::send_flags::sndmore : zmq::send_flags::none);
      if (!socket.send(zmq::buffer(frames[i]), flags)) return false;  // only the first can meet the mark
    }
    return true;
  } catch (const zmq::error_t& e) {
    if (e.num() == EHOSTUNREACH) return false;
    throw;
  }
}

bool BusSocket::receive(Frames* frames, std::string* user) {
  while (true) {
    frames->clear();
    zmq::message_t first;
    if (!impl_->socket.recv(first, zmq::recv_flags::dontwait)) return false;
    frames->push_back(first.to_string());
    if (user != nullptr) *user = user_of(first);
    if (!first.more() || impl_->receive_whole(frames, user)) return true;
    log_warn("bus.message.dropped", "a message with too many frames was dropped");
  }
}

// The rest of a message, which libzmq has whole. False when it has too many frames.
bool BusSocket::Impl::receive_whole(Frames* frames, std::string* user) {
  bool good = true;
  for (bool more = true; more;) {
    zmq::message_t next;
    if (!socket.recv(next, zmq::recv_flags::dontwait)) return false;
    more = next.more();
    if (user != nullptr) *user = user_of(next);  // a ROUTER's first frame is its own and knows no user
    good = good && frames->size() < kMaxFrames;
    if (good) frames->push_back(next.to_string());
  }
  return good;
}

struct BusContext::Impl {
  zmq::context_t context{1};
  std::vector<zmq::pollitem_t> items;
};

BusContext::BusContext() : impl_(std::make_unique<Impl>()) {}
BusContext::~BusContext() = default;

BusSocket BusContext::open(BusKind kind, const BusOptions& options) {
  return BusSocket(std::make_unique<BusSocket::Impl>(impl_->context, kind, options));
}

bool BusContext::wait(const std::vector<BusSocket*>& sockets, int extra_fd, int timeout_ms,
                      std::vector<bool>* readable) {
  std::vector<zmq::pollitem_t>& items = impl_->items;
  items.clear();
  for (const BusSocket* s : sockets) items.push_back({s->impl_->socket.handle(), 0, ZMQ_POLLIN, 0});
  if (extra_fd >= 0) items.push_back({nullptr, extra_fd, ZMQ_POLLIN, 0});
  readable->assign(sockets.size(), false);
  try {
    if (zmq::poll(items.data(), items.size(), std::chrono::milliseconds(timeout_ms)) == 0) return false;
  } catch (const zmq::error_t& e) {
    if (e.num() == EINTR) return false;
    throw;
  }
  for (std::size_t i = 0; i < sockets.size(); ++i) (*readable)[i] = (items[i].revents & ZMQ_POLLIN) != 0;
  return true;
}

}  // namespace huiyin
