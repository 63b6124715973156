// Parameters that many operations share. Private to daemon/api/operations*.cpp.
#pragma once
#include "daemon/api/operations.h"

namespace huiyin {

constexpr std::int64_t kAnyRow = std::int64_t{1} << 62;

constexpr ApiParameter kLimit{
    "limit", ApiParameter::Kind::number, 1, 500, {}, "items of one page, 50 where left out"};
constexpr ApiParameter kBefore{"before", ApiParameter::Kind::number, 0, kAnyRow,
                               {},       "`next` of the page before"};
constexpr ApiParameter kAfter{"after", ApiParameter::Kind::number, 0, kAnyRow,
                              {},      "`next` of the page before"};
constexpr ApiParameter kFrom{"from", ApiParameter::Kind::day, 0, 0, {}, "a day like 2026-03-01, or a time"};
constexpr ApiParameter kTo{
    "to", ApiParameter::Kind::day, 0, 0, {}, "a day like 2026-03-31, or a time; not within"};
constexpr ApiParameter kNewestFirst[] = {kBefore, kLimit};
constexpr ApiParameter kOldestFirst[] = {kAfter, kLimit};
constexpr ApiParameter kOnlyPage[] = {kLimit};
constexpr std::string_view kTables =
    "application/json text/csv application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

}  // namespace huiyin
