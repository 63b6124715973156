#include "daemon/intake/transcripts.h"

#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/intake/call_content.h"
#include "daemon/intake/draft.h"
#include "daemon/intake/record_json.h"
#include "daemon/store/journal.h"
#include "daemon/store/raw_inbound.h"
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
  if (!from_rfc3339(reading.text("said_at"), &out.started)) out.started = record.received_at;
  return out;
}

// The first transcript is the record itself until a second comes.
void keep_first(Database& db, const IntakeRow& record, const Json& reading) {
  if (transcript_count(db, record.id) > 0 || reading.items("turns").empty()) return;
  add_transcript(db, {record.id, 0, kFirst, carrier_name(db, record.carrier_id), record.received_at,
                      record.content_sealed, reading.at("turns").dump()});
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
  const Draft draft =
      draft_of_call(*call, *tools.reader, record.received_at, *tools.vault, tools.doubtful_below);
  TranscriptNames names{0, heard.by_human ? "human" : "machine", heard.by};
  names.number = add_transcript(
      db, {record.id, 0, names.source, names.by, now, draft.content_sealed, turns_json(draft)});
  replace_intake_text(db, record.id, draft.content_sealed, draft.masked, reading_json(draft));
  const std::string party = record.person_id == 0 ? "" : tools.vault->pseudonym(record.person_id);
  tell(db, {record.public_id, party, carrier_name(db, record.carrier_id), record.received_at}, names, draft,
       reading.boolean_or("danger", false), now);
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

}  // namespace huiyin
