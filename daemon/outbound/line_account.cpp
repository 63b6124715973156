#include "daemon/outbound/line_account.h"

#include <algorithm>

#include <unistd.h>

#include "daemon/base/log.h"
#include "daemon/base/metrics.h"

namespace huiyin {
namespace {

constexpr Millis kLookClosed{20}, kListenAgain{5'000};

}  // namespace

LineAccount::LineAccount(Loop& loop, const Clock& clock, std::string name, const LineCarrier& carrier,
                         Keep keep)
    : loop_(loop),
      clock_(clock),
      name_(std::move(name)),
      keep_(std::move(keep)),
      calls_from_(dynamic_cast<const line::TakesCalls*>(&carrier)) {
  for (const LinkPlan& plan : carrier.links())
    links_.push_back(
        std::make_shared<LineLink>(loop, clock, plan, carrier.open_session(plan), gate_,
                                   [this](LineLink& link, LineEvent e) { told(link, std::move(e)); }));
}

LineAccount::~LineAccount() {
  loop_.cancel(listen_timer_);
  loop_.cancel(forget_timer_);
}

void LineAccount::start() {
  for (const auto& link : links_) link->open();
  if (calls_from_ == nullptr) return;
  const line::ListenPlan plan = calls_from_->listen_plan();
  server_ = std::make_unique<LineServer>(
      loop_, LineServer::Options{plan.address, plan.port, plan.peers},
      [this](int fd, const std::string& peer) { called(fd, peer); },
      [this](const std::string& peer) {
        log_warn("line.call_refused", "a caller is not in the account's peers",
                 {{"carrier", name_}, {"peer", peer}});
      });
  listen();
}

// The port may be another's for a while: a daemon that is just ending.
void LineAccount::listen() {
  if (!server_) return;
  const auto open = server_->open();
  listen_fault_ = open ? std::string() : open.error().text();
  if (open) return;
  log_error("line.listen", "the port for the carrier's calls can't be opened",
            {{"carrier", name_}, {"why", listen_fault_}});
  listen_timer_ = loop_.after(kListenAgain, [this] { listen(); });
}

void LineAccount::called(int fd, const std::string& peer) {
  const line::ListenPlan plan = calls_from_->listen_plan();
  if (static_cast<int>(calls_.size()) >= plan.most) {
    log_warn("line.call_refused", "too many calls at once", {{"carrier", name_}, {"peer", peer}});
    ::close(fd);
    return;
  }
  LinkPlan call;
  call.name = "call-" + std::to_string(++call_);
  call.host = peer;
  call.sends = false;
  const auto link = std::make_shared<LineLink>(loop_, clock_, call, calls_from_->open_call_session(), gate_,
                                               [this](LineLink& l, LineEvent e) { told(l, std::move(e)); });
  calls_.push_back(link);
  link->adopt(fd);
}

// Not in the middle of what the link is telling.
void LineAccount::forget_ended_calls() {
  std::erase_if(calls_, [](const auto& link) { return link->is_closed(); });
}

void LineAccount::resume() {
  for (const auto& link : links_)
    if (link->is_stopped()) link->open();
}

void LineAccount::stop(std::function<void()> done) {
  closed_ = std::move(done);
  server_.reset();
  loop_.cancel(listen_timer_);
  for (const auto& link : links_) link->close();
  for (const auto& link : calls_) link->close();
  check_closed();
}

void LineAccount::check_closed() {
  if (!closed_) return;
  const auto closed = [](const auto& link) { return link->is_closed(); };
  const bool all =
      std::all_of(links_.begin(), links_.end(), closed) && std::all_of(calls_.begin(), calls_.end(), closed);
  if (!all) {
    loop_.after(kLookClosed, [this] { check_closed(); });
    return;
  }
  std::exchange(closed_, nullptr)();
}

bool LineAccount::is_up() const {
  return std::any_of(links_.begin(), links_.end(),
                     [](const auto& link) { return link->plan().sends && link->is_up(); });
}

int LineAccount::room() const {
  int sum = 0;
  for (const auto& link : links_)
    if (link->plan().sends) sum += link->room();
  return sum;
}

LineLink* LineAccount::roomiest() const {
  LineLink* best = nullptr;
  for (const auto& link : links_)
    if (link->plan().sends && link->room() > (best == nullptr ? 0 : best->room())) best = link.get();
  return best;
}

void LineAccount::submit(const SubmitBatch& batch, Done done) {
  Pending pending;
  for (const Recipient& to : batch.to) pending.keys.push_back(to.key);
  pending.outcomes.resize(batch.to.size());
  pending.open = batch.to.size();
  pending.done = std::move(done);
  LineLink* const link = roomiest();
  if (link == nullptr) {
    for (Outcome& o : pending.outcomes)
      o = {.verdict = Verdict::not_sent, .code = "link_down", .left = false};
    return pending.done(std::move(pending.outcomes));
  }
  pending_[batch.key] = std::move(pending);
  link->submit(batch);
}

void LineAccount::halt() {
  for (const auto& link : links_) link->halt();
}

void LineAccount::inquire(const Inquiry& inquiry, std::function<void(Found)> done) {
  const std::uint64_t handle = ++inquiry_;
  const auto asked = inquiries_.emplace(handle, std::move(done)).first;
  for (const auto& link : links_)
    if (link->plan().sends && link->inquire(handle, inquiry)) return;
  const auto tell = std::move(asked->second);
  inquiries_.erase(asked);
  tell(Found{});
}

bool LineAccount::cancel(const std::string& carrier_id, const Recipient& to, Withdrawn done) {
  const std::uint64_t handle = ++inquiry_;
  const auto asked = withdrawals_.emplace(handle, std::move(done)).first;
  for (const auto& link : links_)
    if (link->plan().sends && link->cancel(handle, carrier_id, to)) return true;
  withdrawals_.erase(asked);
  return false;
}

void LineAccount::told(LineLink& link, LineEvent event) {
  if (auto* done = std::get_if<SubmitDone>(&event))
    take(std::move(*done));
  else if (auto* arrived = std::get_if<Arrived>(&event))
    take(link, std::move(*arrived));
  else if (auto* found = std::get_if<Inquired>(&event))
    take(std::move(*found));
  else if (const auto* cancelled = std::get_if<Cancelled>(&event))
    take(*cancelled);
  else if (auto* late = std::get_if<AnsweredLate>(&event); late != nullptr && answered_late)
    answered_late(late->batch_key, late->recipient_key, std::move(late->outcome));
  else if (std::holds_alternative<LinkUp>(event))
    log_info("line.up", "a link is up", {{"carrier", name_}, {"link", link.plan().name}});
  else if (const auto* down = std::get_if<LinkDown>(&event))
    take(link, *down);
  log_notices(link);
  if (changed) changed();
}

void LineAccount::log_notices(LineLink& link) const {
  for (const std::string& notice : link.take_notices())
    log_warn("line.notice", notice, {{"carrier", name_}, {"link", link.plan().name}});
}

void LineAccount::log_link(const LineLink& link, const LinkDown& down) const {
  const bool stopped = down.hold == Hold::stopped;
  log(stopped ? LogLevel::error : LogLevel::warn, stopped ? "line.stopped" : "line.down",
      stopped ? "the carrier refuses the link until its configuration is mended" : "a link is down",
      {{"carrier", name_},
       {"link", link.plan().name},
       {"why", down.why},
       {"wait_ms", static_cast<std::int64_t>(down.wait.count())}});
}

void LineAccount::take(const LineLink& link, const LinkDown& down) {
  log_link(link, down);
  if (!calls_.empty() && forget_timer_ == 0)
    forget_timer_ = loop_.after(kLookClosed, [this] {
      forget_timer_ = 0;
      forget_ended_calls();
    });
}

void LineAccount::take(LineLink& link, Arrived arrived) {
  std::weak_ptr<LineLink> weak;
  for (const auto* among : {&links_, &calls_})
    for (const auto& l : *among)
      if (l.get() == &link) weak = l;
  keep_(arrived.kind, arrived.bytes, [weak, handle = arrived.handle](bool durable) {
    if (const auto l = weak.lock()) l->kept(handle, durable);
  });
}

void LineAccount::take(SubmitDone&& answer) {
  const auto found = pending_.find(answer.batch_key);
  if (found == pending_.end()) return;
  Pending& p = found->second;
  const auto key = std::find(p.keys.begin(), p.keys.end(), answer.recipient_key);
  if (key == p.keys.end()) return;
  p.outcomes[static_cast<std::size_t>(key - p.keys.begin())] = std::move(answer.outcome);
  key->clear();  // told
  if (--p.open > 0) return;
  Pending done = std::move(p);
  pending_.erase(found);
  done.done(std::move(done.outcomes));
}

void LineAccount::take(Inquired&& answer) {
  const auto node = inquiries_.extract(answer.handle);
  if (!node.empty()) node.mapped()(std::move(answer.found));
}

void LineAccount::take(const Cancelled& answer) {
  const auto node = withdrawals_.extract(answer.handle);
  if (!node.empty()) node.mapped()(answer.withdrawn, answer.code);
}

LineAccount::Status LineAccount::status() const {
  Status s;
  for (const auto& link : links_) {
    ++s.links;
    s.up += link->is_up() ? 1 : 0;
    s.stopped += link->is_stopped() ? 1 : 0;
    if (!link->is_up() && s.fault.empty()) s.fault = link->fault();
  }
  if (s.fault.empty()) s.fault = listen_fault_;
  return s;
}

}  // namespace huiyin
