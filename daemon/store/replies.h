// What came in, and which of our texts it answers.
#pragma once
#include <vector>

#include "daemon/store/database.h"

namespace huiyin {

struct InboundOf {
  std::int64_t person_id = 0;
  TimePoint at{};
};
// Texts of persons that became intake records, in [from, to).
std::vector<InboundOf> texts_between(Database& db, TimePoint from, TimePoint to);
// Persons whose word to publicity is no, said in [from, to).
std::vector<InboundOf> opt_outs_between(Database& db, TimePoint from, TimePoint to);

// The campaign's text was the last of ours that had left to this person before, within `window`.
bool answers_campaign(Database& db, std::int64_t campaign_id, const InboundOf& in, Millis window);

}  // namespace huiyin
