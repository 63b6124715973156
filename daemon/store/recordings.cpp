#include "daemon/store/recordings.h"

namespace huiyin {
namespace {

#define RECORDING_COLUMNS                                                                                  \
  "id, intake_id, raw_id, name, transcript, media_type, place_sealed, state, held_raw_id, tries, due_at, " \
  "reason"
#define TRANSCRIPTION_COLUMNS \
  "id, recording_id, asked_at, asked_by, language, recogniser, state, tries, due_at, reason"

RecordingRow read_recording(const Row& r) {
  return {r.integer(0),
          r.integer(1),
          r.integer(2),
          r.text(3),
          r.integer(4) != 0,
          r.text(5),
          r.blob(6),
          static_cast<RecordingState>(r.integer(7)),
          r.integer(8),
          static_cast<int>(r.integer(9)),
          from_ms(r.integer(10)),
          r.text(11)};
}

TranscriptionRow read_transcription(const Row& r) {
  return {r.integer(0),
          r.integer(1),
          from_ms(r.integer(2)),
          r.text(3),
          r.text(4),
          r.text(5),
          static_cast<TranscriptionState>(r.integer(6)),
          static_cast<int>(r.integer(7)),
          from_ms(r.integer(8)),
          r.text(9)};
}

std::vector<RecordingRow> recordings(Database& db, std::string_view sql, Database::Args args) {
  std::vector<RecordingRow> out;
  db.each(sql, args, [&](const Row& r) { out.push_back(read_recording(r)); });
  return out;
}

std::vector<TranscriptionRow> transcriptions(Database& db, std::string_view sql, Database::Args args) {
  std::vector<TranscriptionRow> out;
  db.each(sql, args, [&](const Row& r) { out.push_back(read_transcription(r)); });
  return out;
}

}  // namespace

std::string_view name_of(RecordingState s) {
  return s == RecordingState::wanted ? "wanted" : s == RecordingState::held ? "held" : "given_up";
}

std::int64_t add_recording(Database& db, const RecordingRow& row) {
  return db.insert(
      "INSERT INTO recording (intake_id, raw_id, name, transcript, media_type, place_sealed, state, "
      "held_raw_id, tries, due_at, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10) RETURNING id",
      {row.intake_id, row.raw_id, std::string_view(row.name), std::int64_t{row.transcript},
       std::string_view(row.media_type),
       row.place_sealed.empty() ? Value(nullptr) : Value(Blob{row.place_sealed}),
       static_cast<std::int64_t>(row.state), row.held_raw_id == 0 ? Value(nullptr) : Value(row.held_raw_id),
       val(row.due_at), std::string_view(row.reason)});
}

std::optional<RecordingRow> find_recording(Database& db, std::int64_t id) {
  auto found = recordings(db, "SELECT " RECORDING_COLUMNS " FROM recording WHERE id = $1", {id});
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<RecordingRow> recordings_of(Database& db, std::int64_t intake_id) {
  return recordings(db, "SELECT " RECORDING_COLUMNS " FROM recording WHERE intake_id = $1 ORDER BY id",
                    {intake_id});
}

std::vector<RecordingRow> due_recordings(Database& db, TimePoint now, int limit) {
  return recordings(db,
                    "SELECT " RECORDING_COLUMNS
                    " FROM recording WHERE state = 0 AND due_at <= $1 ORDER BY due_at LIMIT $2",
                    {val(now), std::int64_t{limit}});
}

bool hold_recording(Database& db, std::int64_t id, std::int64_t raw_id) {
  return db.run("UPDATE recording SET state = 1, held_raw_id = $1, reason = '' WHERE id = $2 AND state = 0",
                {raw_id, id}) > 0;
}

void give_up_recording(Database& db, std::int64_t id, std::string_view reason) {
  db.run("UPDATE recording SET state = 2, reason = $1 WHERE id = $2 AND state = 0", {reason, id});
}

void put_off_recording(Database& db, std::int64_t id, TimePoint until, std::string_view reason) {
  db.run("UPDATE recording SET tries = tries + 1, due_at = $1, reason = $2 WHERE id = $3 AND state = 0",
         {val(until), reason, id});
}

std::int64_t add_transcription(Database& db, const TranscriptionRow& row) {
  return db.insert(
      "INSERT INTO transcription (recording_id, asked_at, asked_by, language, recogniser, state, tries, "
      "due_at, reason) VALUES ($1, $2, $3, $4, '', 0, 0, $5, '') RETURNING id",
      {row.recording_id, val(row.asked_at), std::string_view(row.asked_by), std::string_view(row.language),
       val(row.due_at)});
}

std::optional<TranscriptionRow> find_transcription(Database& db, std::int64_t id) {
  auto found = transcriptions(db, "SELECT " TRANSCRIPTION_COLUMNS " FROM transcription WHERE id = $1", {id});
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<TranscriptionRow> due_transcriptions(Database& db, TimePoint now, int limit) {
  return transcriptions(db,
                        "SELECT " TRANSCRIPTION_COLUMNS
                        " FROM transcription WHERE state = 0 AND due_at <= $1 ORDER BY due_at LIMIT $2",
                        {val(now), std::int64_t{limit}});
}

void answer_transcription(Database& db, std::int64_t id, std::string_view recogniser) {
  db.run("UPDATE transcription SET state = 1, recogniser = $1 WHERE id = $2 AND state = 0", {recogniser, id});
}

bool finish_transcription(Database& db, std::int64_t id) {
  return db.run("UPDATE transcription SET state = 2 WHERE id = $1 AND state < 2", {id}) > 0;
}

void fail_transcription(Database& db, std::int64_t id, std::string_view reason) {
  db.run("UPDATE transcription SET state = 3, reason = $1 WHERE id = $2 AND state < 2", {reason, id});
}

void put_off_transcription(Database& db, std::int64_t id, TimePoint until, std::string_view reason) {
  db.run("UPDATE transcription SET tries = tries + 1, due_at = $1, reason = $2 WHERE id = $3 AND state = 0",
         {val(until), reason, id});
}

}  // namespace huiyin
