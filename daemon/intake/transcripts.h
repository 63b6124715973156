// Transcripts of calls after their first: told anew by a machine, or corrected by people. The machine's texts
// stay beside the corrections.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/message.h"
#include "daemon/intake/text_reader.h"
#include "daemon/people/record_taker.h"
#include "daemon/people/vault.h"
#include "daemon/store/commands.h"
#include "daemon/store/intakes.h"

namespace huiyin {

struct TranscriptTools {
  std::shared_ptr<const Vault> vault;
  std::shared_ptr<const TextReader> reader;
  double doubtful_below = 0.6;
  RecordTaker* records = nullptr;  // told of a danger heard only now; null: nobody
};

struct NewTranscript {
  std::vector<Turn> turns;
  bool by_human = false;
  std::string by;  // recogniser, or actor
};

// The record's text becomes this one; it is read by the rules, told of (intake.transcribed, and intake.danger
// where it is heard of now only), and the earlier ones stay. Store thread, inside a transaction. Returns the
// number of the transcript; fails for a record that is no call.
Result<std::int64_t> put_transcript(Database& db, const TranscriptTools& tools, const IntakeRow& record,
                                    const NewTranscript& heard, TimePoint now);

// Tells (intake.transcription_failed) that a recording won't be text unless somebody helps.
void tell_transcription_failed(Database& db, std::int64_t recording, const std::string& why, TimePoint now);

// All transcripts of a record, oldest first, masked: a JSON list. One that was never told anew has one.
std::string transcripts_json(Database& db, const IntakeRow& record);

// What is not text yet: a JSON list.
std::string recordings_json(Database& db, const IntakeRow& record);

// intake.transcribe {intake_id, language?}: asks for it; the recordings that we hold are asked for ourselves.
// intake.transcript.add {intake_id, by, turns}: a machine's text from elsewhere. intake.transcript.correct
// {intake_id, turns: [{n, text?, speaker?}]}: a human's. All: operator.
void register_transcript_commands(CommandTable& table, const TranscriptTools& tools);

}  // namespace huiyin
