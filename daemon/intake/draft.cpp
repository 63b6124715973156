#include "daemon/intake/draft.h"

#include <algorithm>

#include "daemon/base/json.h"
#include "daemon/base/text.h"
#include "daemon/intake/call_content.h"

namespace huiyin {
namespace {

bool is_office(const Turn& turn) {
  return turn.speaker == "agent" || turn.speaker == "system";
}

// One line a turn, so that a value that is said again gets the same tag in the whole call.
std::string lines_of(const std::vector<Turn>& turns, bool persons_only) {
  std::string out;
  for (const Turn& turn : turns) {
    if (persons_only && is_office(turn)) continue;
    const std::size_t begin = out.size();
    out.append(turn.text);
    std::replace(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(), '\n', ' ');
    out.push_back('\n');
  }
  if (!out.empty()) out.pop_back();
  return out;
}

// A span over a line's end is cut there: each turn keeps its own line.
std::vector<PiiSpan> within_lines(std::string_view text, const std::vector<PiiSpan>& spans) {
  std::vector<PiiSpan> out;
  for (PiiSpan span : spans) {
    for (std::size_t at = text.find('\n', span.begin); at < span.end; at = text.find('\n', span.begin)) {
      if (at > span.begin) out.push_back({span.begin, static_cast<std::uint32_t>(at), span.type});
      span.begin = static_cast<std::uint32_t>(at + 1);
    }
    if (span.begin < span.end) out.push_back(span);
  }
  return out;
}

// What was heard with doubt, in bytes of the turn; a turn doubtful as a whole counts where no words are told.
std::vector<TextSpan> doubtful(const Turn& turn, double below) {
  std::vector<TextSpan> out;
  if (turn.words.empty() && turn.confidence && *turn.confidence < below && !turn.text.empty())
    return {{0, static_cast<std::uint32_t>(turn.text.size())}};
  for (const HeardWord& w : turn.words)
    if (w.confidence < below && w.begin < w.end && w.end <= turn.text.size()) out.push_back({w.begin, w.end});
  return out;
}

// Lines of masked are the turns'. Marks that meet, or that one tag swallowed, become one.
std::vector<MaskedTurn> masked_turns(const std::vector<Turn>& turns, const MaskedText& masked, double below) {
  const std::vector<std::string_view> lines = split(masked.text(), '\n');
  std::vector<MaskedTurn> out;
  std::uint32_t at = 0, masked_at = 0;
  for (std::size_t i = 0; i < turns.size() && i < lines.size(); ++i) {
    const Turn& t = turns[i];
    MaskedTurn m{t.speaker, std::string(lines[i]), t.begin_ms, t.end_ms, t.confidence, {}};
    for (const TextSpan& span : doubtful(t, below)) {
      const auto [begin, end] = masked.range(at + span.begin, at + span.end);
      if (!m.low.empty() && begin - masked_at <= m.low.back().end)
        m.low.back().end = std::max(m.low.back().end, end - masked_at);
      else
        m.low.push_back({begin - masked_at, end - masked_at});
    }
    at += static_cast<std::uint32_t>(t.text.size()) + 1;
    masked_at += static_cast<std::uint32_t>(lines[i].size()) + 1;
    out.push_back(std::move(m));
  }
  return out;
}

bool said_something(const std::vector<Turn>& turns) {
  return std::any_of(turns.begin(), turns.end(),
                     [](const Turn& t) { return !is_office(t) && !trim(t.text).empty(); });
}

std::string kind_of(const CallRecord& call) {
  if (said_something(call.turns)) return "call";
  if (call.transcript == TranscriptState::pending && !call.parts.empty()) return "call";
  if (call.talk_seconds == 0) return "hung_up";
  return call.transcript == TranscriptState::complete ? "silent" : "call";
}

// A carrier's own word may be anything: kept only where it can be no number and no sentence.
std::string plain_word(const std::string& word) {
  const auto plain = [](unsigned char c) { return std::isalpha(c) != 0 || c == '_' || c == '-'; };
  const bool ok = word.size() <= 32 && std::all_of(word.begin(), word.end(), plain);
  const bool code = word.size() <= 4 &&
                    std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c); });
  return ok || code ? word : "other";
}

std::string content_of_text(const std::string& text) {
  JsonWriter w;
  w.object().field("text", text).key("turns").array().end();
  return w.end().take();
}

}  // namespace

Draft draft_of_text(const std::string& text, const TextReading& reading, const Sender& sender,
                    TimePoint said_at, const Vault& vault) {
  Draft d;
  d.channel = "sms";
  d.kind = sender.kind == Sender::Kind::service ? "service" : "text";
  d.said_at = said_at;
  d.reading = reading.intake;
  d.from_machine = reading.from_machine;
  d.unsafe_to_answer = reading.unsafe_to_answer;
  d.masked = mask_pii(text, d.reading.spans);
  d.content_sealed = vault.seal(content_of_text(text), "intake");
  return d;
}

// The matter is what the caller said; personal data is looked for in everything that was said.
Draft draft_of_call(const CallRecord& call, const TextReader& reader, TimePoint received_at,
                    const Vault& vault, double doubtful_below) {
  const std::string all = lines_of(call.turns, false);
  const std::string callers = lines_of(call.turns, true);
  Draft d;
  d.channel = "phone";
  d.kind = kind_of(call);
  d.inbound = call.inbound;
  d.said_at = call.started == TimePoint{} ? received_at : call.started;
  d.reading = reader.read(callers.empty() ? all : callers).intake;
  if (callers != all && !callers.empty()) d.reading.spans = reader.read(all).intake.spans;
  const MaskedText masked(all, within_lines(all, d.reading.spans));
  d.masked = masked.text();
  d.turns = masked_turns(call.turns, masked, doubtful_below);
  d.call = CallFacts{call.talk_seconds, plain_word(call.end_status),
                     call.transcript,   call.keys.size(),
                     call.recogniser,   call.signature};
  d.content_sealed = vault.seal(call_content(call, all), "intake");
  return d;
}

}  // namespace huiyin
