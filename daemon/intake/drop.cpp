#include "daemon/intake/drop.h"

#include <array>
#include <deque>
#include <future>
#include <optional>

#include "daemon/base/bad_input.h"
#include "daemon/base/log.h"
#include "daemon/base/metrics.h"
#include "daemon/base/text.h"
#include "daemon/io/drop_folder.h"
#include "daemon/io/worker.h"

namespace huiyin {
namespace {

constexpr std::size_t kMailboxLimit = 100;

constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kEndings = {{{".vcon", "vcon"},
                                                                                     {".vcon.gz", "vcon"},
                                                                                     {".json.gz", "vcon"},
                                                                                     {".vtt.gz", "vtt"},
                                                                                     {".srt.gz", "srt"},
                                                                                     {".json", "vcon"},
                                                                                     {".vtt", "vtt"},
                                                                                     {".srt", "srt"},
                                                                                     {".wav", "audio/wav"},
                                                                                     {".mp3", "audio/mpeg"},
                                                                                     {".m4a", "audio/mp4"},
                                                                                     {".ogg", "audio/ogg"},
                                                                                     {".opus", "audio/ogg"},
                                                                                     {".flac", "audio/flac"},
                                                                                     {".webm", "audio/webm"},
                                                                                     {".amr", "audio/amr"},
                                                                                     {".aac", "audio/aac"},
                                                                                     {".mp4", "video/mp4"}}};

Counter& files(const char* end) {
  return counter("huiyin_drop_files_total", "Files dropped into folders", {{"end", end}});
}

}  // namespace

std::string kind_of_file(std::string_view name) {
  const std::string lower = to_lower_ascii(name);
  for (const auto& [ending, kind] : kEndings)
    if (lower.ends_with(ending)) return std::string(kind);
  return {};
}

// All but start() and stop() runs on the worker.
class Drop::Bench : public std::enable_shared_from_this<Bench> {
 public:
  Bench(Loop& loop, Keeper& keeper, DropAccount account)
      : loop_(loop), keeper_(keeper), account_(std::move(account)), worker_("drop", kMailboxLimit) {}

  // What is being kept calls back: it is waited for.
  ~Bench() {
    std::promise<void> idle;
    end_with([&idle] { idle.set_value(); });
    idle.get_future().wait();
  }

  Result<void> start() {
    auto folder = DropFolder::open(account_.folder);
    if (!folder) return tl::unexpected<Error>(folder.error());
    folder_ = std::move(*folder);
    timer_ = loop_.every(account_.every, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->worker_.post([raw = self.get()] { raw->look(); });
    });
    return {};
  }

  void stop(std::function<void()> drained) {
    if (timer_ != 0) loop_.cancel(timer_);
    end_with([this, drained = std::move(drained)] { loop_.post_always(drained); });
  }

 private:
  void end_with(std::function<void()> tell) {
    worker_.post_always([this, tell = std::move(tell)] {
      stopping_ = true;
      when_idle_.push_back(tell);
      tell_if_idle();
    });
  }

  void tell_if_idle() {
    if (busy_) return;
    for (const auto& tell : std::exchange(when_idle_, {})) tell();
  }

  // Not by a call: a folder may hold very many bad files.
  void go_on() {
    worker_.post_always([this] { next(); });
  }

  void look() {
    if (busy_ || stopping_) return;
    Result<std::vector<std::string>> names = folder_->settled();
    if (!names) return complain(names.error());
    waiting_.assign(names->begin(), names->end());
    busy_ = true;
    next();
  }

  void next() {
    if (waiting_.empty() || stopping_) {
      busy_ = false;
      return tell_if_idle();
    }
    const std::string name = std::move(waiting_.front());
    waiting_.pop_front();
    take(name);
  }

  void take(const std::string& name) {
    const std::string kind = kind_of_file(name);
    if (kind.empty()) return aside(name, "its name ends with nothing that is known: .vcon .vtt .srt .wav …");
    auto bytes = std::make_shared<Result<std::string>>(folder_->read(name));
    if (!*bytes) return aside(name, bytes->error().what);
    if ((*bytes)->empty()) return aside(name, "it is empty");
    keeper_.keep_pushed(
        account_.carrier_id, kind, **bytes, worker_,
        [this, name, kind, bytes](const Result<Kept>& kept) { on_kept(name, kind, **bytes, kept); });
  }

  void on_kept(const std::string& name, const std::string& kind, const std::string& bytes,
               const Result<Kept>& kept) {
    if (!kept) {  // stays where it is; the next look tries again
      complain(kept.error());
      return go_on();
    }
    const std::string fault = fault_in(kind, bytes);
    if (!fault.empty()) return aside(name, fault);
    if (auto gone = folder_->remove(name); !gone) complain(gone.error());
    files("taken").add();
    go_on();
  }

  std::string fault_in(const std::string& kind, const std::string& bytes) const {
    try {
      account_.carrier->read(kind, bytes);
      return {};
    } catch (const BadInput& e) {
      return e.what();
    } catch (const std::exception&) {
      return "the adapter failed on it: our fault";
    }
  }

  void aside(const std::string& name, const std::string& reason) {
    if (auto done = folder_->put_aside(name, reason); !done) complain(done.error());
    files("aside").add();
    log_warn("intake.drop.aside", "a dropped file was moved to the folder bad",
             {{"account", account_.name}, {"why", reason}});
    go_on();
  }

  void complain(const Error& error) {
    log_error("intake.drop.failed", "a folder of dropped files can't be worked on",
              {{"account", account_.name}, {"why", error.text()}});
  }

  Loop& loop_;
  Keeper& keeper_;
  const DropAccount account_;
  std::optional<DropFolder> folder_;  // worker, after start()
  Loop::TimerId timer_ = 0;           // net

  // worker
  std::deque<std::string> waiting_;
  bool busy_ = false, stopping_ = false;
  std::vector<std::function<void()>> when_idle_;

  Worker worker_;  // last: its thread uses all the others
};

Drop::Drop(Loop& loop, Keeper& keeper, DropAccount account)
    : bench_(std::make_shared<Bench>(loop, keeper, std::move(account))) {}

Drop::~Drop() = default;

Result<void> Drop::start() {
  return bench_->start();
}

void Drop::stop(std::function<void()> drained) {
  bench_->stop(std::move(drained));
}

}  // namespace huiyin
