// What a campaign's list says of a recipient besides the number (of this campaign only, never of the person),
// and counts of its messages for reports.
#pragma once
#include <functional>
#include <string>

#include "daemon/model/message_state.h"
#include "daemon/store/database.h"

namespace huiyin {

struct ListedRecipient {
  std::int64_t campaign_id = 0, person_id = 0;
  std::string town, language, tags;  // tags: "a,b"
};
void add_recipient(Database& db, const ListedRecipient& r);  // the first one stays
bool has_recipients(Database& db, std::int64_t campaign_id);
std::string recipient_town(Database& db, std::int64_t campaign_id, std::int64_t person_id);  // or ""

// Messages that ended otherwise than delivered, by state and reason. Reads the whole campaign.
void count_failures(Database& db, std::int64_t campaign_id,
                    const std::function<void(MessageState, const std::string& reason, std::int64_t)>& row);
// All messages by town ("": none) and state. Reads the whole campaign.
void count_by_town(Database& db, std::int64_t campaign_id,
                   const std::function<void(const std::string& town, MessageState, std::int64_t)>& row);

}  // namespace huiyin
