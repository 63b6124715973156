#include "daemon/intake/desk.h"

#include <atomic>
#include <future>
#include <map>

#include "daemon/base/fault_point.h"
#include "daemon/base/log.h"
#include "daemon/base/metrics.h"
#include "daemon/intake/apply.h"
#include "daemon/intake/prepare.h"
#include "daemon/io/worker.h"
#include "daemon/people/directory.h"
#include "daemon/store/raw_inbound.h"

namespace huiyin {
namespace {

constexpr std::size_t kMailboxLimit = 1'000;  // pokes are folded into one; the rest answers admitted work

struct DeskMetrics {
  Counter& records = counter("huiyin_intake_records_total", "Intake records made");
  Counter& dangers = counter("huiyin_intake_danger_total", "Intake records with a danger to life");
  Counter& replies = counter("huiyin_intake_replies_total", "Texts claimed as answers to open questions");
  Counter& opt_outs = counter("huiyin_intake_opt_outs_total", "Requests to stop");
  Counter& receipts = counter("huiyin_intake_receipts_total", "Delivery receipts read");
  Counter& repeats = counter("huiyin_intake_repeats_total", "Messages and calls that had come before");
  Counter& commands = counter("huiyin_intake_commands_total", "Texts understood as commands");
  Counter& dead = counter("huiyin_intake_dead_letters_total", "Payloads that could not be read");

  void add(const Applied& a) {
    records.add(a.records);
    dangers.add(a.dangers);
    replies.add(a.replies);
    opt_outs.add(a.opt_outs);
    receipts.add(a.receipts);
    repeats.add(a.repeats);
    commands.add(a.commands);
    dead.add(a.dead);
  }
};

}  // namespace

// The desk's own thread and what it owns. Methods without a mark below "worker" run on that thread.
class Desk::Bench : public std::enable_shared_from_this<Bench> {
 public:
  Bench(Loop& loop, Store& store, std::shared_ptr<const Vault> vault, const Clock& clock,
        const Options& options, std::shared_ptr<const TextReader> reader, const Takers& takers)
      : loop_(loop),
        store_(store),
        vault_(std::move(vault)),
        clock_(clock),
        options_(options),
        applier_(vault_, clock, options.zone,
                 ApplyTakers{takers.commands, takers.replies, takers.receipts, takers.records},
                 options.doubtful_below),
        reader_(std::move(reader)),
        worker_("desk", kMailboxLimit) {}
  ~Bench() { wait_until_idle(); }

  void add(const std::string& account, const PayloadReader* carrier, std::int64_t carrier_id) {
    origins_[carrier_id] = {account, carrier};
  }

  Result<void> start() {
    auto db = store_.reader();
    if (!db) return tl::unexpected<Error>(db.error());
    db_ = std::move(*db);
    look_timer_ = loop_.every(options_.look_every, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->poke();
    });
    poke();
    return {};
  }

  void poke() {
    if (poked_.exchange(true)) return;
    worker_.post_always([this] {
      poked_ = false;
      look();
    });
  }

  void use(std::shared_ptr<const TextReader> reader) {
    worker_.post_always([this, reader = std::move(reader)] { reader_ = reader; });
  }

  void stop(std::function<void()> drained) {
    if (look_timer_ != 0) loop_.cancel(look_timer_);
    worker_.post_always([this, drained = std::move(drained)] {
      stopping_ = true;
      when_idle_.push_back([this, drained] { loop_.post_always(drained); });
      tell_if_idle();
    });
  }

 private:
  void wait_until_idle() {
    std::promise<void> idle;
    worker_.post_always([this, &idle] {
      stopping_ = true;
      when_idle_.push_back([&idle] { idle.set_value(); });
      tell_if_idle();
    });
    idle.get_future().wait();
  }

  // ---- worker

  // One batch is applied at a time, in the order in which it was kept.
  void look() {
    if (stopping_ || in_flight_ > 0 || !db_) return;
    failed_ = false;
    try {
      std::vector<Prepared> batch = prepare_unread();
      prepare_joined(&batch);
      if (!batch.empty()) fault_point("desk.read");
      in_flight_ = batch.size();
      for (Prepared& p : batch) apply(std::make_shared<Prepared>(std::move(p)));
    } catch (const StoreError& e) {
      log_error("intake.desk.blind", "the ledger could not be read", {{"why", e.what()}});
    }
  }

