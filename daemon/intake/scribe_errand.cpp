#include "daemon/intake/scribe_errand.h"

#include "daemon/base/bytes.h"
#include "daemon/base/json.h"
#include "daemon/intake/scribe.h"

namespace huiyin {

std::string ScribeErrand::kind() const {
  const std::string number = std::to_string(id);
  if (fetching) return (text ? kTextKind : kFetchedKind) + number;
  return kHeardKind + number + (recogniser == nullptr ? "" : "/" + recogniser->name());
}

void ErrandMaker::fetch(const RecordingRow& r, ScribeErrand* errand) const {
  errand->fetching = true;
  errand->text = r.transcript;
  errand->id = r.id;
  errand->tries = r.tries;
  const Result<std::string> place = vault_.unseal(r.place_sealed, "recording");
  if (!place) throw HopelessErrand{"its address could not be unsealed"};
  const Json j = Json::parse(*place);
  errand->carrier_id = raw_of(r.raw_id).carrier_id;
  errand->hash = j.text("hash");
  errand->call.method = "GET";
  errand->call.url = j.text("url");
  errand->call.timeout = fetch_timeout_;
}

void ErrandMaker::transcribe(const TranscriptionRow& t, ScribeErrand* errand) const {
  errand->id = t.id;
  errand->tries = t.tries;
  const std::optional<RecordingRow> r = find_recording(db_, t.recording_id);
  if (!r || r->state != RecordingState::held) throw HopelessErrand{"its recording is not held"};
  const RawInbound raw = raw_of(r->held_raw_id);
  errand->carrier_id = raw.carrier_id;
  const HttpCarrier* carrier = carrier_of(raw.carrier_id);
  errand->recogniser = carrier->recogniser();
  if (errand->recogniser == nullptr) throw HopelessErrand{"the account has no recogniser"};
  const Recording recording{r->media_type, "", bytes_of(*r, raw, *carrier)};
  if (recording.bytes.empty()) throw HopelessErrand{"the recording is empty"};
  if (recording.bytes.size() > errand->recogniser->max_bytes())
    throw HopelessErrand{"the recording is larger than the recogniser takes"};
  errand->call =
      errand->recogniser->ask(recording, t.language, {clock_.now(), to_hex(random_bytes(16)), Millis(0)});
}

RawInbound ErrandMaker::raw_of(std::int64_t id) const {
  std::optional<RawInbound> raw = find_raw(db_, id);
  if (!raw) throw HopelessErrand{"its payload is gone"};
  return std::move(*raw);
}

const HttpCarrier* ErrandMaker::carrier_of(std::int64_t carrier_id) const {
  const auto found = carriers_.find(carrier_id);
  if (found == carriers_.end()) throw HopelessErrand{"its account is not configured any more"};
  return found->second;
}

std::string ErrandMaker::bytes_of(const RecordingRow& r, const RawInbound& raw,
                                  const HttpCarrier& carrier) const {
  Result<std::string> bytes = vault_.unseal(raw.payload_sealed, "raw");
  if (!bytes) throw HopelessErrand{"it could not be unsealed"};
  return raw.id == r.raw_id ? carrier.part(raw.kind, *bytes, r.name) : std::move(*bytes);
}

}  // namespace huiyin
