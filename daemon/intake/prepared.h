// What one payload says, parsed, read and sealed on the desk's own thread, ready to be applied in one
// transaction. Plain data; private to daemon/intake.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "adapters/message.h"
#include "daemon/intake/sender.h"
#include "daemon/intake/text_reader.h"
#include "daemon/model/intake_rules.h"
#include "daemon/people/reply_taker.h"
#include "daemon/store/inbound_parts.h"

namespace huiyin {

struct TextSpan {
  std::uint32_t begin = 0, end = 0;  // bytes, [begin, end)
};

struct MaskedTurn {
  std::string speaker, text;
  std::int64_t begin_ms = 0, end_ms = 0;
  std::optional<double> confidence;
  std::vector<TextSpan> low;  // of `text`: heard with doubt
};

struct CallFacts {
  std::int64_t talk_seconds = 0;
  std::string end_status;
  TranscriptState transcript = TranscriptState::none;
  std::size_t keys_pressed = 0;
  std::string recogniser, signature;  // as CallRecord's
};

// An intake record without its number.
struct Draft {
  std::string channel;  // "sms", "phone"
  std::string kind;     // sms: "text", "service"; phone: "call", "silent", "hung_up"
  bool inbound = true;  // false: we called the person
  TimePoint said_at{};  // sent, or began; when it reached us where the carrier does not tell
  std::int64_t parts_missing = 0;
  std::string content_sealed;  // context "intake"
  std::string masked;
  std::vector<MaskedTurn> turns;
  std::optional<CallFacts> call;
  IntakeReading reading;
  bool from_machine = false, unsafe_to_answer = false;  // see TextReading
  bool danger() const { return reading.urgency == "danger_to_life"; }
};

struct PreparedMessage {
  std::string key;       // the same for every copy of this message
  std::string also_key;  // of the next span of time, where the carrier does not tell when it was sent
  Sender sender;
  PersonReply reply;  // without person_id
  std::optional<PartInfo> part;
  std::string part_sealed;  // context "part"
  Draft draft;
};

// A recording of a call, or a transcript that lies elsewhere.
struct PreparedPart {
  CallPart part;             // without url and content_hash
  std::string place_sealed;  // those, context "recording"; empty: inside the payload
};

struct PreparedCall {
  std::string key;
  Sender party;
  Draft draft;
  std::vector<PreparedPart> parts;
};

// What the scribe brought.
struct Brought {
  enum class What { recording, text, heard } what = What::recording;
  std::int64_t id = 0;  // of the recording, the recording, the transcription
  std::string by;       // heard: the recogniser
  std::vector<Turn> turns;
};

struct Prepared {
  std::int64_t raw_id = 0, carrier_id = 0;
  std::string account;
  TimePoint received_at{};
  std::vector<PreparedMessage> messages;
  std::vector<PreparedCall> calls;
  std::vector<Receipt> receipts;
  std::optional<Brought> brought;
  std::shared_ptr<const TextReader> reader;  // what brought turns are read by
  std::vector<std::string> unreadable;       // items of a payload that was readable as a whole
  std::string dead;                          // why the payload is a dead letter; empty: it is none
  std::optional<PartGroup> group;            // set: made of waiting parts instead of a payload
};

}  // namespace huiyin
