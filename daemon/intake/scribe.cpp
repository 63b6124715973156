#include "daemon/intake/scribe.h"

#include <algorithm>
#include <future>
#include <map>
#include <set>

#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/intake/scribe_errand.h"
#include "daemon/intake/transcripts.h"
#include "daemon/io/worker.h"
#include "daemon/store/raw_inbound.h"
#include "daemon/store/recordings.h"

namespace huiyin {
namespace {

constexpr std::size_t kMailboxLimit = 1'000;
constexpr Millis kReadWithin{10 * 60'000};  // by the desk; else it is fetched again

}  // namespace

bool hash_fits(std::string_view content_hash, std::string_view bytes) {
  constexpr std::string_view kKind = "sha512-";
  if (!content_hash.starts_with(kKind)) return false;
  std::string_view value = content_hash.substr(kKind.size());
  while (value.ends_with('=')) value.remove_suffix(1);
  return equal_in_constant_time(value, to_base64url(sha512(bytes)));
}

// Below "worker": the scribe's own thread.
class Scribe::Bench : public std::enable_shared_from_this<Bench> {
 public:
  Bench(Loop& loop, Store& store, Keeper& keeper, std::shared_ptr<const Vault> vault, const Clock& clock,
        const Options& options, Fetch fetch)
      : loop_(loop),
        store_(store),
        keeper_(keeper),
        vault_(std::move(vault)),
        clock_(clock),
        options_(options),
        fetch_(std::move(fetch)),
        worker_("scribe", kMailboxLimit) {}

  // Calls that are still under way find nobody; what is being written is waited for.
  ~Bench() {
    std::promise<void> written;
    worker_.post_always([this, &written] {
      stopping_ = true;
      written_ = [&written] { written.set_value(); };
      tell_if_idle();
    });
    written.get_future().wait();
  }

  void add(std::int64_t carrier_id, const HttpCarrier* carrier) { carriers_[carrier_id] = carrier; }

  Result<void> start() {
    auto db = store_.reader();
    if (!db) return tl::unexpected<Error>(db.error());
    db_ = std::move(*db);
    timer_ = loop_.every(options_.look_every, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->worker_.post([raw = self.get()] { raw->look(); });
    });
    return {};
  }

  void stop(std::function<void()> drained) {
    if (timer_ != 0) loop_.cancel(timer_);
    worker_.post_always([this, drained = std::move(drained)] {
      stopping_ = true;
      drained_ = [this, drained] { loop_.post_always(drained); };
      tell_if_idle();
    });
  }

 private:
  // ---- worker

  void look() {
    if (stopping_ || !db_) return;
    try {
      for (const RecordingRow& r : due_recordings(*db_, clock_.now(), options_.at_once * 4))
        if (free_place() && busy_.insert({true, r.id}).second) begin_fetch(r);
      for (const TranscriptionRow& t : due_transcriptions(*db_, clock_.now(), options_.at_once * 4))
        if (free_place() && busy_.insert({false, t.id}).second) begin_transcription(t);
    } catch (const StoreError& e) {
      log_error("intake.scribe.blind", "the ledger could not be read", {{"why", e.what()}});
    }
  }

  bool free_place() const { return busy_.size() < static_cast<std::size_t>(options_.at_once); }

  void begin_fetch(const RecordingRow& r) {
    auto errand = std::make_shared<ScribeErrand>();
    begin(errand, [&] { maker().fetch(r, errand.get()); });
  }

  void begin_transcription(const TranscriptionRow& t) {
    auto errand = std::make_shared<ScribeErrand>();
    begin(errand, [&] { maker().transcribe(t, errand.get()); });
  }

  ErrandMaker maker() const { return {*db_, *vault_, clock_, carriers_, options_.fetch_timeout}; }

  template <typename Prepare>
  void begin(const std::shared_ptr<ScribeErrand>& errand, Prepare prepare) {
    try {
      prepare();
    } catch (const HopelessErrand& h) {
      return give_up(errand, h.why);
    } catch (const BadInput&) {  // its words may quote the payload
      return give_up(errand, "the payload does not hold it");
    }
    loop_.post_always([weak = weak_from_this(), errand] {
      if (const auto self = weak.lock()) self->call(errand);
    });
  }

  void judge(const std::shared_ptr<ScribeErrand>& errand, const std::shared_ptr<const HttpReply>& reply) {
    if (errand->fetching) return judge_fetched(errand, reply);
    const Heard heard = errand->recogniser->on_reply(*reply);
    if (heard.state == Heard::State::heard) return keep(errand, reply);
    if (heard.state == Heard::State::never) return give_up(errand, heard.fault);
    put_off(errand, heard.fault, heard.wait);
  }

  void judge_fetched(const std::shared_ptr<ScribeErrand>& errand,
                     const std::shared_ptr<const HttpReply>& reply) {
    if (reply->transport != Transport::answered) return put_off(errand, "no answer came", Millis(0));
    const std::string status = "HTTP " + std::to_string(reply->status);
    if (reply->status >= 500 || reply->status == 429 || reply->status == 408)
      return put_off(errand, status, Millis(0));
    if (reply->status != 200) return give_up(errand, status);  // a redirection too: it leads off the list
    if (!hash_fits(errand->hash, reply->body)) return give_up(errand, "its hash is another than was told");
    keep(errand, reply);
  }

