// Arguments that the folder's commands share. All throw BadInput naming the field. Internal to the folder.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/clock.h"
#include "daemon/base/json.h"
#include "daemon/followup/rules.h"

namespace huiyin {

// A trimmed text of at most `longest` bytes without control characters; empty where it is absent.
std::string name_at(const Json& args, std::string_view key, std::size_t longest = 100);
std::string required_name_at(const Json& args, std::string_view key, std::size_t longest = 100);
// Words for people to read: line ends are allowed.
std::string note_at(const Json& args, std::string_view key);
// It stands in the clear in events, so it must not be somebody's number.
std::string case_id_at(const Json& args);
std::optional<TimePoint> time_at(const Json& args, std::string_view key);
// One of the names; the error lists them.
std::string choice_at(const Json& args, std::string_view key, std::initializer_list<std::string_view> names);
std::int64_t id_at(const Json& args, std::string_view key);
// "phone" or "person" (a pseudonym that our events carry).
std::int64_t person_at(Database& db, const FollowupRules& rules, const Json& args);
// The question that "followup" or "case_id" names.
Result<Followup> question_at(Database& db, const Json& args);

// Whether somebody of `unit` would deal with a matter of their own: the handling unit, or a part of it by its
// name. Unknown units: no.
bool is_of_handling_unit(std::string_view unit, std::string_view handling_unit);

}  // namespace huiyin
