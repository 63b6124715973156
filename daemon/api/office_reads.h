// Reads that belong to the office as a whole: the first page's figures, and what a text would be as an SMS.
#pragma once
#include <memory>
#include <string>

#include "daemon/base/clock.h"
#include "daemon/campaign/templates.h"
#include "daemon/model/civil_time.h"
#include "daemon/outbound/plan.h"
#include "daemon/store/database.h"

namespace huiyin {

// {day, now, out: {messages, parts}, in: {sms, phone}, answers, opt_outs, alarms: {…}, waiting: {…},
// campaigns: {ready, running, paused}, messages: {queued: n, …}}: since the day began in the office's zone.
std::string overview_json(Database& db, const TimeZone& zone, TimePoint now);

// {whole, encoding, units, parts, part_texts, milli_fen_per_message or null, findings}. args: text, purpose?.
// Throws BadInput.
std::string text_check_json(const Json& args, const TemplateRules& rules, const PlanTerms& terms);

}  // namespace huiyin
