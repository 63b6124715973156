// What a campaign keeps of its list besides messages: the segment it chose, and rejected lines as they were
// written.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "daemon/store/database.h"

namespace huiyin {

struct CampaignList {
  std::int64_t campaign_id = 0;
  std::string segment;        // JSON {town: […], language: […], tag: […]}; "{}": everybody
  std::int64_t outside = 0;   // lines that are not of the segment
  std::string header_sealed;  // the line of column names as it was; empty: none
};
void save_campaign_list(Database& db, const CampaignList& l);
std::optional<CampaignList> find_campaign_list(Database& db, std::int64_t campaign_id);

void keep_rejected_line(Database& db, std::int64_t campaign_id, std::int64_t line,
                        std::string_view raw_sealed);
// In the file's order, with the reason of each.
void each_rejected_line(
    Database& db, std::int64_t campaign_id,
    const std::function<void(const std::string& raw_sealed, const std::string& reason)>& row);

}  // namespace huiyin
