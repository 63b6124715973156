// Parts of long messages that came in pieces and wait for one another.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "daemon/store/database.h"

namespace huiyin {

// Which message a part belongs to.
struct PartGroup {
  std::int64_t carrier_id = 0, person_id = 0, reference = 0, total = 0;
};

struct InboundPart {
  PartGroup group;
  std::int64_t number = 1;  // from 1
  std::string extension;
  TimePoint said_at{}, kept_at{};
  std::int64_t raw_id = 0;
  std::string text_sealed;  // context "part"
};

// False when this group has a part with this number already (a reference that was used again).
bool add_part(Database& db, const InboundPart& part);
// Groups of which all parts are here, or whose first part was kept at or before `kept_before`.
std::vector<PartGroup> ready_groups(Database& db, TimePoint kept_before, int limit);
std::vector<InboundPart> parts_of(Database& db, const PartGroup& group);  // by number
std::int64_t remove_parts(Database& db, const PartGroup& group);          // how many there were

}  // namespace huiyin
