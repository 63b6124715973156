// Open311 GeoReport v2, reading only: categories as services, intake records as service requests, in JSON and
// XML. Open to everybody where it is switched on, so it tells little: never who wrote, nothing confidential,
// no accusation, no danger to life, and texts (masked) only where the office says so.
#pragma once
#include <memory>
#include <string>

#include "daemon/api/routes.h"
#include "daemon/io/worker.h"
#include "daemon/model/categories.h"
#include "daemon/store/store.h"

namespace huiyin {

struct Open311Rules {
  std::shared_ptr<const Categories> categories;
  std::string agency;         // the office's name
  bool descriptions = false;  // whether masked texts and places are shown
};

// /open311/v2/{discovery,services,requests}.{json,xml} and /open311/v2/requests/{id}.{json,xml}. Lists are
// made on the worker: they read many records.
void add_open311_routes(RouteTable& routes, std::shared_ptr<const Open311Rules> rules, const Clock& clock,
                        Store& store, Worker& worker);

}  // namespace huiyin
