// An answer to one of several questions that nothing tells apart: it is kept with each, counted nowhere, and
// the person is asked once which case it is about. Internal to the folder; store thread.
#pragma once
#include <vector>

#include "daemon/base/json.h"
#include "daemon/followup/rules.h"
#include "daemon/model/reply_reader.h"
#include "daemon/people/reply_taker.h"
#include "daemon/store/followups.h"

namespace huiyin {

// Our text is the clarification of the questions it names, so nobody gets another one about them. Who can't
// be understood the second time is left to a human, with all the questions. Taken::no where asking would be
// wrong or is impossible: the text becomes an intake record.
Taken ask_which(Database& db, const FollowupRules& rules, const PersonReply& reply,
                const ReplyReading& reading, std::vector<Followup> open, TimePoint now);

// Why a text back would be the wrong thing to do and a human looks first; empty: it would not.
std::string_view for_a_human(const ReplyReading& reading);
bool has_new_matter(const ReplyReading& reading);
std::string names_json(const std::vector<std::string>& names);
// Members confidence, answered_at, also, why.
void write_reading(JsonWriter& w, const ReplyReading& reading, std::string_view how_sure, TimePoint at);

}  // namespace huiyin
