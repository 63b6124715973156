#include "daemon/api/operation_parameters.h"

namespace huiyin {
namespace {

using Kind = ApiParameter::Kind;

constexpr ApiParameter kFigures[] = {
    {"as_of", Kind::day, 0, 0, {}, "as it was known then"},
    {"history", Kind::number, 0, kAnyRow, {}, "rows of history looked at, of an earlier report"},
    {"cases", Kind::number, 0, kAnyRow, {}, "rows of cases looked at, of an earlier report"},
    kFrom,
    kTo,
    {"format", Kind::choice, 0, 0, "json|csv|xlsx|chart", "json where left out"}};
constexpr ApiParameter kDissatisfied[] = {
    {"done", Kind::flag, 0, 0, {}, "true: those that are done instead"}, kAfter, kLimit};
constexpr ApiParameter kCalls[] = {
    {"over", Kind::flag, 0, 0, {}, "true: those that are over too"}, kAfter, kLimit};

constexpr OperationRow kRows[] = {
    {"followup.list", "GET", "/api/v1/followups", Access::token, Role::viewer,
     "Questions after closed cases, newest first", kNewestFirst, "application/json", "", "followup list"},
    {"followup.read",
     "GET",
     "/api/v1/cases/{id}/followup",
     Access::token,
     Role::viewer,
     "One case's question and answers",
     {},
     "application/json",
     "",
     "followup show"},
    {"followup.report", "GET", "/api/v1/followups/report", Access::token, Role::viewer,
     "Counts and rates with intervals; by group from the role operator on", kFigures, kTables, "",
     "followup report"},
    {"followup.unclear", "GET", "/api/v1/followups/unclear", Access::token, Role::operator_,
     "Answers for a human to decide", kNewestFirst, "application/json", "", "followup unclear"},
    {"survey.list",
     "GET",
     "/api/v1/surveys",
     Access::token,
     Role::viewer,
     "Surveys in force, with their texts",
     {},
     "application/json",
     "",
     "followup surveys"},
    {"dissatisfied.list", "GET", "/api/v1/dissatisfied", Access::token, Role::operator_,
     "Who is dissatisfied and waits, the most urgent first", kDissatisfied, "application/json", "",
     "dissatisfied list"},
    {"dissatisfied.read",
     "GET",
     "/api/v1/dissatisfied/{id}",
     Access::token,
     Role::operator_,
     "One with its steps",
     {},
     "application/json",
     "",
     "dissatisfied show"},
    {"voice.list", "GET", "/api/v1/voice/samples", Access::token, Role::viewer,
     "Samples for call-backs, newest first", kNewestFirst, "application/json", "", "voice list"},
    {"voice.calls", "GET", "/api/v1/voice/samples/{id}/calls", Access::token, Role::operator_,
     "The callers' list", kCalls, "application/json", "", "voice calls"},
    {"voice.comparison",
     "GET",
     "/api/v1/voice/samples/{id}/comparison",
     Access::token,
     Role::operator_,
     "Ratings by SMS beside those by voice",
     {},
     "application/json",
     "",
     "voice comparison"},
};

}  // namespace

std::span<const OperationRow> followup_operations() {
  return kRows;
}

}  // namespace huiyin
