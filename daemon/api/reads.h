// The reading routes: what the ledger says, as JSON. Web thread, with its own connection.
#pragma once
#include "daemon/api/routes.h"
#include "daemon/io/worker.h"
#include "daemon/people/vault.h"
#include "daemon/store/store.h"

namespace huiyin {

void add_read_routes(RouteTable& routes, Database& reader, const Vault& vault, const Clock& clock);
// Runs verify on a worker with a connection of its own.
void verify_route(Store& store, Worker& worker, RouteCall call);
// On the worker with a connection of its own, in one snapshot: for what takes longer than a route may.
void answer_slowly(Store& store, Worker& worker, RouteCall call,
                   std::function<HttpResponse(Database&, const RouteCall&)> make);
// Throws BadInput naming the parameter.
std::int64_t integer_parameter(std::string_view name, std::string_view text, std::int64_t low,
                               std::int64_t high);

}  // namespace huiyin
