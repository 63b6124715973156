// Transcripts of calls after their first: told anew by a machine, or corrected by people. The machine's texts
// stay beside the corrections.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/message.h"
#include "daemon/intake/text_reader.h"
#include "daemon/people/vault.h"
#include "daemon/store/commands.h"
#include "daemon/store/intakes.h"

namespace huiyin {

struct TranscriptTools {
  std::shared_ptr<const Vault> vault;
  std::shared_ptr<const TextReader> reader;
  double doubtful_below = 0.6;
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

// All transcripts of a record, oldest first, masked: a JSON list. One that was never told anew has one.
std::string transcripts_json(Database& db, const IntakeRow& record);

// intake.transcribe {intake_id, language?, prompt?}: asks for it. intake.transcript.add {intake_id, by,
// turns}: a machine's text from elsewhere. intake.transcript.correct {intake_id, turns: [{n, text?,
// speaker?}]}: a human's. All: operator.
void register_transcript_commands(CommandTable& table, const TranscriptTools& tools);

}  // namespace huiyin
