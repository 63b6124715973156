#include "daemon/store/surveys.h"

namespace huiyin {

std::string keep_survey_digest(Database& db, std::string_view name, std::string_view version,
                               std::string_view digest, TimePoint now) {
  db.run(
      "INSERT INTO survey_version (name, version, digest, at) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (name, version) DO NOTHING",
      {name, version, digest, val(now)});
  return db.text("SELECT digest FROM survey_version WHERE name = $1 AND version = $2", {name, version})
      .value_or("");
}

std::vector<SurveyUse> surveys_in_use(Database& db, TimePoint ended_since) {
  std::vector<SurveyUse> out;
  db.each(
      "SELECT survey, survey_version, count(*) FROM followup WHERE state IN (0, 1) OR ended_at >= $1 "
      "GROUP BY survey, survey_version ORDER BY survey, survey_version",
      {val(ended_since)}, [&](const Row& r) {
        out.push_back({r.text(0), r.text(1), r.integer(2)});
      });
  return out;
}

}  // namespace huiyin
