// The hash of a campaign's plan and who released it. An approval is of one hash: whatever changes text,
// audience, time, route or budget changes the hash, and the approval is of something else.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/campaigns.h"

namespace huiyin {

// The chain over the recipients: hash of what was there and one person more, with the hash of the content
// that this person gets where it is not the campaign's own ("": it is).
std::string chain_audience(std::string_view hash, std::int64_t person_id, std::string_view own_content = {});
std::string content_hash(Database& db, std::int64_t body_id);  // hex
// From the rows, which takes a moment for a large audience: what the campaign's own chain must equal.
std::string audience_of_rows(Database& db, const Campaign& c);

// SHA-256 in hex over content, each recipient and what that person gets, the stored list and the template as
// they are now, purpose, start_at, not_after, budget, what a missed start and a canary mean, and the names of
// the accounts that may carry it. REQUIRES: the import is done.
std::string plan_hash(Database& db, const Campaign& c, const std::vector<std::string>& route);

enum class ApprovalKind { approved, rejected, broke_glass, changed };
std::string_view name_of(ApprovalKind k);

struct Approval {
  std::int64_t campaign_id = 0;
  std::string plan_hash;
  ApprovalKind kind = ApprovalKind::approved;
  std::string actor;
  TimePoint at{};
  std::string note;
};
void add_approval(Database& db, const Approval& a);
std::vector<Approval> approvals_of(Database& db, std::int64_t campaign_id);  // in order
// The newest word on this very plan by somebody who is not the maker; null: nobody's, it was a rejection, or
// the plan was changed since (also when it was changed back).
const Approval* release_of(const std::vector<Approval>& all, std::string_view plan_hash,
                           std::string_view maker);

}  // namespace huiyin
