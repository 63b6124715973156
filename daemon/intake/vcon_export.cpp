#include "daemon/intake/vcon_export.h"

#include <vector>

#include "daemon/base/bytes.h"
#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/base/text.h"
#include "daemon/intake/transcripts.h"
#include "daemon/people/directory.h"
#include "daemon/store/intakes.h"
#include "daemon/store/journal.h"
#include "daemon/store/raw_inbound.h"
#include "daemon/store/transcripts.h"

namespace huiyin {
namespace {

constexpr const char* kVersion = "0.4.0";
constexpr std::size_t kLongestReason = 400;

// UUIDv8 from a keyed hash: the same record always has the same, and it tells nothing.
std::string uuid_for(const Vault& vault, std::string_view what, std::string_view public_id) {
  std::string bytes = vault.stamp("vcon " + std::string(what) + " " + std::string(public_id));
  bytes.resize(16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x80);
  bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);
  const std::string hex = to_hex(bytes);
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" +
         hex.substr(20);
}

struct ExportTurn {
  std::string speaker, text;
  std::int64_t begin_ms, end_ms;
  std::optional<double> confidence;
};

// turns: of a sealed content, or masked ones.
std::vector<ExportTurn> read_turns(const Json& turns, std::string_view text) {
  std::vector<ExportTurn> out;
  for (const Json& t : turns.items()) {
    ExportTurn turn{t.text("speaker"), t.text(text), t.integer("begin_ms"), t.integer("end_ms"),
                    std::nullopt};
    if (const auto c = t.find("confidence"); c && c->is_number()) turn.confidence = c->number();
    out.push_back(std::move(turn));
  }
  return out;
}

struct ExportTranscript {
  std::string source, by, made_at;
  std::vector<ExportTurn> turns;
};

// What of a record goes out.
struct ExportRecord {
  const IntakeRow& row;
  Json reading;
  std::string tel;   // empty: withheld, or redacted
  std::string text;  // of a text message
  std::vector<ExportTranscript> transcripts;
};

class VconWriter {
 public:
  VconWriter(const ExportRecord& record, const ExportNames& names) : r_(record), names_(names) {}

  std::string write(const std::string& uuid, const std::string& redacted_of) {
    w_.object().field("vcon", kVersion).field("uuid", uuid);
    w_.field("created_at", to_rfc3339(r_.row.received_at)).field("subject", r_.row.public_id);
    if (!redacted_of.empty())
      w_.key("redacted").object().field("uuid", redacted_of).field("type", "pii").end();
    write_parties();
    w_.key("dialog").array();
    write_dialog();
    w_.end().key("analysis").array();
    for (const ExportTranscript& t : r_.transcripts) write_transcript(t);
    write_reading();
    w_.end().key("attachments").array().end();
    return w_.end().take();
  }

 private:
  // 0 is the person, 1 the office.
  void write_parties() {
    w_.key("parties").array().object();
    if (!r_.tel.empty()) w_.field("tel", "tel:" + r_.tel);
    w_.field("role", "caller").field("validation", "none").end();
    w_.object().field("org", names_.office).field("role", "agent").end().end();
  }

  void begin_dialog(const char* type) {
    const bool in = r_.reading.text("direction") == "in";
    w_.object().field("type", type).field("start", r_.reading.text("said_at"));
    w_.key("parties").array().value(in ? 0 : 1).value(in ? 1 : 0).end();
    w_.field("originator", in ? 0 : 1);
  }

  void write_dialog() {
    if (r_.row.channel != "phone") {
      begin_dialog("text");
      w_.field("mediatype", "text/plain").field("encoding", "none").field("body", r_.text).end();
      return;
    }
    const bool spoken = r_.reading.text("kind") != "hung_up";
    begin_dialog(spoken ? "recording" : "incomplete");  // the recording itself stays here
    if (spoken)
      w_.field("duration", r_.reading.at("call").integer("talk_seconds"));
    else
      w_.field("disposition", "hung-up");
    w_.end();
  }

  static int party_of(const std::string& speaker) {
    return speaker == "caller" ? 0 : speaker == "agent" || speaker == "system" ? 1 : -1;
  }

