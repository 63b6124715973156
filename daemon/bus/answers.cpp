#include "daemon/bus/answers.h"

#include <algorithm>
#include <set>

#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/base/metrics.h"

namespace huiyin {
namespace {

int status_of(Errc code) {
  switch (code) {
    case Errc::bad_input:
      return 400;
    case Errc::forbidden:
      return 403;
    case Errc::not_found:
      return 404;
    case Errc::conflict:
      return 409;
    case Errc::unavailable:
      return 503;
    case Errc::storage:
      return 507;
    case Errc::internal:
      return 500;
  }
  return 500;
}

// "/args/case_id is missing" names a field by its path.
std::string field_of(const Error& e) {
  const std::string text = e.text();
  return text.empty() || text.front() != '/' ? std::string() : text.substr(0, text.find_first_of(" :"));
}

void count_dropped() {
  static Counter& dropped =
      counter("huiyin_bus_answers_dropped_total", "Answers to clients that went away or did not read");
  dropped.add();
}

}  // namespace

void Answers::use(BusSocket* socket) {
  socket_ = socket;
  held_.clear();
  held_bytes_ = 0;
}

bool Answers::waits(const std::string& identity) const {
  return std::any_of(held_.begin(), held_.end(), [&](const Held& h) { return h.frames.front() == identity; });
}

void Answers::send(const Peer& peer, std::string json) {
  if (socket_ == nullptr) return count_dropped();
  Frames frames = peer.envelope;
  frames.push_back(std::move(json));
  // Behind what waits for the same client already: answers keep their order.
  if ((held_.empty() || !waits(peer.identity())) && socket_->send(frames)) return;
  const std::size_t bytes = frames.back().size();
  if (held_.size() >= limits_.held_answers || held_bytes_ + bytes > limits_.held_bytes) {
    log_warn("bus.answer.dropped", "a client went away or does not read its answers");
    return count_dropped();
  }
  held_bytes_ += bytes;
  held_.push_back({std::move(frames), Steady::now() + limits_.held_for});
}

void Answers::flush() {
  if (held_.empty()) return;
  const auto now = Steady::now();
  std::set<std::string> full;
  std::erase_if(held_, [&](Held& h) {
    const std::string& identity = h.frames.front();
    const bool sent = !full.contains(identity) && socket_->send(h.frames);
    if (!sent) full.insert(identity);
    const bool over = !sent && h.until <= now;
    if (over) count_dropped();
    if (sent || over) held_bytes_ -= h.frames.back().size();
    return sent || over;
  });
}

void Answers::refuse(const Peer& peer, const Error& e) {
  JsonWriter w;
  w.object().field("ok", false).key("problem").object();
  w.field("type", "urn:huiyin:error:" + std::string(name_of(e.code))).field("title", name_of(e.code));
  w.field("status", status_of(e.code)).field("detail", e.text());
  if (const std::string field = field_of(e); !field.empty()) w.field("field", field);
  w.end().end();
  send(peer, w.take());
}

}  // namespace huiyin
