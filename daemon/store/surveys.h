// The surveys that were ever in force, by name and version.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/database.h"

namespace huiyin {

// Keeps the digest of a version that is new; returns the one that is kept.
std::string keep_survey_digest(Database& db, std::string_view name, std::string_view version,
                               std::string_view digest, TimePoint now);

struct SurveyUse {
  std::string name, version;
  std::int64_t questions = 0;
};
// Of questions that are open or ended since `ended_since`.
std::vector<SurveyUse> surveys_in_use(Database& db, TimePoint ended_since);

}  // namespace huiyin
