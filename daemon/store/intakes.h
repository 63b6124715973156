// Intake records: one for each text or call of a person. The original rests sealed; everything else here is
// masked.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "daemon/store/database.h"

namespace huiyin {

struct IntakeRow {
  std::int64_t id = 0;
  std::string public_id;  // "IN-20260105-000031"
  std::string channel;    // "sms", "phone"
  TimePoint received_at{};
  std::int64_t carrier_id = 0;
  std::int64_t person_id = 0;  // 0: withheld
  std::int64_t raw_id = 0;
  std::string content_sealed;  // context "intake": JSON {text, turns}
  std::string masked;          // text with type tags for personal data
  std::string reading;         // JSON: suggestion, urgency, purpose, confidential, places, why, spans
};

// The next number of this civil day ("20260105"): "IN-20260105-000031".
std::string next_intake_id(Database& db, const std::string& day);
std::int64_t add_intake(Database& db, const IntakeRow& row);
std::optional<IntakeRow> find_intake(Database& db, std::string_view public_id);
std::optional<IntakeRow> intake_by_row(Database& db, std::int64_t id);
void list_intakes(Database& db, std::int64_t before_id, int limit,
                  const std::function<void(const IntakeRow&)>& row);  // newest first
std::int64_t intake_count(Database& db);
std::string public_id_of(Database& db, std::int64_t id);  // empty where there is none
// The newest record of this person whose public id ends in `ending`; empty: the newest of all.
std::optional<IntakeRow> newest_intake_of(Database& db, std::int64_t person_id, std::string_view ending);

}  // namespace huiyin
