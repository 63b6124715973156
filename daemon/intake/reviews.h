// Staff's word on suggestions: kept beside them, and reported as precision per rule. The record's suggestion
// itself stays as it was made.
#pragma once
#include <string>
#include <string_view>

#include "daemon/base/result.h"
#include "daemon/model/categories.h"
#include "daemon/store/commands.h"
#include "daemon/store/intakes.h"

namespace huiyin {

// The reviews of a record, oldest first: a JSON list.
std::string reviews_json(Database& db, const IntakeRow& record);
// {"since", "fields": [{field, reviewed, stood, precision}], "rules": [{field, rule, reviewed, stood,
// precision}]}, the worst rules first. precision null: nothing reviewed.
std::string precision_json(Database& db, TimePoint since);

// intake.correct {intake_id, category?, purpose?, urgency?, confidential?, place?}: what it is; the same as
// suggested confirms it. Operator.
void register_review_commands(CommandTable& table, const Categories& categories);

// The rules that spoke for a suggestion, by its reasons ("category URB 4.1 urb.building: …"). field as in
// IntakeReview.
std::vector<std::string> rules_of(const Json& why, std::string_view field, std::string_view value);

}  // namespace huiyin
