#include "daemon/truth/timeline.h"

#include <algorithm>
#include <array>

#include "daemon/base/json.h"
#include "daemon/store/raw_inbound.h"

namespace huiyin {
namespace {

constexpr std::int64_t kMostAttempts = 50'000;  // looked at for one message
constexpr std::array<std::string_view, 4> kVerdicts = {"accepted", "not_sent", "refused", "unknown"};

// message.states of one stretch of time.
struct Run {
  TimePoint first{}, last{};
  std::map<std::string, std::int64_t> reached;
  std::int64_t batches = 0;

  void add(const Event& e) {
    if (batches++ == 0) first = e.time;
    last = e.time;
    for (const auto& [state, n] : Json::parse(e.data).at("reached").members()) reached[state] += n.integer();
  }
  TimelineEntry entry() const {
    JsonWriter w;
    w.object().field("until", to_rfc3339(last)).field("batches", batches).key("reached").object();
    for (const auto& [state, n] : reached) w.field(state, n);
    w.end().end();
    return {first, "message.states", w.take()};
  }
};

std::string verdict_name(const Attempt& a, std::size_t item) {
  if (!a.done_at) return "open";
  const auto v = item < a.results.size() ? static_cast<unsigned char>(a.results[item]) : 255u;
  return v < kVerdicts.size() ? std::string(kVerdicts[v]) : "untold";
}

void add_attempt_entries(Database& db, const Attempt& a, std::size_t item, std::vector<TimelineEntry>* out) {
  JsonWriter w;
  w.object().field("attempt", a.id).field("carrier", carrier_name(db, a.carrier_id));
  w.field("batch", static_cast<std::int64_t>(a.items.size())).field("epoch", a.epoch).end();
  out->push_back({a.intent_at, "attempt", w.take()});
  if (!a.done_at) return;
  w.object().field("attempt", a.id).field("verdict", verdict_name(a, item));
  // One fault stands for the batch: it is not of those that the carrier took.
  if (const auto fault = attempt_fault(db, a.id); !fault.empty() && verdict_name(a, item) != "accepted")
    w.field("fault", fault);
  w.end();
  out->push_back({*a.done_at, "answer", w.take()});
}

}  // namespace

std::vector<TimelineEntry> events_of(Database& db, std::string_view subject) {
  std::vector<TimelineEntry> out;
  Run run;
  const auto close = [&] {
    if (run.batches > 0) out.push_back(run.entry());
    run = {};
  };
  each_event_of(db, subject, [&](const Event& e) {
    if (e.type == "message.states") return run.add(e);
    close();
    out.push_back({e.time, e.type, e.data});
  });
  close();
  return out;
}

std::vector<TimelineEntry> attempts_of(Database& db, const MessageRow& m, bool* complete) {
  std::vector<TimelineEntry> out;
  *complete = true;
  if (m.attempt_id == 0) return out;
  int left = std::max(1, m.tries);
  std::int64_t looked = 0;
  each_attempt_back(db, m.attempt_id, [&](const Attempt& a) {
    if (const auto at = std::find(a.items.begin(), a.items.end(), m.id); at != a.items.end()) {
      add_attempt_entries(db, a, static_cast<std::size_t>(at - a.items.begin()), &out);
      --left;
    }
    *complete = left <= 0;
    return left > 0 && ++looked < kMostAttempts;
  });
  return out;
}

void write_timeline(JsonWriter& w, std::vector<TimelineEntry> entries) {
  std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  w.array();
  for (const TimelineEntry& e : entries)
    w.object().field("at", to_rfc3339(e.at)).field("what", e.what).key("detail").raw(e.detail).end();
  w.end();
}

std::string end_detail(const MessageRow& m, const FailureReasons& words) {
  JsonWriter w;
  w.object().field("state", name_of(m.state));
  const bool failed = m.state != MessageState::delivered && m.state != MessageState::accepted;
  if (!m.reason.empty()) w.field("reason", m.reason);
  if (failed && !m.reason.empty()) {
    const FailureReason& r = words.find(m.reason);
    w.key("words").object().field("zh", r.zh).field("en", r.en).end();
  }
  w.end();
  return w.take();
}

}  // namespace huiyin
