#include "daemon/api/intake_reads.h"

#include "daemon/api/reads.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"
#include "daemon/care/guard_commands.h"
#include "daemon/intake/reviews.h"
#include "daemon/intake/vcon_export.h"

namespace huiyin {
namespace {

HttpResponse vcon_response(std::string body) {
  HttpResponse r = json_response(std::move(body));
  r.content_type = "application/vcon";
  r.headers.emplace_back("Cache-Control", "no-store");
  return r;
}

void send_redacted(const IntakeRouteParts& p, const RouteCall& c) {
  auto copy = redacted_vcon(*p.reader, *p.vault, {p.office}, c.path.at("id"));
  c.responder->send(copy ? vcon_response(std::move(*copy))
                         : problem({Errc::not_found, "there is no such record", ""}, c.request.path));
}

// The look is on record before anything of it leaves.
void send_whole(const IntakeRouteParts& p, const RouteCall& c) {
  const std::string reason = Json::parse(c.request.body).text("reason");
  p.store->write<std::string>(
      [p, id = c.path.at("id"), actor = c.visitor.actor, reason](Database& db) {
        return whole_vcon(db, *p.vault, {p.office}, id, actor, reason, p.clock->now());
      },
      *p.answers,
      [responder = c.responder, path = c.request.path](Result<std::string> done) {
        responder->send(done ? vcon_response(std::move(*done)) : problem(done.error(), path));
      });
}

TimePoint since_of(const RouteCall& c) {
  const std::string text = c.request.parameter("since");
  TimePoint since{};
  if (!text.empty() && !from_rfc3339(text, &since)) throw BadInput("since", "is no time of RFC 3339");
  return since;
}

}  // namespace

void add_intake_routes(RouteTable& routes, const IntakeRouteParts& p) {
  routes.add({"GET", "/api/v1/intake/{id}/vcon", [p](const RouteCall& c) { send_redacted(p, c); }});
  routes.add({"POST", "/api/v1/intake/{id}/vcon", [p](const RouteCall& c) { send_whole(p, c); }});
  routes.add({"GET", "/api/v1/reprisals", [p](const RouteCall& c) {
                const std::string told = c.request.parameter("limit");
                const std::int64_t limit = told.empty() ? 50 : integer_parameter("limit", told, 1, 500);
                c.responder->send(json_response(reprisals_json(*p.reader, static_cast<int>(limit))));
              }});
  routes.add({"GET", "/api/v1/guardians", [p](const RouteCall& c) {
                c.responder->send(json_response(guardians_json(*p.reader, *p.vault)));
              }});
  routes.add({"GET", "/api/v1/intake-precision", [p](const RouteCall& c) {
                c.responder->send(json_response(precision_json(*p.reader, since_of(c))));
              }});
}

}  // namespace huiyin
