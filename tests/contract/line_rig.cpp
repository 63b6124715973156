#include "tests/contract/line_rig.h"

#include <algorithm>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace huiyin::contract {
namespace {

constexpr std::size_t kLength = 4;
constexpr int kWaitMs = 2;
constexpr Millis kPatience{30'000}, kQuiet{25};

Millis steady_now() {
  return std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now().time_since_epoch());
}

std::size_t octets_until(Cut::Place place, std::size_t frame) {
  switch (place) {
    case Cut::Place::before:
      return 0;
    case Cut::Place::in_length:
      return kLength / 2;
    case Cut::Place::in_header:
      return kLength + 3;
    case Cut::Place::in_body:
      return frame - 1;
    case Cut::Place::behind:
      return frame;
  }
  return frame;
}

}  // namespace

std::string name_of(const Cut& cut) {
  constexpr const char* kPlaces[] = {"before", "in the length of", "in the header of", "in the body of",
                                     "behind"};
  return std::string(kPlaces[static_cast<int>(cut.place)]) + (cut.outward ? " our" : " the carrier's") +
         " frame " + std::to_string(cut.frame) + (cut.call ? " of its call" : "") +
         (cut.reset ? ", reset" : ", closed");
}

Cable::Cable(int port, const Cut& cut) : cut_(cut), fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_port = htons(static_cast<std::uint16_t>(port));
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(fd_, reinterpret_cast<sockaddr*>(&a), sizeof a), 0);
}

Cable::~Cable() {
  end();
}

void Cable::end() {
  if (fd_ < 0) return;
  const linger hard{1, 0};
  if (cut_.reset) ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  ::close(fd_);
  fd_ = -1;
}

// Takes whole frames off the buffer, up to the cut.
std::string Cable::pass(std::string* buffer, std::size_t* frames, bool outward) {
  std::string through;
  while (!cut_now_ && buffer->size() >= kLength) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < kLength; ++i) length = length << 8 | static_cast<unsigned char>((*buffer)[i]);
    if (buffer->size() < length) break;
    std::size_t go = length;
    if (cut_.outward == outward && *frames == cut_.frame) {
      go = std::min(octets_until(cut_.place, length), length);
      cut_now_ = true;
    }
    through += buffer->substr(0, go);
    buffer->erase(0, length);
    ++*frames;
  }
  return through;
}

void Cable::send(std::string_view octets) {
  out_ += octets;
  const std::string through = pass(&out_, &out_frames_, true);
  for (std::size_t at = 0; fd_ >= 0 && at < through.size();) {
    const ssize_t n = ::send(fd_, through.data() + at, through.size() - at, MSG_NOSIGNAL);
    if (n <= 0) return end();
    at += static_cast<std::size_t>(n);
  }
  if (cut_now_) end();
}

std::string Cable::receive(int wait_ms) {
  pollfd p{fd_, POLLIN, 0};
  if (fd_ < 0 || ::poll(&p, 1, wait_ms) <= 0) return {};
  char buffer[16 * 1024];
  const ssize_t n = ::recv(fd_, buffer, sizeof buffer, 0);
  if (n <= 0) {
    end();
    return {};
  }
  in_.append(buffer, static_cast<std::size_t>(n));
  std::string through = pass(&in_, &in_frames_, false);
  if (cut_now_) end();
  return through;
}

LineRig::LineRig(const LineCarrier& carrier, int port)
    : carrier_(carrier), port_(port), calls_from_(dynamic_cast<const line::TakesCalls*>(&carrier)) {
  own_.session = carrier.open_session(carrier.links().front());
  if (calls_from_ != nullptr) listen();
}

LineRig::~LineRig() {
  if (listener_ >= 0) ::close(listener_);
}

void LineRig::listen() {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof a;
  auto* const name = reinterpret_cast<sockaddr*>(&a);
  EXPECT_EQ(::bind(listener_, name, size), 0);
  EXPECT_EQ(::listen(listener_, 8), 0);
  EXPECT_EQ(::getsockname(listener_, name, &size), 0);
  call_port_ = ntohs(a.sin_port);
}

Moment LineRig::moment() const {
  return {std::chrono::time_point_cast<TimePoint::duration>(std::chrono::system_clock::now()),
          "00112233445566778899aabbccddeeff", steady_now() + skew_};
}

