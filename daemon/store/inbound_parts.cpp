#include "daemon/store/inbound_parts.h"

namespace huiyin {
namespace {

#define OF_GROUP "WHERE carrier_id = $1 AND person_id = $2 AND reference = $3 AND total = $4"

}  // namespace

bool add_part(Database& db, const InboundPart& p) {
  return db.run(
             "INSERT INTO inbound_part (carrier_id, person_id, reference, total, number, extension, said_at, "
             "kept_at, raw_id, text_sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO "
             "NOTHING",
             {p.group.carrier_id, p.group.person_id, p.group.reference, p.group.total, p.number,
              std::string_view(p.extension), val(p.said_at), val(p.kept_at), p.raw_id, Blob{p.text_sealed}}) >
         0;
}

std::vector<PartGroup> ready_groups(Database& db, TimePoint kept_before, int limit) {
  std::vector<PartGroup> out;
  db.each(
      "SELECT carrier_id, person_id, reference, total FROM inbound_part "
      "GROUP BY carrier_id, person_id, reference, total "
      "HAVING count(*) >= total OR min(kept_at) <= $1 ORDER BY min(raw_id) LIMIT $2",
      {val(kept_before), std::int64_t{limit}}, [&](const Row& r) {
        out.push_back({r.integer(0), r.integer(1), r.integer(2), r.integer(3)});
      });
  return out;
}

std::vector<InboundPart> parts_of(Database& db, const PartGroup& g) {
  std::vector<InboundPart> out;
  db.each("SELECT number, extension, said_at, kept_at, raw_id, text_sealed FROM inbound_part " OF_GROUP
          " ORDER BY number",
          {g.carrier_id, g.person_id, g.reference, g.total}, [&](const Row& r) {
            out.push_back({g, r.integer(0), r.text(1), from_ms(r.integer(2)), from_ms(r.integer(3)),
                           r.integer(4), r.blob(5)});
          });
  return out;
}

std::int64_t remove_parts(Database& db, const PartGroup& g) {
  return db.run("DELETE FROM inbound_part " OF_GROUP, {g.carrier_id, g.person_id, g.reference, g.total});
}

}  // namespace huiyin
