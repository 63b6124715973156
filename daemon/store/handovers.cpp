#include "daemon/store/handovers.h"

namespace huiyin {

std::int64_t add_handover(Database& db, const HandoverRow& h) {
  return db.insert("INSERT INTO handover (intake_id, unit, actor, at) VALUES ($1, $2, $3, $4) RETURNING id",
                   {h.intake_id, std::string_view(h.unit), std::string_view(h.actor), val(h.at)});
}

std::optional<HandoverRow> find_handover(Database& db, std::int64_t id) {
  std::optional<HandoverRow> out;
  db.each("SELECT id, intake_id, unit, actor, at FROM handover WHERE id = $1", {id}, [&](const Row& r) {
    out = {r.integer(0), r.integer(1), r.text(2), r.text(3), from_ms(r.integer(4))};
  });
  return out;
}

}  // namespace huiyin
