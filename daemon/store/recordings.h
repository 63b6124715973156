// Recordings of calls, where their bytes are, and the work of turning them into text.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/database.h"

namespace huiyin {

enum class RecordingState { wanted = 0, held = 1, given_up = 2 };
std::string_view name_of(RecordingState s);

struct RecordingRow {
  std::int64_t id = 0;
  std::int64_t intake_id = 0;  // the ledger's
  std::int64_t raw_id = 0;     // the payload that told of it
  std::string name;            // its part of that payload
  bool transcript = false;     // already text
  std::string media_type;
  std::string place_sealed;  // context "recording"; empty: inside the payload
  RecordingState state = RecordingState::wanted;
  std::int64_t held_raw_id = 0;
  int tries = 0;
  TimePoint due_at{};
  std::string reason;
};

std::int64_t add_recording(Database& db, const RecordingRow& row);
std::optional<RecordingRow> find_recording(Database& db, std::int64_t id);
std::vector<RecordingRow> recordings_of(Database& db, std::int64_t intake_id);
std::vector<RecordingRow> due_recordings(Database& db, TimePoint now, int limit);
// False when it was held or given up before.
bool hold_recording(Database& db, std::int64_t id, std::int64_t raw_id);
void give_up_recording(Database& db, std::int64_t id, std::string_view reason);
void put_off_recording(Database& db, std::int64_t id, TimePoint until, std::string_view reason);

enum class TranscriptionState { asked = 0, answered = 1, done = 2, failed = 3 };

struct TranscriptionRow {
  std::int64_t id = 0, recording_id = 0;
  TimePoint asked_at{};
  std::string asked_by, language;
  std::string recogniser;  // once it answered
  TranscriptionState state = TranscriptionState::asked;
  int tries = 0;
  TimePoint due_at{};
  std::string reason;
};

std::int64_t add_transcription(Database& db, const TranscriptionRow& row);
std::optional<TranscriptionRow> find_transcription(Database& db, std::int64_t id);
std::vector<TranscriptionRow> due_transcriptions(Database& db, TimePoint now, int limit);
void answer_transcription(Database& db, std::int64_t id, std::string_view recogniser);
// False when it was done or failed before.
bool finish_transcription(Database& db, std::int64_t id);
void fail_transcription(Database& db, std::int64_t id, std::string_view reason);
void put_off_transcription(Database& db, std::int64_t id, TimePoint until, std::string_view reason);

}  // namespace huiyin
