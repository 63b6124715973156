#include "daemon/intake/draft.h"

#include <algorithm>

#include "daemon/base/json.h"
#include "daemon/base/text.h"

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

std::vector<MaskedTurn> masked_turns(const std::vector<Turn>& turns, std::string_view masked) {
  const std::vector<std::string_view> lines = split(masked, '\n');
  std::vector<MaskedTurn> out;
  for (std::size_t i = 0; i < turns.size(); ++i) {
    const Turn& t = turns[i];
    out.push_back(
        {t.speaker, i < lines.size() ? std::string(lines[i]) : "", t.begin_ms, t.end_ms, t.confidence});
  }
  return out;
}

bool said_something(const std::vector<Turn>& turns) {
  return std::any_of(turns.begin(), turns.end(),
                     [](const Turn& t) { return !is_office(t) && !trim(t.text).empty(); });
}

std::string kind_of(const CallRecord& call) {
  if (said_something(call.turns)) return "call";
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

void write_turn(JsonWriter& w, const Turn& turn) {
  w.object().field("speaker", turn.speaker).field("text", turn.text);
  w.field("begin_ms", turn.begin_ms).field("end_ms", turn.end_ms);
  if (turn.confidence) w.field("confidence", *turn.confidence);
  w.end();
}

std::string content_of_call(const CallRecord& call, const std::string& text) {
  JsonWriter w;
  w.object().field("text", text).key("turns").array();
  for (const Turn& turn : call.turns) write_turn(w, turn);
  w.end().key("keys").array();
  for (const std::string& key : call.keys) w.value(key);
  w.end().field("session", call.session_id).field("end_status", call.end_status).field("callee", call.callee);
  return w.end().take();
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
  d.masked = mask_pii(text, d.reading.spans);
  d.content_sealed = vault.seal(content_of_text(text), "intake");
  return d;
}

// The matter is what the caller said; personal data is looked for in everything that was said.
Draft draft_of_call(const CallRecord& call, const TextReader& reader, TimePoint received_at,
                    const Vault& vault) {
  const std::string all = lines_of(call.turns, false);
  const std::string callers = lines_of(call.turns, true);
  Draft d;
  d.channel = "phone";
  d.kind = kind_of(call);
  d.inbound = call.inbound;
  d.said_at = call.started == TimePoint{} ? received_at : call.started;
  d.reading = reader.read(callers.empty() ? all : callers).intake;
  if (callers != all && !callers.empty()) d.reading.spans = reader.read(all).intake.spans;
  d.masked = mask_pii(all, within_lines(all, d.reading.spans));
  d.turns = masked_turns(call.turns, d.masked);
  d.call = CallFacts{call.talk_seconds, plain_word(call.end_status), call.transcript, call.keys.size()};
  d.content_sealed = vault.seal(content_of_call(call, all), "intake");
  return d;
}

}  // namespace huiyin
