// Versions of what was heard in a call: the machine's texts and, beside them, what people corrected.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "daemon/store/database.h"

namespace huiyin {

struct TranscriptRow {
  std::int64_t intake_id = 0;  // the ledger's
  std::int64_t number = 0;     // from 1
  std::string source;          // "machine", "human"
  std::string made_by;         // recogniser, or actor
  TimePoint made_at{};
  std::string content_sealed;  // as IntakeRow's, context "intake"
  std::string turns;           // JSON list, masked
};

// row.number is given by the ledger; returns it.
std::int64_t add_transcript(Database& db, const TranscriptRow& row);
std::int64_t transcript_count(Database& db, std::int64_t intake_id);
void each_transcript(Database& db, std::int64_t intake_id,
                     const std::function<void(const TranscriptRow&)>& row);  // oldest first
// The record's own text becomes this one.
void replace_intake_text(Database& db, std::int64_t intake_id, std::string_view content_sealed,
                         std::string_view masked, std::string_view reading);

}  // namespace huiyin
