// Figures and lists of follow-ups as JSON. Case ids and states only: no numbers, no texts, no persons.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/clock.h"
#include "daemon/store/database.h"

namespace huiyin {

struct Interval {
  double low = 0, high = 1;
};
// Wilson's score interval at 95 % for hits of n; [0, 1] for n = 0. REQUIRES: 0 <= hits <= n.
Interval wilson95(std::int64_t hits, std::int64_t n);

// {as_of, total, states: {…}, raters, labels: {satisfied, mostly, dissatisfied}, quarantined, rates: {name:
// {rule, numerator, denominator, value|null, low, high}}}. Rates: satisfaction and fully_satisfied among
// raters; participation and non_response among questions that ended and may have reached the person;
// undelivered among those that ended after they were sent.
std::string followup_report_json(Database& db, TimePoint now);

// {"items":[…],"next":cursor or null}, newest first. limit: 1..500.
std::string followup_list_json(Database& db, std::int64_t before, int limit);
// One case with its answers' labels, also and why (never their text); nothing when it was never told.
std::optional<std::string> followup_json(Database& db, std::string_view case_id);

}  // namespace huiyin