  void keep(const std::shared_ptr<ScribeErrand>& errand, const std::shared_ptr<const HttpReply>& reply) {
    ++writes_;
    keeper_.keep_pushed(errand->carrier_id, errand->kind(), reply->body, worker_,
                        [this, errand](const Result<Kept>& kept) {
                          if (kept)
                            mark_kept(errand);
                          else
                            put_off(errand, "the ledger could not keep it", Millis(0));
                          --writes_;
                        });
  }

  void mark_kept(const std::shared_ptr<ScribeErrand>& errand) {
    write(errand, [errand, until = clock_.now() + kReadWithin](Database& db) {
      if (errand->fetching)
        put_off_recording(db, errand->id, until, "");
      else
        answer_transcription(db, errand->id, errand->recogniser->name());
    });
  }

  void put_off(const std::shared_ptr<ScribeErrand>& errand, const std::string& why, Millis wait) {
    if (errand->tries + 1 >= options_.most_tries) return give_up(errand, why);
    const Millis own = std::min(options_.backoff_max,
                                options_.backoff_first * (std::int64_t{1} << std::min(errand->tries, 20)));
    const TimePoint until = clock_.now() + std::max(own, wait);
    log_warn("intake.scribe.later", "a recording could not be fetched or transcribed; it is tried again",
             {{"what", errand->kind()}, {"why", why}, {"tries", errand->tries + 1}});
    write(errand, [errand, until, why](Database& db) {
      if (errand->fetching)
        put_off_recording(db, errand->id, until, why);
      else
        put_off_transcription(db, errand->id, until, why);
    });
  }

  void give_up(const std::shared_ptr<ScribeErrand>& errand, const std::string& why) {
    log_error("intake.scribe.failed", "a recording was not fetched or transcribed",
              {{"what", errand->kind()}, {"why", why}});
    write(errand, [errand, why, now = clock_.now()](Database& db) {
      if (errand->fetching)
        give_up_recording(db, errand->id, why);
      else
        fail_transcription(db, errand->id, why);
      tell_transcription_failed(db, errand->fetching ? errand->id : recording_of(db, errand->id), why, now);
    });
  }

  static std::int64_t recording_of(Database& db, std::int64_t transcription) {
    const auto row = find_transcription(db, transcription);
    return row ? row->recording_id : 0;
  }

  void write(const std::shared_ptr<ScribeErrand>& errand, std::function<void(Database&)> change) {
    ++writes_;
    store_.write<bool>(
        [change = std::move(change)](Database& db) -> Result<bool> {
          change(db);
          return true;
        },
        worker_,
        [this, errand](const Result<bool>& done) {
          if (!done)
            log_error("intake.scribe.not_noted", "the ledger could not be written; it is done again",
                      {{"what", errand->kind()}, {"why", done.error().text()}});
          --writes_;
          end(errand);
        });
  }

  void end(const std::shared_ptr<ScribeErrand>& errand) {
    busy_.erase({errand->fetching, errand->id});
    tell_if_idle();
  }

  void tell_if_idle() {
    if (busy_.empty() && drained_) std::exchange(drained_, nullptr)();
    if (writes_ == 0 && written_) std::exchange(written_, nullptr)();
  }

  // ---- net

  void call(const std::shared_ptr<ScribeErrand>& errand) {
    const auto done = [weak = weak_from_this(), errand](HttpReply reply) {
      const auto self = weak.lock();
      if (!self) return;
      auto shared = std::make_shared<const HttpReply>(std::move(reply));
      self->worker_.post_always([raw = self.get(), errand, shared] { raw->judge(errand, shared); });
    };
    if (fetch_)
      fetch_(errand->call, done);
    else
      loop_.fetch(errand->call, done);
  }

  Loop& loop_;
  Store& store_;
  Keeper& keeper_;
  const std::shared_ptr<const Vault> vault_;
  const Clock& clock_;
  const Options options_;
  const Fetch fetch_;
  std::map<std::int64_t, const HttpCarrier*> carriers_;  // constant after start()
  std::unique_ptr<Database> db_;                         // worker, after start()
  Loop::TimerId timer_ = 0;                              // net

  // worker
  std::set<std::pair<bool, std::int64_t>> busy_;  // fetching?, id
  bool stopping_ = false;
  int writes_ = 0;  // under way: they call back
  std::function<void()> drained_, written_;

  Worker worker_;  // last: its thread uses all the others
};

Scribe::Scribe(Loop& loop, Store& store, Keeper& keeper, std::shared_ptr<const Vault> vault,
               const Clock& clock, const Options& options, Fetch fetch)
    : bench_(
          std::make_shared<Bench>(loop, store, keeper, std::move(vault), clock, options, std::move(fetch))) {}

Scribe::~Scribe() = default;

void Scribe::add(std::int64_t carrier_id, const HttpCarrier* carrier) {
  bench_->add(carrier_id, carrier);
}

Result<void> Scribe::start() {
  return bench_->start();
}

void Scribe::stop(std::function<void()> drained) {
  bench_->stop(std::move(drained));
}

}  // namespace huiyin
