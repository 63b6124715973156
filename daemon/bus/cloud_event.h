// A journal event as CloudEvents 1.0 structured JSON with the `sequence` extension (the journal's seq, 16
// digits).
#pragma once
#include <string>
#include <vector>

#include "daemon/store/journal.h"

namespace huiyin {

// source: "urn:huiyin:<instance>".
std::string cloud_event(const Event& e, const std::string& source);
// Not in the journal: told every second, so that a listener knows what it has missed. data.newest is the
// newest seq.
std::string heartbeat_event(std::int64_t newest, TimePoint now, const std::string& source);

// True when the topic begins with one of the prefixes; always for an empty list.
bool topic_matches(const std::string& topic, const std::vector<std::string>& prefixes);

}  // namespace huiyin
