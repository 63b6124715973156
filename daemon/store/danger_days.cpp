#include "daemon/store/danger_days.h"

#include "daemon/base/json.h"

namespace huiyin {

bool told_of_danger(Database& db, std::int64_t person_id, TimePoint since) {
  bool danger = false;
  db.each("SELECT reading FROM intake WHERE person_id = $1 AND received_at >= $2", {person_id, val(since)},
          [&](const Row& r) {
            const auto reading = Json::try_parse(r.text(0));
            danger = danger || (reading && reading->is_object() && reading->boolean_or("danger", false));
          });
  return danger;
}

}  // namespace huiyin