void LineRig::queue(SubmitBatch batch) {
  const std::string key = batch.to.front().key;
  fates[key] = Fate::queued;
  queue_.push_back(key);
  batches_[key] = std::move(batch);
}

bool LineRig::open_or_queued() const {
  return std::any_of(fates.begin(), fates.end(),
                     [](const auto& f) { return f.second == Fate::queued || f.second == Fate::open; });
}

bool LineRig::run(const Cut& cut, const std::function<bool()>& whole) {
  const Millis began = steady_now();
  Millis whole_since{0};
  while (steady_now() - began < kPatience) {
    turn(cut);
    if (open_or_queued() || !whole())
      whole_since = Millis(0);
    else if (whole_since == Millis(0))
      whole_since = steady_now();
    else if (steady_now() - whole_since >= kQuiet)
      return true;
  }
  return false;
}

void LineRig::turn(const Cut& cut) {
  if (!own_.cable) connect(cut);
  while (!queue_.empty() && own_.session->room() > 0) {
    const std::string key = queue_.front();
    queue_.pop_front();
    fates[key] = Fate::open;
    own_.session->submit(batches_[key], moment());
  }
  exchange(&own_, &frames);
  if (calls_from_ == nullptr) return;
  if (!called_.cable) answer_call(cut);
  if (called_.cable) exchange(&called_, &call_frames);
}

void LineRig::connect(const Cut& cut) {
  own_.cable = std::make_unique<Cable>(port_, connections++ == 0 && !cut.call ? cut : Cut{});
  own_.down = false;
  own_.session->connected(moment());
}

void LineRig::answer_call(const Cut& cut) {
  const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (fd < 0) return;
  called_.cable = std::make_unique<Cable>(Cable::Accepted{fd}, calls++ == 0 && cut.call ? cut : Cut{});
  called_.session = calls_from_->open_call_session();
  called_.down = false;
  called_.session->connected(moment());
}

void LineRig::exchange(End* end, Frames* most) {
  LineSession& session = *end->session;
  end->cable->send(session.take_output());
  if (const std::string octets = end->cable->receive(kWaitMs); !octets.empty())
    session.received(octets, moment());
  session.tick(moment());
  for (LineEvent& e : session.take_events()) take(end, std::move(e));
  if (end->cable->ended() && !end->down) {
    session.disconnected(moment());
    for (LineEvent& e : session.take_events()) take(end, std::move(e));
  }
  most->out = std::max(most->out, end->cable->frames_out());
  most->in = std::max(most->in, end->cable->frames_in());
  if (!end->down) return;
  end->cable->send(session.take_output());
  end->cable.reset();
}

void LineRig::take(End* end, LineEvent event) {
  if (const auto* done = std::get_if<SubmitDone>(&event)) {
    EXPECT_EQ(fates[done->recipient_key], Fate::open) << "one outcome for each submit";
    settle(done->recipient_key, done->outcome);
  } else if (const auto* late = std::get_if<AnsweredLate>(&event)) {
    EXPECT_EQ(fates[late->recipient_key], Fate::unknown);
    settle(late->recipient_key, late->outcome);
  } else if (auto* arrived = std::get_if<Arrived>(&event)) {
    kept.emplace(arrived->kind, arrived->bytes);
    end->session->kept(arrived->handle, moment());
  } else if (const auto* down = std::get_if<LinkDown>(&event)) {
    EXPECT_NE(down->hold, Hold::stopped) << down->why;
    end->down = true;
    if (end == &own_) skew_ += down->wait;
  }
}

void LineRig::settle(const std::string& key, const Outcome& o) {
  Fate& fate = fates[key];
  switch (o.verdict) {
    case Verdict::accepted:
      fate = Fate::accepted;
      ids[key] = static_cast<int>(std::count(o.carrier_id.begin(), o.carrier_id.end(), ' ')) + 1;
      return;
    case Verdict::refused:
      fate = Fate::refused;
      return;
    case Verdict::unknown:
      fate = Fate::unknown;
      return;
    case Verdict::not_sent:
      fate = Fate::queued;
      queue_.push_back(key);
      return;
  }
}

}  // namespace huiyin::contract
