// What the REST interface tells of the bus.
#pragma once
#include "daemon/api/routes.h"
#include "daemon/store/database.h"

namespace huiyin {

void add_bus_routes(RouteTable& routes, Database& reader, const Clock& clock);

}  // namespace huiyin
