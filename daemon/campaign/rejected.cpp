#include "daemon/campaign/rejected.h"

#include "daemon/campaign/list_layout.h"
#include "daemon/store/campaign_lists.h"
#include "daemon/store/campaigns.h"

namespace huiyin {

std::string csv_field(std::string_view text, char delimiter) {
  if (text.find(delimiter) == std::string_view::npos &&
      text.find_first_of("\"\r\n") == std::string_view::npos)
    return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

Result<std::optional<std::string>> rejected_file(Database& db, const Vault& vault, std::int64_t campaign_id) {
  const auto campaign = find_campaign(db, campaign_id);
  if (!campaign) return std::optional<std::string>();
  const ListLayout layout =
      campaign->import_layout.empty() ? ListLayout() : ListLayout::from_json(campaign->import_layout);
  std::string out = layout.start > 0 ? "\xEF\xBB\xBF" : "";
  std::string fault;
  const auto add = [&](const std::string& sealed, std::string_view last) {
    const auto raw = vault.unseal(sealed, "list");
    if (!raw) fault = raw.error().what;
    if (raw)
      out.append(*raw).append(1, layout.delimiter).append(csv_field(last, layout.delimiter)).append("\r\n");
  };
  const auto list = find_campaign_list(db, campaign_id);
  if (list && !list->header_sealed.empty()) add(list->header_sealed, "reason");
  each_rejected_line(db, campaign_id, add);
  if (!fault.empty()) return fail(Errc::storage, fault, "rejected lines");
  return std::optional<std::string>(std::move(out));
}

}  // namespace huiyin
