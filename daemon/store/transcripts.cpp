#include "daemon/store/transcripts.h"

namespace huiyin {

std::int64_t add_transcript(Database& db, const TranscriptRow& row) {
  const std::int64_t number = transcript_count(db, row.intake_id) + 1;
  db.run(
      "INSERT INTO transcript (intake_id, number, source, made_by, made_at, content_sealed, turns) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {row.intake_id, number, std::string_view(row.source), std::string_view(row.made_by), val(row.made_at),
       Blob{row.content_sealed}, std::string_view(row.turns)});
  return number;
}

std::int64_t transcript_count(Database& db, std::int64_t intake_id) {
  return db.integer("SELECT max(number) FROM transcript WHERE intake_id = $1", {intake_id}).value_or(0);
}

void each_transcript(Database& db, std::int64_t intake_id,
                     const std::function<void(const TranscriptRow&)>& row) {
  db.each(
      "SELECT number, source, made_by, made_at, content_sealed, turns FROM transcript WHERE intake_id = $1 "
      "ORDER BY number",
      {intake_id}, [&](const Row& r) {
        row({intake_id, r.integer(0), r.text(1), r.text(2), from_ms(r.integer(3)), r.blob(4), r.text(5)});
      });
}

void replace_intake_text(Database& db, std::int64_t intake_id, std::string_view content_sealed,
                         std::string_view masked, std::string_view reading) {
  db.run("UPDATE intake SET content_sealed = $1, masked = $2, reading = $3 WHERE id = $4",
         {Blob{content_sealed}, masked, reading, intake_id});
}

}  // namespace huiyin