  std::vector<Prepared> prepare_unread() {
    std::vector<RawInbound> raws;
    each_unread(*db_, 0, options_.batch, [&](const RawInbound& raw) { raws.push_back(raw); });
    std::vector<Prepared> out;
    out.reserve(raws.size());
    const PrepareRules rules{options_.region, options_.same_message, options_.doubtful_below};
    for (const RawInbound& raw : raws)
      out.push_back(prepare(raw, origin(raw.carrier_id), rules, *reader_, *vault_));
    for (Prepared& p : out) p.reader = reader_;
    return out;
  }

  void prepare_joined(std::vector<Prepared>* batch) {
    for (const PartGroup& group : ready_groups(*db_, clock_.now() - options_.part_wait, options_.batch)) {
      const std::vector<InboundPart> parts = parts_of(*db_, group);
      const Result<std::string> number = number_of(*db_, *vault_, group.person_id);
      if (!parts.empty())
        batch->push_back(
            prepare_group(parts, origin(group.carrier_id).account, number.value_or(""), *reader_, *vault_));
    }
  }

  PayloadOrigin origin(std::int64_t carrier_id) {
    const auto known = origins_.find(carrier_id);
    if (known != origins_.end()) return known->second;
    return {carrier_name(*db_, carrier_id), nullptr};
  }

  void apply(std::shared_ptr<const Prepared> p) {
    store_.write<Applied>(
        [applier = &applier_, p](Database& db) -> Result<Applied> { return applier->apply(db, *p); }, worker_,
        [this, p](const Result<Applied>& applied) { on_applied(p, applied); });
  }

  void on_applied(const std::shared_ptr<const Prepared>& p, const Result<Applied>& applied) {
    if (applied) {
      fault_point("desk.durable");
      metrics_.add(*applied);
      tries_.erase(p->raw_id);
    } else if (give_up(*p, applied.error())) {
      return bury(*p, applied.error());
    } else {
      failed_ = true;
      log_error("intake.desk.not_applied", "what a payload says could not be stored; it is tried again",
                {{"raw_id", p->raw_id}, {"why", applied.error().text()}});
    }
    --in_flight_;
    if (in_flight_ > 0) return;
    tell_if_idle();
    if (!failed_) poke();  // else the timer looks again
  }

  // A full disk or queue is waited for; a payload that fails alone is not.
  bool give_up(const Prepared& p, const Error& error) {
    if (!p.dead.empty() || p.group || error.code == Errc::unavailable) return false;
    return error.code != Errc::storage || ++tries_[p.raw_id] >= options_.most_tries;
  }

  void bury(const Prepared& p, const Error& error) {
    auto dead = std::make_shared<Prepared>();
    dead->raw_id = p.raw_id;
    dead->carrier_id = p.carrier_id;
    dead->account = p.account;
    dead->received_at = p.received_at;
    // The words of an unforeseen exception may quote anything.
    dead->dead = error.code == Errc::internal ? "could not be applied: our fault"
                                              : "could not be applied: " + error.text();
    apply(dead);
  }

  void tell_if_idle() {
    if (in_flight_ > 0) return;
    for (const auto& tell : std::exchange(when_idle_, {})) tell();
  }

  Loop& loop_;
  Store& store_;
  const std::shared_ptr<const Vault> vault_;
  const Clock& clock_;
  const Options options_;
  const Applier applier_;
  std::map<std::int64_t, PayloadOrigin> origins_;  // constant after start()
  std::unique_ptr<Database> db_;                   // worker, after start()
  Loop::TimerId look_timer_ = 0;                   // net
  std::atomic<bool> poked_{false};

  // worker
  std::shared_ptr<const TextReader> reader_;
  std::size_t in_flight_ = 0;
  bool failed_ = false, stopping_ = false;
  std::map<std::int64_t, int> tries_;
  std::vector<std::function<void()>> when_idle_;
  DeskMetrics metrics_;

  Worker worker_;  // last: its thread uses all the others
};

Desk::Desk(Loop& loop, Store& store, std::shared_ptr<const Vault> vault, const Clock& clock,
           const Options& options, std::shared_ptr<const TextReader> reader, const Takers& takers)
    : bench_(std::make_shared<Bench>(loop, store, std::move(vault), clock, options, std::move(reader),
                                     takers)) {}

Desk::~Desk() = default;

void Desk::add(const std::string& account, const PayloadReader* carrier, std::int64_t carrier_id) {
  bench_->add(account, carrier, carrier_id);
}

Result<void> Desk::start() {
  return bench_->start();
}

void Desk::poke() {
  bench_->poke();
}

void Desk::use(std::shared_ptr<const TextReader> reader) {
  bench_->use(std::move(reader));
}

void Desk::stop(std::function<void()> drained) {
  bench_->stop(std::move(drained));
}

}  // namespace huiyin
