#include "daemon/api/bus_reads.h"

#include "daemon/api/reads.h"
#include "daemon/bus/bus_views.h"
#include "daemon/bus/webhook_views.h"

namespace huiyin {

void add_bus_routes(RouteTable& routes, Database& reader, const Clock& clock) {
  Database* db = &reader;
  const Clock* t = &clock;
  // Who may read what is for those who run the office's systems.
  routes.add({"GET", "/api/v1/bus/clients", [db, t](const RouteCall& c) {
                c.responder->send(json_response(bus_clients_json(*db, t->now())));
              }});
  routes.add({"GET", "/api/v1/bus/consumers", [db](const RouteCall& c) {
                c.responder->send(json_response("{\"items\":" + bus_consumers_json(*db) + "}"));
              }});
  routes.add({"GET", "/api/v1/webhooks", [db](const RouteCall& c) {
                c.responder->send(json_response(webhooks_json(*db, c.visitor.role >= Role::admin)));
              }});
  routes.add({"GET", "/api/v1/webhooks/{name}/log", [db](const RouteCall& c) {
                const std::string text = c.request.parameter("limit");
                const auto limit = text.empty() ? 50 : integer_parameter("limit", text, 1, 500);
                auto log = webhook_tries_json(*db, c.path.at("name"), static_cast<int>(limit));
                c.responder->send(
                    log ? json_response(std::move(*log))
                        : problem({Errc::not_found, "there is no such webhook", ""}, c.request.path));
              }});
}

}  // namespace huiyin
