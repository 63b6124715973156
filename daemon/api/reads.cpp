#include "daemon/api/reads.h"

#include <algorithm>
#include <charconv>

#include "daemon/base/bad_input.h"
#include "daemon/campaign/report.h"
#include "daemon/campaign/templates.h"
#include "daemon/care/care_view.h"
#include "daemon/intake/intake_view.h"
#include "daemon/outbound/control.h"
#include "daemon/store/verify.h"

namespace huiyin {
namespace {

std::int64_t page_limit(const HttpRequest& q) {
  const std::string text = q.parameter("limit");
  return text.empty() ? 50 : integer_parameter("limit", text, 1, 500);
}

std::int64_t cursor(const HttpRequest& q, std::string_view name) {
  const std::string text = q.parameter(name);
  return text.empty() ? 0 : integer_parameter(name, text, 0, std::int64_t{1} << 62);
}

std::int64_t id_part(const RouteCall& c) {
  return integer_parameter("id", c.path.at("id"), 1, std::int64_t{1} << 62);
}

std::optional<TimePoint> time_parameter(const HttpRequest& q, std::string_view name) {
  TimePoint t{};
  if (!from_rfc3339(q.parameter(name), &t)) return std::nullopt;  // the table of operations has checked it
  return t;
}

IntakeWanted intake_wanted(const HttpRequest& q) {
  return {cursor(q, "before"),     q.parameter("channel"),          q.parameter("state"),
          q.parameter("category"), q.parameter("danger") == "true", time_parameter(q, "from"),
          time_parameter(q, "to")};
}

void send(const RouteCall& c, std::optional<std::string> json) {
  c.responder->send(json ? json_response(std::move(*json))
                         : problem({Errc::not_found, "there is no such thing", ""}, c.request.path));
}

}  // namespace

std::int64_t integer_parameter(std::string_view name, std::string_view text, std::int64_t low,
                               std::int64_t high) {
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || end != text.data() + text.size() || n < low || n > high)
    throw BadInput(std::string(name),
                   "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  return n;
}

void add_read_routes(RouteTable& routes, Database& reader, const Vault& vault, const Clock& clock) {
  const auto get = [&routes](std::string pattern,
                             std::function<std::optional<std::string>(const RouteCall&)> make) {
    routes.add(
        {"GET", std::move(pattern), [make = std::move(make)](const RouteCall& c) { send(c, make(c)); }});
  };
  Database* db = &reader;
  const Vault* v = &vault;
  const Clock* t = &clock;
  get("/api/v1/campaigns", [=](const RouteCall& c) {
    return campaign_list_json(*db, cursor(c.request, "before"), static_cast<int>(page_limit(c.request)),
                              t->now());
  });
  get("/api/v1/campaigns/{id}", [=](const RouteCall& c) { return campaign_json(*db, id_part(c), t->now()); });
  get("/api/v1/campaigns/{id}/lines", [=](const RouteCall& c) {
    return bad_lines_json(*db, id_part(c), cursor(c.request, "after"),
                          static_cast<int>(page_limit(c.request)));
  });
  get("/api/v1/templates", [=](const RouteCall& c) {
    return template_list_json(*db, cursor(c.request, "before"), static_cast<int>(page_limit(c.request)),
                              t->now());
  });
  get("/api/v1/templates/{id}", [=](const RouteCall& c) { return template_json(*db, id_part(c), t->now()); });
  get("/api/v1/stop", [=](const RouteCall&) { return stop_report_json(*db); });
  get("/api/v1/intake", [=](const RouteCall& c) {
    return intake_list_json(*db, *v, intake_wanted(c.request), static_cast<int>(page_limit(c.request)));
  });
  get("/api/v1/intake/{id}", [=](const RouteCall& c) { return intake_json(*db, *v, c.path.at("id")); });
  get("/api/v1/dangers",
      [=](const RouteCall& c) { return dangers_json(*db, static_cast<int>(page_limit(c.request))); });
  get("/api/v1/duty", [=](const RouteCall&) { return duty_json(*db, *v); });
  get("/api/v1/deadlines", [=](const RouteCall& c) {
    return deadlines_json(*db, static_cast<int>(page_limit(c.request)), t->now());
  });
  get("/api/v1/dead-letters",
      [=](const RouteCall& c) { return dead_letters_json(*db, static_cast<int>(page_limit(c.request))); });
  get("/api/v1/dead-letters/{id}", [=](const RouteCall& c) { return dead_letter_json(*db, id_part(c)); });
}

void answer_slowly(Store& store, Worker& worker, RouteCall call,
                   std::function<HttpResponse(Database&, const RouteCall&)> make) {
  auto shared = std::make_shared<RouteCall>(std::move(call));
  const bool taken = worker.post([&store, shared, make = std::move(make)] {
    auto reader = store.reader();
    if (!reader) return shared->responder->send(problem(reader.error(), shared->request.path));
    try {
      (*reader)->run("BEGIN");
      shared->responder->send(make(**reader, *shared));
    } catch (const StoreError& e) {
      shared->responder->send(problem({Errc::storage, e.what(), ""}, shared->request.path));
    }
  });
  if (!taken)
    shared->responder->send(problem(
        {Errc::unavailable, "too many long questions wait already; try again", ""}, shared->request.path));
}

void verify_route(Store& store, Worker& worker, RouteCall call) {
  answer_slowly(store, worker, std::move(call),
                [](Database& db, const RouteCall&) { return json_response(verify(db).to_json()); });
}

}  // namespace huiyin
