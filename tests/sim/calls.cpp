#include "tests/sim/calls.h"

#include <algorithm>
#include <cstdio>

#include "daemon/base/bytes.h"
#include "daemon/base/text.h"
#include "tests/sim/people.h"
#include "tests/sim/random.h"

namespace huiyin::sim {
namespace {

constexpr std::string_view kGreetings[] = {"您好，12345热线，请讲。", "您好，请问有什么可以帮您？"};
constexpr std::string_view kMiddles[] = {"好的，我记一下。", "请问具体位置在哪里？", "请您接着说。",
                                         "嗯，我听到了。"};
constexpr std::string_view kClosings[] = {"好的，您反映的情况已经登记，会转给承办单位处理，请保持电话畅通。",
                                          "已经登记，感谢您的来电。"};

template <std::size_t N>
std::string any(const std::string_view (&phrases)[N], Random* random) {
  return std::string(phrases[random->below(N)]);
}

// Sentences, joined so that there are at most three pieces.
std::vector<std::string> pieces_of(const std::string& text) {
  constexpr std::string_view kStop = "。";
  std::vector<std::string> pieces(1);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t stop = text.find(kStop, at);
    const std::size_t end = stop == std::string::npos ? text.size() : stop + kStop.size();
    pieces.back().append(text, at, end - at);
    if (end < text.size() && pieces.size() < 3) pieces.emplace_back();
    at = end;
  }
  return pieces;
}

// About five characters a second, with a pause between speakers.
void say(std::vector<Turn>* turns, bool client, std::string text, TimePoint* clock) {
  const auto spoken = Millis(600 + 200 * static_cast<std::int64_t>(to_utf32(text).size()));
  turns->push_back({client, std::move(text), *clock, *clock + spoken});
  *clock += spoken + Millis(400);
}

std::vector<Turn> conversation(const std::string& matter, Random* random) {
  std::vector<Turn> turns;
  TimePoint clock{};
  say(&turns, false, any(kGreetings, random), &clock);
  bool first = true;
  for (std::string& piece : pieces_of(matter)) {
    if (!first) say(&turns, false, any(kMiddles, random), &clock);
    first = false;
    say(&turns, true, std::move(piece), &clock);
  }
  say(&turns, false, any(kClosings, random), &clock);
  return turns;
}

std::string session_id(Random* random) {
  const std::uint64_t a = random->next(), b = random->next();
  char text[40];
  std::snprintf(text, sizeof text, "%08x-%04x-4%03x-a%03x-%012llx", static_cast<unsigned>(a >> 32),
                static_cast<unsigned>(a >> 16 & 0xffffU), static_cast<unsigned>(a & 0xfffU),
                static_cast<unsigned>(b >> 52), static_cast<unsigned long long>(b & 0xffffffffffffU));
  return text;
}

}  // namespace

Calls::Calls(const SimTime& time, const Corpus& corpus, std::uint64_t seed)
    : time_(time), corpus_(corpus), seed_(seed) {}

void Calls::make(const CallOrder& order) {
  const TimePoint now = time_.now();
  const std::int64_t ready = time_.progress_ms() + order.processing_ms;
  const Lock lock(mutex_);
  for (int i = 0; i < order.count; ++i) {
    const std::uint64_t seq = calls_.size() + 1;
    Call call = make_one(seq + generation_ * 1'000'000, order, now - Millis(50) * (order.count - i));
    call.seq = seq;
    const bool delayed = Random(seed_ ^ seq, "processing").unit() < order.processing_share;
    call.asr_ready_at = delayed ? ready : 0;
    by_session_[call.session] = calls_.size();
    calls_.push_back(std::move(call));
  }
}

Call Calls::make_one(std::uint64_t seq, const CallOrder& order, TimePoint ended) const {
  Random random(seed_ ^ seq, "call");
  Call call;
  call.session = session_id(&random);
  call.caller = caller_number(seq);
  call.ended = ended;
  if (random.unit() < order.without_words) {
    const std::uint64_t how = random.below(3);
    call.end = how == 0 ? CallEnd::hung_up_in_menu : how == 1 ? CallEnd::hung_up_waiting : CallEnd::talked;
    call.started = ended - Millis(9'000);
    if (how >= 1) call.queued = ended - Millis(5'000);
    if (how == 2) call.accepted = ended - Millis(3'000);
    return call;
  }
  call.turns = conversation(corpus_.matters[random.below(corpus_.matters.size())].text, &random);
  const Millis talk = call.turns.back().end - TimePoint{};
  call.accepted = ended - talk;
  call.queued = call.accepted - Millis(3'000);
  call.started = call.queued - Millis(12'000);
  for (Turn& turn : call.turns) {
    turn.start += call.accepted.time_since_epoch();
    turn.end += call.accepted.time_since_epoch();
  }
  if (random.unit() < 0.4) call.satisfaction_key = std::to_string(1 + random.below(3));
  return call;
}

CallView Calls::view(const Call& call) const {
  AsrState asr = call.turns.empty() ? AsrState::none : AsrState::complete;
  if (asr == AsrState::complete && time_.progress_ms() < call.asr_ready_at) asr = AsrState::processing;
  return {call, asr};
}

std::vector<CallView> Calls::list(const CallQuery& query, std::size_t* total) {
  const auto wanted = [](const std::vector<std::string>& list, const std::string& value) {
    return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
  };
  std::vector<CallView> out;
  *total = 0;
  const Lock lock(mutex_);
  for (Call& call : calls_) {
    if (call.started < query.from || call.started > query.to || !wanted(query.sessions, call.session) ||
        !wanted(query.phones, call.caller)) {
      continue;
    }
    const std::size_t place = (*total)++;
    if (place < query.offset || out.size() == query.limit) continue;
    ++call.listed;
    out.push_back(view(call));
  }
  return out;
}

std::optional<CallView> Calls::transcript(const std::string& session) {
  const Lock lock(mutex_);
  const auto found = by_session_.find(session);
  if (found == by_session_.end()) return std::nullopt;
  Call& call = calls_[found->second];
  CallView out = view(call);
  if (out.asr == AsrState::complete) ++call.transcripts_given;
  return out;
}

std::vector<CallView> Calls::after(std::uint64_t seq, std::size_t limit) const {
  const Lock lock(mutex_);
  std::vector<CallView> out;
  for (std::uint64_t i = seq; i < calls_.size() && out.size() < limit; ++i) out.push_back(view(calls_[i]));
  return out;
}

CallCounts Calls::counts() const {
  const Lock lock(mutex_);
  CallCounts out;
  for (const Call& call : calls_) {
    ++out.made;
    out.without_words += call.turns.empty() ? 1U : 0U;
    out.processing += view(call).asr == AsrState::processing ? 1U : 0U;
    out.listed += call.listed > 0 ? 1U : 0U;
    out.transcripts_given += call.transcripts_given > 0 ? 1U : 0U;
  }
  return out;
}

void Calls::reset() {
  const Lock lock(mutex_);
  ++generation_;
  calls_.clear();
  by_session_.clear();
}

}  // namespace huiyin::sim
