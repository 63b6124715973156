#include "adapters/tencent_ccc/pull.h"

#include <algorithm>
#include <set>

#include "adapters/tencent_ccc/cdr.h"
#include "adapters/tencent_ccc/cursor.h"
#include "adapters/tencent_ccc/reader.h"
#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

constexpr std::string_view kCdrAction = "DescribeTelCdr";
constexpr std::string_view kAsrAction = "DescribeTelRecordAsr";
constexpr std::int64_t kPageSize = 100;
constexpr std::int64_t kMostPages = 1000;
constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kWidestWindow = 89 * kDay;   // the carrier allows less than 90 days
constexpr std::int64_t kFarthestBack = 179 * kDay;  // and looks back 180
constexpr int kMostFailuresInARow = 3;
constexpr int kKeepsPerCursor =
    20;  // the cursor can be large; what a crash repeats, the ledger de-duplicates

class CallPull final : public Exchange {
 public:
  CallPull(std::shared_ptr<const TencentApi> api, const CallPullSettings& settings, std::string_view cursor)
      : api_(std::move(api)), settings_(settings) {
    if (!CallCursor::read(cursor, &cursor_)) note("the cursor was unreadable, the last hours are read again");
  }

  Step begin(const Moment& m) override {
    now_ = to_unix_seconds(m.now);
    const std::int64_t from =
        cursor_.from == 0 ? now_ - settings_.look_back : cursor_.from - settings_.overlap;
    window_begin_ = std::clamp(from, now_ - kFarthestBack, now_ - 1);
    window_end_ = std::min(now_, window_begin_ + kWidestWindow);
    return ask_page(m);
  }

  Step on_reply(const HttpReply& reply, const Moment& m) override {
    const TencentAnswer answer = api_->open(reply);
    return asking_ ? on_transcript(answer, m) : on_page(answer, m);
  }

  Step on_kept(const Moment& m) override { return advance(m); }

 private:
  enum class Phase { window, stale, vanished };

  // ---- Call records

  Step ask_page(const Moment& m) {
    JsonWriter w;
    w.object().field("StartTimeStamp", window_begin_).field("EndTimeStamp", window_end_);
    w.field("SdkAppId", settings_.sdk_app_id).field("PageSize", kPageSize).field("PageNumber", page_number_);
    return api_->call(kCdrAction, w.end().take(), m.now);
  }

  Step on_page(const TencentAnswer& answer, const Moment& m) {
    if (!answer.response) return give_up(answer.fault, kCdrAction);
    try {
      const Json& response = *answer.response;
      const Json list = response.at(response.has("TelCdrList") ? "TelCdrList" : "TelCdrs");
      page_ = list.is_null() ? std::vector<Json>() : list.items();
      listed_ += static_cast<std::int64_t>(page_.size());
      const std::int64_t total = loose_integer(response, "TotalCount").value_or(-1);
      const bool short_page = static_cast<std::int64_t>(page_.size()) < kPageSize;
      last_page_ = page_.empty() || (total >= 0 ? listed_ >= total : short_page);
    } catch (const BadInput& e) {
      Outcome fault;
      fault.words = e.what();
      return give_up(fault, kCdrAction);
    }
    next_ = 0;
    return advance(m);
  }

  // Goes through the page at hand until a call has to be made or something is to be kept.
  Step advance(const Moment& m) {
    while (next_ < page_.size()) {
      current_ = look_at_cdr(page_[next_++]);
      if (std::optional<Step> step = treat(m)) return *step;
    }
    page_.clear();
    next_ = 0;
    if (phase_ == Phase::window && !last_page_) {
      if (++page_number_ < kMostPages) return ask_page(m);
      Outcome fault;
      fault.words = "more pages than can be";
      return give_up(fault, kCdrAction);
    }
    return next_phase(m);
  }

  std::optional<Step> treat(const Moment& m) {
    if (!current_->session.empty()) visited_.insert(current_->session);
    if (cursor_.seen.contains(current_->mark)) return std::nullopt;
    const bool patient = !current_->session.empty() && !overdue();
    if (!current_->finished && patient) return wait();
    switch (current_->transcript) {
      case Cdr::Transcript::none:
        return keep(std::nullopt);
      case Cdr::Transcript::processing:
        return patient ? wait() : std::optional<Step>(keep(std::nullopt));
      case Cdr::Transcript::ready:
      case Cdr::Transcript::untold:
        break;
    }
    if (current_->session.empty()) return keep(std::nullopt);
    return ask_transcript(m);
  }

  // ---- Transcripts

  Step ask_transcript(const Moment& m) {
    asking_ = true;
    JsonWriter w;
    w.object().field("SdkAppId", settings_.sdk_app_id).field("SessionId", current_->session);
    return api_->call(kAsrAction, w.end().take(), m.now);
  }

