// The dry run of a campaign: the gate's own judgement of every recipient with nothing claimed, nothing
// written and no carrier asked. A reader's own thread: a large audience takes seconds.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/model/prices.h"
#include "daemon/model/ramp.h"
#include "daemon/outbound/account.h"
#include "daemon/outbound/gate.h"
#include "daemon/people/vault.h"
#include "daemon/store/campaigns.h"

namespace huiyin {

// An account as far as plans need it; carriers themselves are not asked.
struct PlanAccount {
  std::string name, kind;
  Capability capability;
  std::vector<Purpose> purposes;
  double submits_per_second = 0;  // 0: no stated limit
  bool may_send(Purpose p) const;
};

// What sending depends on besides the ledger. Immutable; shared between threads.
struct PlanTerms {
  SendingHours hours;
  std::vector<PlanAccount> accounts;
  Prices prices;
  std::int64_t approve_above = 500;
  std::optional<RampRules> ramp = {};  // none: switched off
  Millis start_grace{3'600'000};

  std::vector<std::string> route(Purpose p) const;  // names of the accounts that may carry it
  // The same less the accounts that did not approve the campaign's template.
  std::vector<std::string> route_of(Database& db, const Campaign& c) const;
  // At most, over the route; thousandths of a fen a part. Nothing when one account's price is not known.
  std::optional<std::int64_t> dearest_part(Purpose p) const;
  std::optional<std::int64_t> forecast_fen(Purpose p, int parts, std::int64_t messages) const;  // rounded up
};

// {campaign, name, purpose, state, plan (the hash), audience, sends, excluded: {rule: n}, list: {lines, bad,
// doubled, name, version}, content: {encoding, units, parts (the most of a message), text_known}, by_parts:
// {parts: messages}, parts (of all), lint: {by, findings} or null, template: {name, version, carriers} or
// null, cost: {fen, milli_fen_per_part, as_of} or null, budget_fen, start_at, first_leaves_at, finishes_at or
// null, unsent_by_not_after, not_after, per_second, assumptions: […], route: […], samples: [{to, text}],
// release: {needed, above, given, by, at}, warnings: […]}. Nothing when there is no such campaign. An Error
// when its list is still being read, or it is to be sent and its template is not in force.
Result<std::optional<std::string>> plan_json(Database& db, std::int64_t campaign_id, const PlanTerms& terms,
                                             const Vault& vault, TimePoint now);

// When `messages` have left, at this rate within the hours, from `start`; at most until `not_after`.
struct Finish {
  TimePoint first{}, last{};
  std::int64_t unsent = 0;
};
Finish finish_of(std::int64_t messages, double per_second, Purpose p, const SendingHours& hours,
                 TimePoint start, TimePoint not_after);

}  // namespace huiyin
