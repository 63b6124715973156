#include <algorithm>
#include <array>

#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"
#include "daemon/intake/call_content.h"
#include "daemon/intake/transcripts.h"
#include "daemon/store/journal.h"
#include "daemon/store/recordings.h"

namespace huiyin {
namespace {

constexpr std::size_t kMostTurns = 5'000, kLongestTurn = 20'000, kLongestName = 100;
constexpr std::int64_t kLongestCallMs = 48 * 3'600'000;
constexpr std::array<std::string_view, 4> kSpeakers = {"caller", "agent", "system", "unknown"};

Result<IntakeRow> record_of(Database& db, const Json& args) {
  auto record = find_intake(db, args.text("intake_id"));
  if (!record) return fail(Errc::not_found, "there is no such record", "/intake_id");
  return std::move(*record);
}

std::string speaker_of(const Json& turn) {
  const std::string name = turn.text("speaker");
  if (std::find(kSpeakers.begin(), kSpeakers.end(), name) == kSpeakers.end())
    throw BadInput(turn.path() + "/speaker", "is none of caller, agent, system, unknown");
  return name;
}

std::string text_of(const Json& turn) {
  std::string text = turn.text("text");
  if (text.size() > kLongestTurn) throw BadInput(turn.path() + "/text", "is longer than 20000 bytes");
  return text;
}

std::int64_t moment_of(const Json& turn, std::string_view key) {
  const std::int64_t ms = turn.integer_or(key, 0);
  if (ms < 0 || ms > kLongestCallMs)
    throw BadInput(turn.path() + "/" + std::string(key), "is no time within a call");
  return ms;
}

double confidence_of(const Json& of) {
  const double c = of.number("confidence");
  if (!(c >= 0 && c <= 1)) throw BadInput(of.path() + "/confidence", "is not between 0 and 1");
  return c;
}

HeardWord word_of(const Json& word, std::size_t size, std::uint32_t after) {
  const std::int64_t begin = word.integer("begin"), end = word.integer("end");
  if (begin < std::int64_t{after} || begin >= end || end > static_cast<std::int64_t>(size))
    throw BadInput(word.path(), "is not inside the turn's text, or before the word ahead of it");
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), confidence_of(word)};
}

Turn turn_of(const Json& j) {
  Turn turn{speaker_of(j), text_of(j), moment_of(j, "begin_ms"), moment_of(j, "end_ms"), {}, {}};
  if (const auto c = j.find("confidence"); c && !c->is_null()) turn.confidence = confidence_of(j);
  if (j.has("words"))
    for (const Json& word : j.items("words"))
      turn.words.push_back(word_of(word, turn.text.size(), turn.words.empty() ? 0 : turn.words.back().end));
  return turn;
}

std::vector<Json> turns_of(const Json& args) {
  std::vector<Json> turns = args.items("turns");
  if (turns.empty()) throw BadInput("/turns", "is empty");
  if (turns.size() > kMostTurns) throw BadInput("/turns", "has more than 5000 turns");
  return turns;
}

std::string short_text(const Json& args, std::string_view key, std::string_view otherwise) {
  const std::string whole = args.text_or(key, otherwise);
  const std::string_view text = trim(whole);
  if (text.size() > kLongestName) throw BadInput("/" + std::string(key), "is longer than 100 bytes");
  return std::string(text);
}

Result<std::string> put(Database& db, const TranscriptTools& tools, const IntakeRow& record,
                        const NewTranscript& heard, TimePoint now) {
  const Result<std::int64_t> number = put_transcript(db, tools, record, heard, now);
  if (!number) return tl::unexpected<Error>(number.error());
  JsonWriter w;
  return w.object().field("intake_id", record.public_id).field("number", *number).end().take();
}

// Whoever transcribes listens for the event and answers with intake.transcript.add.
Result<std::string> ask(Database& db, const Json& args, const CommandContext& context) {
  const auto record = record_of(db, args);
  if (!record) return tl::unexpected<Error>(record.error());
  if (record->channel != "phone") return fail(Errc::conflict, "this record is no call", "/intake_id");
  const std::string language = short_text(args, "language", "");
  JsonWriter w;
  w.object().field("intake_id", record->public_id).field("by", context.actor).field("language", language);
  append_event(db, "intake.transcription_asked", "intake/" + record->public_id, context.now, w.end().take());
  std::int64_t queued = 0;
  for (const RecordingRow& r : recordings_of(db, record->id)) {
    if (r.state != RecordingState::held || r.transcript) continue;
    add_transcription(db, {0, r.id, context.now, context.actor, language, "", TranscriptionState::asked, 0,
                           context.now, ""});
    ++queued;
  }
  w.object().field("intake_id", record->public_id).field("state", "asked").field("recordings", queued);
  return w.end().take();
}

Result<std::string> add(Database& db, const TranscriptTools& tools, const Json& args,
                        const CommandContext& context) {
  const auto record = record_of(db, args);
  if (!record) return tl::unexpected<Error>(record.error());
  NewTranscript heard{{}, false, short_text(args, "by", context.actor)};
  for (const Json& turn : turns_of(args)) heard.turns.push_back(turn_of(turn));
  return put(db, tools, *record, heard, context.now);
}

// What a human wrote has no confidence; who speaks may be put right too.
void amend(const Json& change, std::vector<Turn>* turns) {
  const std::int64_t n = change.integer("n");
  if (n < 0 || n >= static_cast<std::int64_t>(turns->size()))
    throw BadInput(change.path() + "/n", "is no turn of this record (they count from 0)");
  Turn& turn = (*turns)[static_cast<std::size_t>(n)];
  if (change.has("speaker")) turn.speaker = speaker_of(change);
  if (!change.has("text")) return;
  turn.text = text_of(change);
  turn.confidence.reset();
  turn.words.clear();
}

Result<std::string> correct(Database& db, const TranscriptTools& tools, const Json& args,
                            const CommandContext& context) {
  const auto record = record_of(db, args);
  if (!record) return tl::unexpected<Error>(record.error());
  if (record->channel != "phone") return fail(Errc::conflict, "this record is no call", "/intake_id");
  const Result<std::string> content = tools.vault->unseal(record->content_sealed, "intake");
  if (!content) return tl::unexpected<Error>(content.error());
  NewTranscript heard{read_call_content(*content).turns, true, context.actor};
  for (const Json& change : turns_of(args)) amend(change, &heard.turns);
  return put(db, tools, *record, heard, context.now);
}

}  // namespace

void register_transcript_commands(CommandTable& table, const TranscriptTools& tools) {
  table.add({"intake.transcribe", Role::operator_, false, ask});
  table.add({"intake.transcript.add", Role::operator_, false,
             [tools](Database& db, const Json& args, const CommandContext& context) {
               return add(db, tools, args, context);
             }});
  table.add({"intake.transcript.correct", Role::operator_, false,
             [tools](Database& db, const Json& args, const CommandContext& context) {
               return correct(db, tools, args, context);
             }});
}

}  // namespace huiyin
