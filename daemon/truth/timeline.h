// Events of one subject and attempts of one message, as entries by time. Internal to the folder.
#pragma once
#include <string>
#include <vector>

#include "daemon/base/json.h"
#include "daemon/model/failure_reasons.h"
#include "daemon/store/stories.h"

namespace huiyin {

struct TimelineEntry {
  TimePoint at{};
  std::string what;    // "campaign.running", "attempt", "answer", "delivered"
  std::string detail;  // one JSON object
};

// Of the journal, by subject. Runs of message.states become one entry with the sum and the time of the last.
std::vector<TimelineEntry> events_of(Database& db, std::string_view subject);
// Intent and answer of every attempt that held the message. *complete: false when the search had to end
// early.
std::vector<TimelineEntry> attempts_of(Database& db, const MessageRow& m, bool* complete);
// {"at":…,"what":…, …the detail's members}, sorted by time.
void write_timeline(JsonWriter& w, std::vector<TimelineEntry> entries);

// {"state":…,"reason":code,"words":{zh,en}} where there is a reason.
std::string end_detail(const MessageRow& m, const FailureReasons& words);

}  // namespace huiyin
