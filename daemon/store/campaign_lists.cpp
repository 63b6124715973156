#include "daemon/store/campaign_lists.h"

namespace huiyin {

void save_campaign_list(Database& db, const CampaignList& l) {
  db.run(
      "INSERT INTO campaign_list (campaign_id, segment, outside, header_sealed) VALUES ($1, $2, $3, $4) ON "
      "CONFLICT (campaign_id) DO UPDATE SET outside = excluded.outside, header_sealed = "
      "coalesce(excluded.header_sealed, campaign_list.header_sealed)",
      {l.campaign_id, std::string_view(l.segment), l.outside,
       l.header_sealed.empty() ? Value(nullptr) : Value(Blob{l.header_sealed})});
}

std::optional<CampaignList> find_campaign_list(Database& db, std::int64_t campaign_id) {
  std::optional<CampaignList> out;
  db.each("SELECT segment, outside, header_sealed FROM campaign_list WHERE campaign_id = $1", {campaign_id},
          [&](const Row& r) {
            out = CampaignList{campaign_id, r.text(0), r.integer(1), r.blob(2)};
          });
  return out;
}

void keep_rejected_line(Database& db, std::int64_t campaign_id, std::int64_t line,
                        std::string_view raw_sealed) {
  db.run(
      "INSERT INTO campaign_line_raw (campaign_id, line, raw_sealed) VALUES ($1, $2, $3) ON CONFLICT DO "
      "NOTHING",
      {campaign_id, line, Blob{raw_sealed}});
}

void each_rejected_line(Database& db, std::int64_t campaign_id,
                        const std::function<void(const std::string&, const std::string&)>& row) {
  db.each(
      "SELECT r.raw_sealed, l.reason FROM campaign_line_raw r JOIN campaign_line l ON l.campaign_id = "
      "r.campaign_id AND l.line = r.line WHERE r.campaign_id = $1 ORDER BY r.line",
      {campaign_id}, [&](const Row& r) { row(r.blob(0), r.text(1)); });
}

}  // namespace huiyin
