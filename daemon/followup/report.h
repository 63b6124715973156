// The report of satisfaction in every form. The same query, its history and cases given, gives the same bytes
// for ever; the digest says so.
#pragma once
#include <string>

#include "daemon/base/result.h"
#include "daemon/followup/figures.h"

namespace huiyin {

// {as_of, through: {history, cases}, period: {from, to}, total, states, raters, labels, quarantined, flags,
// rates: {name: {rule, numerator, denominator, value|null, low, high}}, cases_without_due, fewest, groups:
// {unit|town| category|month: [{key, total, hidden, states?, labels?, rates}]}, digest}. with_groups false:
// the office only. digest: hex SHA-256 of the same JSON without its digest.
std::string report_json(const Figures& f, bool with_groups);
// One line a rate: group, key, rate, rule, numerator, denominator, value, low, high, hidden, and in each line
// the period, as_of and digest. UTF-8 with mark, for spreadsheets.
std::string report_csv(const Figures& f);
// The same as a workbook: one sheet for the office and one for each kind of group.
Result<std::string> report_xlsx(const Figures& f);
// For charts: {months: […], series: {rate: [{value, low, high, numerator, denominator}|null]}, units: […]}.
std::string report_chart_json(const Figures& f);

std::string report_digest(const Figures& f);

// Whether a group's rate may be shown.
bool may_be_shown(const Group& g, const Rate& r);
std::string period_text(const FigureQuery& q);  // "2026-01-01T…/2026-04-01T…", ".." where it is open

}  // namespace huiyin