  void write_transcript(const ExportTranscript& t) {
    w_.object().field("type", "transcript").field("dialog", 0).field("vendor", t.by);
    w_.field("product", t.source == "human" ? "correction" : "transcription")
        .field("schema", "huiyin-turns-1");
    w_.field("mediatype", "application/json").field("encoding", "json").key("body").array();
    for (const ExportTurn& turn : t.turns) {
      w_.object();
      if (const int party = party_of(turn.speaker); party >= 0) w_.field("parties", party);
      w_.field("speaker", turn.speaker).field("text", turn.text);
      w_.field("start", static_cast<double>(turn.begin_ms) / 1000);
      w_.field("end", static_cast<double>(turn.end_ms) / 1000);
      if (turn.confidence) w_.field("confidence", *turn.confidence);
      w_.end();
    }
    w_.end().end();
  }

  // The suggestions; their reasons are masked in every copy.
  void write_reading() {
    w_.object()
        .field("type", "report")
        .field("dialog", 0)
        .field("vendor", "huiyin")
        .field("product", "intake");
    w_.field("schema", "huiyin-intake-1").field("mediatype", "application/json").field("encoding", "json");
    w_.key("body").object();
    for (const char* key : {"suggest", "urgency", "danger", "purpose", "confidential", "places", "why"})
      w_.key(key).raw(r_.reading.at(key).dump());
    w_.end().end();
  }

  const ExportRecord& r_;
  const ExportNames& names_;
  JsonWriter w_;
};

ExportRecord redacted(Database& db, const IntakeRow& row) {
  ExportRecord r{row, Json::parse(row.reading), {}, row.masked, {}};
  const Json versions = Json::parse(transcripts_json(db, row));
  for (const Json& t : versions.items())
    r.transcripts.push_back(
        {t.text("source"), t.text("by"), t.text("made_at"), read_turns(t.at("turns"), "text_masked")});
  return r;
}

Result<ExportRecord> whole(Database& db, const Vault& vault, const IntakeRow& row) {
  ExportRecord r = redacted(db, row);
  if (row.person_id != 0) {
    Result<std::string> number = number_of(db, vault, row.person_id);
    if (!number) return tl::unexpected<Error>(number.error());
    r.tel = std::move(*number);
  }
  std::vector<std::string> sealed;
  each_transcript(db, row.id, [&](const TranscriptRow& t) { sealed.push_back(t.content_sealed); });
  if (sealed.empty()) sealed.push_back(row.content_sealed);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    const Result<std::string> content = vault.unseal(sealed[i], "intake");
    if (!content) return tl::unexpected<Error>(content.error());
    const Json j = Json::parse(*content);
    r.text = j.text("text");
    if (i < r.transcripts.size()) r.transcripts[i].turns = read_turns(j.at("turns"), "text");
  }
  return r;
}

}  // namespace

std::optional<std::string> redacted_vcon(Database& db, const Vault& vault, const ExportNames& names,
                                         std::string_view public_id) {
  const auto row = find_intake(db, public_id);
  if (!row) return std::nullopt;
  const ExportRecord record = redacted(db, *row);
  return VconWriter(record, names)
      .write(uuid_for(vault, "redacted", public_id), uuid_for(vault, "whole", public_id));
}

Result<std::string> whole_vcon(Database& db, const Vault& vault, const ExportNames& names,
                               std::string_view public_id, const std::string& actor,
                               const std::string& reason, TimePoint now) {
  const std::string_view why = trim(reason);
  if (why.empty()) return fail(Errc::bad_input, "is empty: who looks says why", "/reason");
  if (why.size() > kLongestReason) return fail(Errc::bad_input, "is longer than 400 bytes", "/reason");
  const auto row = find_intake(db, public_id);
  if (!row) return fail(Errc::not_found, "there is no such record", std::string(public_id));
  const Result<ExportRecord> record = whole(db, vault, *row);
  if (!record) return tl::unexpected<Error>(record.error());
  JsonWriter w;
  w.object().field("intake_id", row->public_id).field("by", actor).field("reason", mask_for_log(why)).end();
  append_event(db, "intake.exported", "intake/" + row->public_id, now, w.take());
  return VconWriter(*record, names).write(uuid_for(vault, "whole", public_id), "");
}

}  // namespace huiyin
