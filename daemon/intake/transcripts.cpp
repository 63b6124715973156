#include "daemon/intake/transcripts.h"

#include <algorithm>

#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/intake/call_content.h"
#include "daemon/intake/draft.h"
#include "daemon/intake/record_json.h"
#include "daemon/people/directory.h"
#include "daemon/store/journal.h"
#include "daemon/store/raw_inbound.h"
#include "daemon/store/recordings.h"
#include "daemon/store/transcripts.h"

namespace huiyin {
namespace {

constexpr const char* kFirst = "machine";

// What the record says of the call besides its words.
Result<CallRecord> call_of(const Vault& vault, const IntakeRow& record, const Json& reading) {
  const auto call = reading.find("call");
  if (record.channel != "phone" || !call || !call->is_object())
    return fail(Errc::conflict, "this record is no call", "/intake_id");
  const Result<std::string> content = vault.unseal(record.content_sealed, "intake");
  if (!content) return tl::unexpected<Error>(content.error());
  CallRecord out = read_call_content(*content);
  out.inbound = reading.text("direction") == "in";
  out.talk_seconds = call->integer("talk_seconds");
  out.signature = call->text_or("signature", "");
  if (!from_rfc3339(reading.text("said_at"), &out.started)) out.started = record.received_at;
  return out;
}

std::string first_by(Database& db, const IntakeRow& record, const Json& reading) {
  const std::string told = reading.at("call").text_or("recogniser", "");
  return told.empty() ? carrier_name(db, record.carrier_id) : told;
}

// The first transcript is the record itself until a second comes.
void keep_first(Database& db, const IntakeRow& record, const Json& reading) {
  if (transcript_count(db, record.id) > 0 || reading.items("turns").empty()) return;
  add_transcript(db, {record.id, 0, kFirst, first_by(db, record, reading), record.received_at,
                      record.content_sealed, reading.at("turns").dump()});
}

NewRecord endangered_record(Database& db, const Vault& vault, const IntakeRow& record, const Draft& draft,
                            bool was_danger) {
  NewRecord out{.id = record.id,
                .public_id = record.public_id,
                .channel = record.channel,
                .kind = draft.kind,
                .person_id = record.person_id};
  if (record.person_id != 0)
    out.from_person =
        sender_of(number_of(db, vault, record.person_id).value_or("")).kind == Sender::Kind::person;
  out.inbound = draft.inbound;
  out.from_machine = draft.from_machine;
  out.unsafe_to_answer = draft.unsafe_to_answer;
  out.danger = draft.danger() && !was_danger;
  out.category = draft.reading.category;
  if (draft.reading.retaliation.alarm) out.retaliation = draft.reading.retaliation.why;
  out.text_masked = draft.masked;
  out.received_at = record.received_at;
  return out;
}

void tell(Database& db, const RecordNames& names, const TranscriptNames& transcript, const Draft& draft,
          bool was_danger, TimePoint now) {
  const std::string subject = "intake/" + names.intake_id;
  append_event(db, "intake.transcribed", subject, now, transcribed_json(draft, names, transcript));
  if (!draft.danger() || was_danger) return;
  append_event(db, "intake.danger", subject, now, danger_json(draft, names));
  log_warn("intake.danger", "someone may be in danger", {{"intake_id", names.intake_id}});
}

void write_transcript(JsonWriter& w, const TranscriptRow& t) {
  w.object().field("number", t.number).field("source", t.source).field("by", t.made_by);
  w.field("made_at", to_rfc3339(t.made_at)).key("turns").raw(t.turns).end();
}

}  // namespace

Result<std::int64_t> put_transcript(Database& db, const TranscriptTools& tools, const IntakeRow& record,
                                    const NewTranscript& heard, TimePoint now) {
  const Json reading = Json::parse(record.reading);
  Result<CallRecord> call = call_of(*tools.vault, record, reading);
  if (!call) return tl::unexpected<Error>(call.error());
  keep_first(db, record, reading);
  call->turns = heard.turns;
  call->transcript = TranscriptState::complete;
  call->recogniser = heard.by_human ? reading.at("call").text_or("recogniser", "") : heard.by;
  if (call->talk_seconds == 0)
    for (const Turn& turn : call->turns)
      call->talk_seconds = std::max(call->talk_seconds, (turn.end_ms + 999) / 1000);
  const Draft draft =
      draft_of_call(*call, *tools.reader, record.received_at, *tools.vault, tools.doubtful_below);
  TranscriptNames names{0, heard.by_human ? "human" : "machine", heard.by};
  names.number = add_transcript(
      db, {record.id, 0, names.source, names.by, now, draft.content_sealed, turns_json(draft)});
  replace_intake_text(db, record.id, draft.content_sealed, draft.masked, reading_json(draft));
  const std::string party = record.person_id == 0 ? "" : tools.vault->pseudonym(record.person_id);
  const bool was_danger = reading.boolean_or("danger", false);
  if (((draft.danger() && !was_danger) || draft.reading.retaliation.alarm) && tools.records != nullptr)
    tools.records->endangered(db, endangered_record(db, *tools.vault, record, draft, was_danger), now);
  tell(db, {record.public_id, party, carrier_name(db, record.carrier_id), record.received_at, {}}, names,
       draft, was_danger, now);
  return names.number;
}

std::string transcripts_json(Database& db, const IntakeRow& record) {
  JsonWriter w;
  w.array();
  if (transcript_count(db, record.id) == 0) {
    const Json reading = Json::parse(record.reading);
    if (const auto turns = reading.find("turns"); turns && turns->is_array() && !turns->items().empty())
      write_transcript(
          w,
          {record.id, 1, kFirst, carrier_name(db, record.carrier_id), record.received_at, {}, turns->dump()});
  }
  each_transcript(db, record.id, [&](const TranscriptRow& t) { write_transcript(w, t); });
  return w.end().take();
}

void tell_transcription_failed(Database& db, std::int64_t recording, const std::string& why, TimePoint now) {
  const auto row = find_recording(db, recording);
  const auto record = row ? intake_by_row(db, row->intake_id) : std::nullopt;
  if (!record) return;
  JsonWriter w;
  w.object().field("intake_id", record->public_id).field("recording", row->name).field("reason", why).end();
  append_event(db, "intake.transcription_failed", "intake/" + record->public_id, now, w.take());
}

std::string recordings_json(Database& db, const IntakeRow& record) {
  JsonWriter w;
  w.array();
  for (const RecordingRow& r : recordings_of(db, record.id)) {
    w.object().field("name", r.name).field("what", r.transcript ? "transcript" : "recording");
    w.field("media_type", r.media_type).field("state", name_of(r.state)).field("reason", r.reason).end();
  }
  return w.end().take();
}

}  // namespace huiyin
