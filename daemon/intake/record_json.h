// The JSON of intake records: what rests beside them, and what the journal tells of them. Masked throughout.
// Private to daemon/intake.
#pragma once
#include <string>

#include "daemon/intake/prepared.h"
#include "daemon/people/record_taker.h"

namespace huiyin {

// Where a record came from, and its names.
struct RecordNames {
  std::string intake_id;
  std::string party;  // pseudonym; empty: withheld
  std::string account;
  TimePoint received_at{};
  std::vector<RecordDue> due;
};

// For IntakeRow::reading: suggestions, spans into the sealed text, facts of the call.
std::string reading_json(const Draft& draft);
// For intake.received.
std::string received_json(const Draft& draft, const RecordNames& names);
// The turns alone, a JSON list: for TranscriptRow::turns.
std::string turns_json(const Draft& draft);
// Which of a record's transcripts.
struct TranscriptNames {
  std::int64_t number = 0;
  std::string source, by;
};
// For intake.transcribed.
std::string transcribed_json(const Draft& draft, const RecordNames& names, const TranscriptNames& transcript);
// For intake.danger: enough to act on without opening the record.
std::string danger_json(const Draft& draft, const RecordNames& names);

}  // namespace huiyin
