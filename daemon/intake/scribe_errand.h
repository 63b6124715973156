// What the scribe goes out for: a recording or transcript to fetch, or a recording to transcribe, as one HTTP
// call. Private to the scribe; its worker thread.
#pragma once
#include <map>
#include <string>

#include "adapters/http_carrier.h"
#include "daemon/people/vault.h"
#include "daemon/store/raw_inbound.h"
#include "daemon/store/recordings.h"

namespace huiyin {

// One piece of work on its way.
struct ScribeErrand {
  bool fetching = false;  // else transcribing
  bool text = false;      // what is fetched is a transcript
  std::int64_t id = 0;    // of the recording or the transcription
  std::int64_t carrier_id = 0;
  int tries = 0;
  std::string hash;                        // fetching
  const Recogniser* recogniser = nullptr;  // transcribing
  HttpCall call;
  std::string kind() const;  // under which what it brings is kept
};

// Thrown: why an errand can't ever be done.
struct HopelessErrand {
  std::string why;
};

class ErrandMaker {
 public:
  using Carriers = std::map<std::int64_t, const HttpCarrier*>;
  ErrandMaker(Database& db, const Vault& vault, const Clock& clock, const Carriers& carriers,
              Millis fetch_timeout)
      : db_(db), vault_(vault), clock_(clock), carriers_(carriers), fetch_timeout_(fetch_timeout) {}

  // Fill the errand, its id and tries first. Throw HopelessErrand, or BadInput of the payload's reader.
  void fetch(const RecordingRow& r, ScribeErrand* errand) const;
  void transcribe(const TranscriptionRow& t, ScribeErrand* errand) const;

 private:
  RawInbound raw_of(std::int64_t id) const;
  const HttpCarrier* carrier_of(std::int64_t carrier_id) const;
  std::string bytes_of(const RecordingRow& r, const RawInbound& raw, const HttpCarrier& carrier) const;

  Database& db_;
  const Vault& vault_;
  const Clock& clock_;
  const Carriers& carriers_;
  const Millis fetch_timeout_;
};

}  // namespace huiyin
