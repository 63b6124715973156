#include "daemon/intake/pull_lane.h"

#include <algorithm>
#include <random>

#include "daemon/base/bytes.h"
#include "daemon/base/fault_point.h"
#include "daemon/base/log.h"
#include "daemon/base/metrics.h"
#include "daemon/store/raw_inbound.h"

namespace huiyin {
namespace {

constexpr int kLogEveryFailure = 60;

Millis from_now(std::chrono::steady_clock::time_point when) {
  const auto left = std::chrono::ceil<Millis>(when - std::chrono::steady_clock::now());
  return std::max(left, Millis(0));
}

Counter& rounds(const PullAccount& account, const PullPlan& plan, const char* how) {
  return counter("huiyin_pull_rounds_total", "Rounds of pulls",
                 {{"account", account.name}, {"plan", plan.name}, {"end", how}});
}

}  // namespace

PullLane::PullLane(const PullTools& tools, PullAccount account, PullPlan plan)
    : tools_(tools), account_(std::move(account)), plan_(std::move(plan)) {}

void PullLane::start() {
  load_cursor();
}

void PullLane::stop(std::function<void()> drained) {
  stopping_ = true;
  drained_ = std::move(drained);
  if (writing_) return;
  if (timer_ == 0 && exchange_) return;  // a call is under way
  finish();
}

void PullLane::finish() {
  if (timer_ != 0) tools_.loop.cancel(timer_);
  timer_ = 0;
  exchange_.reset();
  if (const auto drained = std::exchange(drained_, {})) drained();
}

PullStatus PullLane::status() const {
  return {account_.name, plan_.name, fault_, failures_, stopped_, recover_.size(), last_good_};
}

Loop::TimerId PullLane::later(Instant when, void (PullLane::*next)()) {
  return tools_.loop.after(from_now(when), [weak = weak_from_this(), next] {
    const auto self = weak.lock();
    if (!self) return;
    self->timer_ = 0;
    ((*self).*next)();
  });
}

void PullLane::load_cursor() {
  writing_ = true;
  tools_.store.write<std::string>(
      [id = account_.carrier_id, plan = plan_.name](Database& db) -> Result<std::string> {
        return pull_cursor(db, id, plan);
      },
      tools_.loop,
      [weak = weak_from_this()](const Result<std::string>& cursor) {
        const auto self = weak.lock();
        if (!self) return;
        self->writing_ = false;
        if (self->stopping_) return self->finish();
        if (!cursor && self->ledger_failed(cursor.error())) {
          self->timer_ = self->later(self->after(self->tools_.options.keep_retry), &PullLane::load_cursor);
          return;
        }
        self->cursor_ = *cursor;
        self->due_ = std::chrono::steady_clock::now();
        self->schedule();
      });
}

// ---- The wheel

void PullLane::schedule() {
  if (stopping_) return finish();
  if (timer_ != 0) tools_.loop.cancel(timer_);
  const bool recovery = !recover_.empty() && recover_due_ < due_ && !stopped_;
  timer_ = recovery ? later(recover_due_, &PullLane::begin_recovery) : later(due_, &PullLane::begin_round);
}

void PullLane::begin_round() {
  recovering_ = false;
  round_begun_ = tools_.clock.now();
  exchange_ = account_.carrier->pull(plan_.name, cursor_);
  if (!exchange_) {
    log_error("carrier.pull.missing", "the adapter names a pull that it does not have", {{"plan", place()}});
    return;
  }
  take(guarded([&] { return exchange_->begin(moment()); }));
}

void PullLane::begin_recovery() {
  const Lost& lost = recover_.front();
  exchange_ = account_.carrier->recover(plan_.name, lost.e164, lost.since);
  if (!exchange_) {
    log_warn("carrier.recover.impossible", "this carrier can't be asked again for what a lost answer held",
             {{"plan", place()}, {"numbers", recover_.size()}});
    recover_.clear();
    recover_numbers_.clear();
    return schedule();
  }
  recovering_ = true;
  take(guarded([&] { return exchange_->begin(moment()); }));
}

// An exchange never throws; one that does anyway must not take the other carriers with it.
template <typename Made>
Step PullLane::guarded(Made make) {
  try {
    return make();
  } catch (const std::exception&) {
    Done done;
    done.fault = "the adapter threw";
    done.may_have_lost = true;
    return done;
  }
}

void PullLane::take(Step step) {
  if (auto* c = std::get_if<HttpCall>(&step)) return call(std::move(*c));
  if (auto* k = std::get_if<Keep>(&step)) return keep(std::make_shared<const Keep>(std::move(*k)));
  end(std::move(std::get<Done>(step)));
}

void PullLane::call(HttpCall call) {
  if (stopping_) return finish();
  if (plan_.rate_per_second <= 0) return fetch(call);
  const Instant now = std::chrono::steady_clock::now();
  const Instant turn = std::max(now, next_call_);
  next_call_ = turn + std::chrono::duration_cast<Instant::duration>(
                          std::chrono::duration<double>(1 / plan_.rate_per_second));
  if (turn <= now) return fetch(call);
  paced_ = std::move(call);
  timer_ = tools_.loop.after(from_now(turn), [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    self->timer_ = 0;
    self->fetch(std::exchange(self->paced_, {}));
  });
}

void PullLane::fetch(const HttpCall& call) {
  tools_.fetch(call, [weak = weak_from_this()](const HttpReply& reply) {
    const auto self = weak.lock();
    if (!self || !self->exchange_) return;
    fault_point("pull.answered");
    self->take(self->guarded([&] { return self->exchange_->on_reply(reply, self->moment()); }));
  });
}

void PullLane::keep(std::shared_ptr<const Keep> parcel) {
  writing_ = true;
  const PullMark mark{account_.carrier_id, plan_.name, recovering_ ? std::string() : parcel->cursor};
  tools_.keeper.keep_pulled(mark, parcel->kind, parcel->bytes, tools_.loop,
                            [weak = weak_from_this(), parcel](const Result<Kept>& kept) {
                              if (const auto self = weak.lock()) self->on_kept(parcel, kept);
                            });
}

// What a destructive pull brought exists nowhere else: it is held and offered to the ledger until that takes
// it.
void PullLane::on_kept(const std::shared_ptr<const Keep>& parcel, const Result<Kept>& kept) {
  if (!kept && ledger_failed(kept.error())) {
    tools_.loop.after(tools_.options.keep_retry, [weak = weak_from_this(), parcel] {
      if (const auto self = weak.lock()) self->keep(parcel);
    });
    return;
  }
  writing_ = false;
  ledger_failures_ = 0;
  if (!recovering_ && !parcel->cursor.empty()) cursor_ = parcel->cursor;
  take(guarded([&] { return exchange_->on_kept(moment()); }));
}

void PullLane::end(Done done) {
  exchange_.reset();
  if (recovering_ || done.cursor.empty() || done.cursor == cursor_) return settle(done);
  save(std::move(done));
}

void PullLane::save(Done done) {
  writing_ = true;
  const PullMark mark{account_.carrier_id, plan_.name, done.cursor};
  tools_.keeper.save_mark(mark, tools_.loop,
                          [weak = weak_from_this(), done = std::move(done)](const Result<bool>& saved) {
                            const auto self = weak.lock();
                            if (!self) return;
                            if (!saved && self->ledger_failed(saved.error())) {
                              self->tools_.loop.after(self->tools_.options.keep_retry, [weak, done] {
                                if (const auto again = weak.lock()) again->save(done);
                              });
                              return;
                            }
                            self->writing_ = false;
                            self->ledger_failures_ = 0;
                            self->cursor_ = done.cursor;
                            self->settle(done);
                          });
}

bool PullLane::ledger_failed(const Error& error) {
  if (ledger_failures_++ % kLogEveryFailure == 0)
    log_error("intake.keep.failed", "the ledger does not take what was pulled; it is held and tried again",
              {{"plan", place()}, {"why", error.text()}});
  return true;
}

// ---- After a round

void PullLane::settle(const Done& done) {
  if (recovering_)
    settle_recovery(done);
  else if (done.fault.empty())
    settle_good(done);
  else
    settle_fault(done);
  recovering_ = false;
  schedule();
}

void PullLane::settle_good(const Done& done) {
  if (failures_ > 0)
    log_info("carrier.pull.recovered", "the pull goes well again",
             {{"plan", place()}, {"failed", failures_}});
  rounds(account_, plan_, "good").add();
  failures_ = 0;
  fault_.clear();
  stopped_ = false;
  last_good_ = tools_.clock.now();
  if (!done.more) drained_at_ = round_begun_;
  due_ = after(done.more ? Millis(0) : std::max(plan_.interval, done.wait));
  if (done.may_have_lost) note_loss();
  if (lost_) ask_what_was_lost();
}

void PullLane::settle_fault(const Done& done) {
  rounds(account_, plan_, "fault").add();
  ++failures_;
  fault_ = done.fault;
  stopped_ = done.hold == Hold::stopped;
  if (done.may_have_lost) note_loss();
  const Millis own = stopped_ ? tools_.options.stopped_retry : backoff(failures_);
  const Millis wait = stopped_ || done.wait.count() == 0 ? std::max(own, done.wait) : done.wait;
  due_ = after(wait);
  if (stopped_)
    log_error("carrier.pull.stopped", "the carrier refuses this account until someone mends it",
              {{"plan", place()}, {"why", done.fault}, {"next_try_ms", wait.count()}});
  else
    log_warn(
        "carrier.pull.failed", "a pull failed",
        {{"plan", place()}, {"why", done.fault}, {"failures", failures_}, {"next_try_ms", wait.count()}});
}

Millis PullLane::backoff(std::int64_t failures) const {
  const Puller::Options& o = tools_.options;
  const Millis whole = std::min(
      o.backoff_max, o.backoff_first * (std::int64_t{1} << std::min<std::int64_t>(failures - 1, 20)));
  thread_local std::minstd_rand random{std::random_device{}()};
  return Millis(std::uniform_int_distribution<std::int64_t>((whole.count() + 1) / 2, whole.count())(random));
}

Moment PullLane::moment() const {
  return {tools_.clock.now(), to_hex(random_bytes(16))};
}

}  // namespace huiyin