  Step on_transcript(const TencentAnswer& answer, const Moment& m) {
    asking_ = false;
    if (!answer.response) return transcript_failed(answer.fault, m);
    failures_ = 0;
    const std::optional<Json> list = answer.response->find("AsrDataList");
    const bool readable = list && list->is_array();
    const bool awaited =
        current_->transcript == Cdr::Transcript::untold && (!readable || list->items().empty());
    if (awaited && !overdue()) {
      wait();
      return advance(m);
    }
    return keep(readable ? list : std::nullopt);
  }

  // One call whose transcript can't be fetched must not hold up the others; a carrier that is down must not
  // be asked for each of them.
  Step transcript_failed(const Outcome& fault, const Moment& m) {
    if (fault.hold != Hold::none || ++failures_ >= kMostFailuresInARow) {
      if (!overdue()) wait();
      return give_up(fault, kAsrAction);
    }
    note(ended_by(fault, kAsrAction).fault);
    if (overdue()) return keep(std::nullopt);
    wait();
    return advance(m);
  }

  bool overdue() const {
    const auto waiting = cursor_.waiting.find(current_->session);
    return waiting != cursor_.waiting.end() && now_ - waiting->second.since >= settings_.transcript_wait;
  }

  std::optional<Step> wait() {
    cursor_.waiting.emplace(current_->session, CallCursor::Waiting{current_->start, now_});
    return std::nullopt;
  }

  Step keep(const std::optional<Json>& asr) {
    cursor_.waiting.erase(current_->session);
    const bool dated = current_->latest > 0 && current_->latest < now_;
    cursor_.seen[current_->mark] = dated ? current_->latest : now_;
    const bool with_cursor = ++kept_ % kKeepsPerCursor == 0;
    return Keep{std::string(kTencentCall), compose_tencent_call(current_->raw, asr),
                with_cursor ? cursor_.to_json() : std::string()};
  }

  // ---- Calls that began before the window and still wait

  Step next_phase(const Moment& m) {
    if (phase_ == Phase::window) {
      phase_ = Phase::stale;
      cursor_.from = window_end_;
      if (!stale().empty()) return ask_stale(m);
    }
    if (phase_ == Phase::stale) {
      phase_ = Phase::vanished;
      for (const auto& [session, start] : stale()) page_.push_back(vanished_cdr(session, start));
      if (!page_.empty()) return advance(m);
    }
    return finish();
  }

  // Waiting calls that did not show up: in Phase::vanished only the overdue ones matter.
  std::vector<std::pair<std::string, std::int64_t>> stale() const {
    std::vector<std::pair<std::string, std::int64_t>> out;
    for (const auto& [session, call] : cursor_.waiting) {
      if (visited_.contains(session)) continue;
      const bool is_overdue = now_ - call.since >= settings_.transcript_wait;
      if (phase_ == Phase::vanished && !(is_overdue && asked_.contains(session))) continue;
      out.emplace_back(session, call.start);
      if (static_cast<std::int64_t>(out.size()) == kPageSize) break;
    }
    return out;
  }

  Step ask_stale(const Moment& m) {
    const auto calls = stale();
    std::int64_t first = now_ - 1;
    for (const auto& [session, start] : calls) {
      first = std::min(first, start - 1);
      asked_.insert(session);
    }
    JsonWriter w;
    w.object().field("StartTimeStamp", std::max(first, now_ - kWidestWindow)).field("EndTimeStamp", now_);
    w.field("SdkAppId", settings_.sdk_app_id).field("PageSize", kPageSize).field("PageNumber", 0);
    w.key("SessionIds").array();
    for (const auto& [session, start] : calls) w.value(session);
    return api_->call(kCdrAction, w.end().end().take(), m.now);
  }

  // ---- Ends

  void note(std::string fault) {
    if (fault_.empty()) fault_ = std::move(fault);
  }

  Done finish() {
    const std::int64_t horizon = cursor_.from - settings_.overlap - 60;
    std::erase_if(cursor_.seen, [&](const auto& call) { return call.second < horizon; });
    Done done;
    done.cursor = cursor_.to_json();
    done.more = window_end_ < now_;
    done.fault = fault_;
    return done;
  }

  Done give_up(const Outcome& fault, std::string_view action) {
    Done done = ended_by(fault, action);
    done.cursor = cursor_.to_json();
    return done;
  }

  const std::shared_ptr<const TencentApi> api_;
  const CallPullSettings settings_;
  CallCursor cursor_;
  std::int64_t now_ = 0, window_begin_ = 0, window_end_ = 0;
  std::int64_t page_number_ = 0, listed_ = 0;
  bool last_page_ = false;
  Phase phase_ = Phase::window;
  std::vector<Json> page_;
  std::size_t next_ = 0;
  std::optional<Cdr> current_;
  bool asking_ = false;  // for a transcript
  int failures_ = 0, kept_ = 0;
  std::set<std::string, std::less<>> visited_, asked_;  // sessions: listed in this round, asked for by name
  std::string fault_;
};

}  // namespace

std::unique_ptr<Exchange> make_call_pull(std::shared_ptr<const TencentApi> api,
                                         const CallPullSettings& settings, std::string_view cursor) {
  return std::make_unique<CallPull>(std::move(api), settings, cursor);
}

}  // namespace huiyin
