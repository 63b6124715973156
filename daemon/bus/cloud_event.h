// A journal event as CloudEvents 1.0 structured JSON with the `sequence` extension (the journal's seq, 16
// digits).
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "daemon/store/journal.h"

namespace huiyin {

// What depends on how an event reaches its reader.
struct EventMarks {
  bool redelivered = false;              // a durable consumer may have had it before
  std::optional<std::int64_t> previous;  // on the stream: seq of the event of this type before it, 0: none
};

using NewestByType = std::map<std::string, std::int64_t, std::less<>>;

// source: "urn:huiyin:<instance>".
std::string cloud_event(const Event& e, const std::string& source, const EventMarks& marks = {});
// The same behind what *out holds.
void append_cloud_event(std::string* out, const Event& e, std::string_view source, const EventMarks& marks);
// Not in the journal: told every second, so that a listener knows what it has missed. data.newest is the
// newest seq published, data.topics the newest of each type.
std::string heartbeat_event(std::int64_t newest, const NewestByType& by_type, TimePoint now,
                            const std::string& source);

}  // namespace huiyin
