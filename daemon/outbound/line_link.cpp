#include "daemon/outbound/line_link.h"

#include "daemon/base/bytes.h"

namespace huiyin {
namespace {

LineClient::Options options_of(const LinkPlan& plan) {
  LineClient::Options o;
  o.host = plan.host;
  o.port = plan.port;
  o.tls = plan.tls;
  o.tls_ca_file = plan.tls_ca_file;
  o.tls_name = plan.tls_name;
  return o;
}

}  // namespace

LineLink::LineLink(Loop& loop, const Clock& clock, const LinkPlan& plan, std::unique_ptr<LineSession> session,
                   LineGate& gate, Tell tell)
    : clock_(clock),
      plan_(plan),
      session_(std::move(session)),
      notices_(dynamic_cast<line::Notices*>(session_.get())),
      tell_(std::move(tell)),
      client_(loop, options_of(plan), *this, &gate) {}

Moment LineLink::moment() const {
  const auto steady = std::chrono::steady_clock::now().time_since_epoch();
  return {clock_.now(), to_hex(random_bytes(16)), std::chrono::duration_cast<Millis>(steady)};
}

void LineLink::open() {
  stopped_ = false;
  client_.open();
}

void LineLink::adopt(int fd) {
  closing_ = true;  // it does not come back
  client_.adopt(fd);
}

std::vector<std::string> LineLink::take_notices() {
  return notices_ == nullptr ? std::vector<std::string>() : notices_->take_notices();
}

void LineLink::close() {
  closing_ = true;
  client_.stop();
  if (!client_.is_open()) return;
  session_->close(moment());
  pass_on();
}

void LineLink::submit(const SubmitBatch& batch) {
  session_->submit(batch, moment());
  pass_on();
}

void LineLink::halt() {
  session_->halt(moment());
  pass_on();
}

void LineLink::kept(std::uint64_t handle, bool durable) {
  if (durable)
    session_->kept(handle, moment());
  else
    session_->not_kept(handle, moment());
  pass_on();
}

bool LineLink::inquire(std::uint64_t handle, const Inquiry& inquiry) {
  if (!up_ || !session_->inquire(handle, inquiry, moment())) return false;
  pass_on();
  return true;
}

bool LineLink::cancel(std::uint64_t handle, const std::string& carrier_id, const Recipient& to) {
  if (!up_ || !session_->cancel(handle, carrier_id, to, moment())) return false;
  pass_on();
  return true;
}

void LineLink::connected() {
  down_ = up_ = false;
  session_->connected(moment());
  pass_on();
}

void LineLink::received(std::string_view bytes) {
  session_->received(bytes, moment());
  pass_on();
}

void LineLink::disconnected(const std::string& why) {
  if (!down_) fault_ = why;
  session_->disconnected(moment());
  pass_on();
  down_ = up_ = false;
}

void LineLink::not_connected(const std::string& why) {
  fault_ = why;
  wait_ = Millis(0);
  tell_(*this, LinkDown{why, Hold::account, Millis(0)});
}

void LineLink::tick() {
  session_->tick(moment());
  pass_on();
}

std::optional<Millis> LineLink::reconnect_after() const {
  if (stopped_ || closing_) return std::nullopt;
  return wait_;
}

// What the owner does in answer (another submit, kept()) makes further events: they wait for their turn.
void LineLink::pass_on() {
  if (passing_) return;
  passing_ = true;
  for (auto events = session_->take_events(); !events.empty(); events = session_->take_events())
    for (LineEvent& e : events) take(std::move(e));
  passing_ = false;
  client_.poke();
}

void LineLink::take(LineEvent event) {
  if (std::holds_alternative<LinkUp>(event)) {
    up_ = true;
    fault_.clear();
  } else if (const auto* down = std::get_if<LinkDown>(&event)) {
    up_ = false;
    down_ = true;
    stopped_ = down->hold == Hold::stopped;
    wait_ = down->wait;
    fault_ = down->why;
  }
  tell_(*this, std::move(event));
}

}  // namespace huiyin
