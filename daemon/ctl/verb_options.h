// Options that verbs of several areas take.
#pragma once
#include "daemon/ctl/verb.h"

namespace huiyin {

inline constexpr Option kLimit{"--limit", Option::Kind::number, "At most so many", "最多条数"};
inline constexpr Option kBefore{"--before", Option::Kind::number, "Go on from this cursor", "从该游标继续"};
inline constexpr Option kCount{"--count", Option::Kind::number, "End after so many", "收到这么多后结束"};
inline constexpr Option kPage[] = {kLimit, kBefore};
inline constexpr Option kOnlyLimit[] = {kLimit};
inline constexpr Option kCase{"--case", Option::Kind::text, "Id of the case", "工单编号"};
inline constexpr Option kRecord{"id", Option::Kind::text, "IN-YYYYMMDD-NNNNNN", "IN-YYYYMMDD-NNNNNN", true};

}  // namespace huiyin
