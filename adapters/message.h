// The data that crosses the border between the daemon and a carrier's adapter. No behaviour, no I/O.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/base/clock.h"
#include "daemon/base/http.h"

namespace huiyin {

// Time and chance are handed to adapters, never taken by them: every call is reproducible byte for byte.
struct Moment {
  TimePoint now;
  std::string nonce;  // 32 hex digits, fresh for every call
  Millis steady{0};   // from an arbitrary start, never set back or forward: what time-outs are counted by
};

// ---- MT: what goes out

struct SmsContent {
  std::string text;       // the whole text with 【signature】 and opt-out line, for carriers that take text
  std::string signature;  // without brackets
  std::string template_code;  // for carriers that take templates; empty otherwise
  std::vector<std::string> template_params;
};

struct Recipient {
  std::string key;   // our message's key, [0-9a-z]+; echoed by carriers that can
  std::string e164;  // "+8613800000001"
  // Instead of the batch's content. All recipients of a batch have one, or none has; only where
  // capability.individual_limit > 0, and then all with the same template_code.
  std::shared_ptr<const SmsContent> own = nullptr;
};

// One submit to a carrier: one content, one to capability.batch_limit recipients. The batch is durable as an
// intent before the adapter sees it.
struct SubmitBatch {
  std::string key;  // unique for ever, at most 64 ASCII characters; echoed as SessionContext, OutId, extend …
  SmsContent content;
  std::string
      extension;  // digits appended to the sender number, so that replies find their question; may be empty
  std::vector<Recipient> to;
};
inline bool has_own_contents(const SubmitBatch& batch) {
  return !batch.to.empty() && batch.to.front().own != nullptr;
}
inline const SmsContent& content_for(const SubmitBatch& batch, const Recipient& r) {
  return r.own ? *r.own : batch.content;
}

// The four things that can be known about a submitted message (design: "An adapter answers with one of four
// outcomes").
enum class Verdict {
  accepted,  // the carrier took it; carrier_id says under which name
  not_sent,  // certainly not taken: may be tried again
  refused,   // not taken, for good
  unknown,   // perhaps taken: never resent blindly
};
std::string_view name_of(Verdict v);

// Who has to wait before the next try after not_sent, or before anything else is sent after a fault.
enum class Hold {
  none,
  number,   // this number only (frequency limits)
  account,  // the whole carrier account, for `wait`
  stopped,  // the whole account until someone mends the configuration: an alarm
};

struct Outcome {
  Verdict verdict = Verdict::unknown;
  // Of the message at the carrier, as the carrier writes it; empty unless accepted. A carrier that names each
  // part: all of them in order, a blank between.
  std::string carrier_id;
  int parts = 0;      // segments billed, 0 where the carrier does not say
  std::string code;   // the carrier's own code, as it came
  std::string words;  // the carrier's own words
  Hold hold = Hold::none;
  Millis wait{0};          // for hold number/account; 0: the daemon's own back-off
  bool opted_out = false;  // the carrier says that this number refuses our messages
  bool left = true;        // false with not_sent: no byte of it left us, so that it does not count as a try
};

// ---- DLR, MO, calls: what comes in

enum class ReceiptState { delivered, undelivered, expired, rejected, enroute };
std::string_view name_of(ReceiptState s);

struct Receipt {
  std::string carrier_id;  // as in Outcome::carrier_id, of one part; line carriers: as their id_key() has it
  std::string batch_key;   // our SubmitBatch::key, where echoed
  std::string e164;        // the recipient, where told
  ReceiptState state = ReceiptState::enroute;
  std::string code;  // "DELIVRD", "MK:0012"
  std::string words;
  TimePoint at{};  // when the handset got it or the carrier gave up; epoch where not told
  bool opted_out = false;
};

struct PartInfo {  // of a long MO that came in pieces
  std::uint32_t reference = 0;
  int total = 1, number = 1;
};

struct MobileOriginated {
  std::string carrier_id;  // empty where the carrier gives none (Tencent): then content and time identify it
  std::string from;        // the number as the carrier writes it, with country code where told
  std::string to;          // our number or service code, where told
  std::string extension;   // the extension the person answered to
  std::string text;        // UTF-8
  TimePoint at{};          // when the person sent it; epoch where not told
  std::optional<PartInfo> part;
};

// How sure the recogniser is of some bytes of a turn's text, [begin, end).
struct HeardWord {
  std::uint32_t begin = 0, end = 0;
  double confidence = 1;
};

struct Turn {
  std::string speaker;  // "caller", "agent", "system", "unknown"
  std::string text;
  std::int64_t begin_ms = 0, end_ms = 0;  // from the start of the call
  std::optional<double> confidence;       // 0..1 where the recogniser tells
  std::vector<HeardWord> words;           // ascending, where it tells of words
};

enum class TranscriptState { none, pending, complete };
std::string_view name_of(TranscriptState s);

// Something of a call that is not yet text: a recording, or a transcript that lies elsewhere.
struct CallPart {
  std::string name;         // within the payload: "dialog/0"; PayloadReader::part() gives its bytes
  bool transcript = false;  // else a recording
  std::string media_type, file_name;
  std::string url, content_hash;  // where it lies elsewhere; the hash as "sha512-" and base64url
  std::string refused;            // why it is not to be fetched; empty: it is
};

struct CallRecord {
  std::string session_id;
  std::string caller, callee;  // as the carrier writes them; empty where withheld
  bool inbound = true;
  TimePoint started{}, ended{};
  std::int64_t talk_seconds = 0;  // 0: nobody spoke (hung up, silent, missed)
  std::string end_status;         // the carrier's own word
  std::vector<std::string> keys;  // IVR keys pressed, in order
  TranscriptState transcript = TranscriptState::none;
  std::vector<Turn> turns;
  std::string recogniser;  // who made the transcript, where told: "deepgram transcription"
  std::string signature;   // of the payload: "verified", "unknown_signer"; empty: it has none
  std::vector<CallPart> parts;
};

// Everything one raw payload says.
struct Inbox {
  std::vector<MobileOriginated> messages;
  std::vector<Receipt> receipts;
  std::vector<CallRecord> calls;
  std::vector<std::string>
      unreadable;  // items inside a readable payload that could not be read: "item 3: ..."
};

// Reads what was kept of a carrier: a pure function, any thread.
class PayloadReader {
 public:
  virtual ~PayloadReader() = default;
  // Throws BadInput when the payload as a whole is unreadable (it becomes a dead letter).
  virtual Inbox read(std::string_view kind, std::string_view bytes) const = 0;
  // The bytes of a CallPart that is inside the payload. Throws BadInput when there is no such part.
  virtual std::string part(std::string_view kind, std::string_view bytes, std::string_view name) const;
};

// ---- Asking the carrier what became of one message

struct Inquiry {
  std::string batch_key;
  Recipient to;
  TimePoint submitted_at{};  // of the intent
  std::string carrier_id;    // empty when the answer was lost
};

enum class Answer {
  taken,        // the carrier has it
  not_taken,    // the carrier has looked and does not have it
  cannot_tell,  // ask again later, or never
};

struct Found {
  Answer answer = Answer::cannot_tell;
  std::string carrier_id;
  std::optional<Receipt> receipt;  // where the carrier already knows the end
  std::string fault;
  Hold hold = Hold::none;
  Millis wait{0};
};

}  // namespace huiyin
