#include "daemon/campaign/rejected.h"

#include "daemon/campaign/list_layout.h"
#include "daemon/store/audience.h"
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

namespace {

class RejectedWriter {
 public:
  RejectedWriter(const Vault& vault, const std::string& layout_json)
      : vault_(vault),
        layout_(layout_json.empty() ? ListLayout() : ListLayout::from_json(layout_json)),
        out_(layout_.start > 0 ? "\xEF\xBB\xBF" : "") {}

  void add(const std::string& sealed, std::string_view last) {
    const auto raw = vault_.unseal(sealed, "list");
    if (!raw) fault_ = raw.error().what;
    if (raw)
      out_.append(*raw)
          .append(1, layout_.delimiter)
          .append(csv_field(last, layout_.delimiter))
          .append("\r\n");
  }
  Result<std::optional<std::string>> take() {
    if (!fault_.empty()) return fail(Errc::storage, fault_, "rejected lines");
    return std::optional<std::string>(std::move(out_));
  }

 private:
  const Vault& vault_;
  const ListLayout layout_;
  std::string out_, fault_;
};

}  // namespace

Result<std::optional<std::string>> rejected_file(Database& db, const Vault& vault, std::int64_t campaign_id) {
  const auto campaign = find_campaign(db, campaign_id);
  if (!campaign) return std::optional<std::string>();
  RejectedWriter out(vault, campaign->import_layout);
  const auto list = find_campaign_list(db, campaign_id);
  if (list && !list->header_sealed.empty()) out.add(list->header_sealed, "reason");
  each_rejected_line(db, campaign_id,
                     [&](const std::string& sealed, const std::string& reason) { out.add(sealed, reason); });
  return out.take();
}

Result<std::optional<std::string>> rejected_list_file(Database& db, const Vault& vault,
                                                      std::int64_t list_id) {
  const auto list = find_audience_list(db, list_id);
  if (!list || list->state == ListState::deleted) return std::optional<std::string>();
  RejectedWriter out(vault, list->import_layout);
  if (!list->header_sealed.empty()) out.add(list->header_sealed, "reason");
  each_audience_line(db, list_id, [&](std::int64_t, const std::string& reason, const std::string& sealed) {
    if (!sealed.empty()) out.add(sealed, reason);
  });
  return out.take();
}

}  // namespace huiyin
