#include "tests/sim/line_face.h"

#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/base/text.h"
#include "tests/sim/tencent_sms.h"

namespace huiyin::sim {
namespace {

constexpr int kLookMs = 20;
constexpr std::size_t kFetch = 100;

// "您好{1}号" -> whether text begins and ends as the template does, behind a signature.
bool fits(std::string_view text, const std::string& pattern) {
  const std::size_t open = pattern.find('{'), close = pattern.rfind('}');
  if (open == std::string::npos) return text == pattern;
  const std::string_view head = std::string_view(pattern).substr(0, open),
                         tail = std::string_view(pattern).substr(close + 1);
  return !head.empty() && text.size() >= head.size() + tail.size() && starts_with(text, head) &&
         text.substr(text.size() - tail.size()) == tail;
}

}  // namespace

std::string short_time(TimePoint at) {
  std::string t = to_rfc3339(at + std::chrono::hours(8));  // 2026-03-01T10:03:04...
  return t.substr(2, 2) + t.substr(5, 2) + t.substr(8, 2) + t.substr(11, 2) + t.substr(14, 2);
}

void LineFace::stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
  std::vector<std::thread> connections;
  {
    const Lock lock(mutex_);
    connections.swap(connections_);
  }
  for (std::thread& t : connections) t.join();
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Result<void> LineFace::listen(int port) {
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const name = reinterpret_cast<sockaddr*>(&address);
  if (fd_ < 0 || ::setsockopt(fd_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      ::bind(fd_, name, size) != 0 || ::listen(fd_, 64) != 0 || ::getsockname(fd_, name, &size) != 0)
    return fail(Errc::unavailable, std::string("cannot listen: ") + std::strerror(errno),
                "127.0.0.1:" + std::to_string(port));
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
  return {};
}

void LineFace::run() {
  while (!stopping_) {
    round();
    pollfd p{fd_, POLLIN, 0};
    if (::poll(&p, 1, kLookMs) <= 0) continue;
    const int fd = ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) continue;
    add_thread(std::thread([this, fd] { serve(fd); }));
  }
}

void LineFace::add_thread(std::thread thread) {
  const Lock lock(mutex_);
  connections_.push_back(std::move(thread));
}

bool LineFace::accept_part(const LinePart& part, const std::string& id, const Twists& twists) {
  const Lock lock(mutex_);
  parts_[id] = {};
  const std::string key = part.source + " " + part.destination + " " + std::to_string(part.reference) + " " +
                          std::to_string(part.total);
  Joining& joining = joining_[key];
  joining.parts[part.number] = part;
  joining.ids[part.number] = id;
  if (static_cast<int>(joining.parts.size()) < part.total) return true;
  auto node = joining_.extract(key);
  return join(part, std::move(node.mapped()), twists);
}

bool LineFace::join(const LinePart& first, Joining joining, const Twists& twists) {
  Submission what;
  what.account = options_.account;
  Known known;
  known.sender = first.source;
  for (const auto& [number, part] : joining.parts) what.text += part.text;
  for (const auto& [number, id] : joining.ids)
    if (joining.parts[number].wants_receipt) known.ids.push_back(id);
  what.kind = kind_of_text(what.text);
  what.extend = starts_with(first.source, options_.number) ? first.source.substr(options_.number.size()) : "";
  // Under our lock, so that no receipt comes out of the ledger before its ids are known.
  const Taken taken = world_.ledger.accept(std::move(what), {normal_number(first.destination)}, twists)[0];
  for (const auto& [number, id] : joining.ids) parts_[id].seq = taken.seq;
  if (taken.verdict != Verdict::accepted) return false;
  known_[serial_no(taken.seq)] = std::move(known);
  return true;
}

Kind LineFace::kind_of_text(std::string_view text) const {
  if (starts_with(text, "【"))
    if (const std::size_t end = text.find("】"); end != std::string_view::npos) text.remove_prefix(end + 3);
  for (const Template& t : world_.templates.list())
    if (fits(text, t.text)) return t.kind;
  return Kind::other;
}

void LineFace::fetch() {
  for (const ReceiptView& r : world_.ledger.take_receipts(options_.account, kFetch, false)) add_receipts(r);
  for (const InboundView& m : world_.ledger.take_inbound(options_.account, kFetch, false)) {
    const auto bodies = inbound_bodies(m);
    for (const std::string& body : bodies)
      deliveries_.push_back({body, true, m.seq, false, &body == &bodies.back()});
  }
}

void LineFace::add_receipts(const ReceiptView& r) {
  const auto known = known_.find(r.serial);
  if (known == known_.end()) return;
  const std::string word = r.delivered ? "DELIVRD" : r.status == "DELETED" ? "DELETED" : "UNDELIV";
  const auto fault = world_.faults.draw("receipt", true);
  const bool lost = fault && fault->kind == FaultKind::lost_receipts;
  for (const std::string& id : known->second.ids) {
    parts_[id].word = word;
    if (lost) continue;
    Told told{id, r.number, known->second.sender, word, r.delivered, r.at};
    deliveries_.push_back({receipt_body(told), false, 0, true});
    if (options_.one_receipt) break;
  }
}

std::optional<LineFace::Delivery> LineFace::next_delivery() {
  const Lock lock(mutex_);
  if (deliveries_.empty()) fetch();
  if (deliveries_.empty()) return std::nullopt;
  Delivery d = std::move(deliveries_.front());
  deliveries_.pop_front();
  return d;
}

void LineFace::give_back(Delivery delivery) {
  const Lock lock(mutex_);
  deliveries_.push_front(std::move(delivery));
}

int LineFace::state_of(const std::string& id) {
  const Lock lock(mutex_);
  const auto part = parts_.find(id);
  if (part == parts_.end()) return 0;
  const std::string& word = part->second.word;
  return word.empty() ? 1 : word == "DELIVRD" ? 2 : word == "DELETED" ? 4 : 5;
}

bool LineFace::withdraw(const std::string& id) {
  const Lock lock(mutex_);
  const auto part = parts_.find(id);
  return part != parts_.end() && part->second.word.empty() && world_.ledger.withdraw(part->second.seq);
}

}  // namespace huiyin::sim
