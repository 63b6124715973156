#include "daemon/api/open311.h"

#include <algorithm>
#include <set>

#include "daemon/api/open311_form.h"
#include "daemon/api/reads.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"
#include "daemon/base/text.h"
#include "daemon/store/intakes.h"

namespace huiyin {
namespace {

constexpr const char* kDiscipline = "DIS";      // corruption, abuse of power: never shown
constexpr Millis kSpan{90LL * 24 * 3'600'000};  // GeoReport: at most ninety days in one list
constexpr int kMostRows = 20'000;               // looked at for one list
constexpr std::int64_t kMostShown = 1'000;

using Codes = std::set<std::string, std::less<>>;

Codes codes_of(const std::string& list) {
  Codes out;
  for (const std::string_view part : split(list, ','))
    if (const std::string_view code = trim(part); !code.empty()) out.emplace(code);
  return out;
}

TimePoint time_of(const HttpRequest& q, std::string_view name, TimePoint otherwise) {
  const std::string text = q.parameter(name);
  TimePoint t = otherwise;
  if (!text.empty() && !from_rfc3339(text, &t))
    throw BadInput(std::string(name), "must be a time like 2026-01-05T00:00:00Z");
  return t;
}

struct RequestQuery {
  Codes ids, services, states;
  TimePoint from{}, to{};
  std::int64_t skip = 0, size = 0;
};

RequestQuery query_of(const HttpRequest& q, TimePoint now) {
  RequestQuery out{codes_of(q.parameter("service_request_id")), codes_of(q.parameter("service_code")),
                   codes_of(q.parameter("status"))};
  for (const std::string& s : out.states)
    if (s != "open" && s != "closed") throw BadInput("status", "must be open or closed");
  if (out.ids.size() > 100) throw BadInput("service_request_id", "has more than 100 entries");
  out.to = time_of(q, "end_date", now);
  out.from = time_of(q, "start_date", out.to - kSpan);
  if (out.from > out.to) throw BadInput("start_date", "is after end_date");
  out.from = std::max(out.from, out.to - kSpan);
  const auto number = [&](std::string_view name, std::int64_t otherwise, std::int64_t most) {
    const std::string text = q.parameter(name);
    return text.empty() ? otherwise : integer_parameter(name, text, 1, most);
  };
  out.size = number("page_size", 200, kMostShown);
  out.skip = (number("page", 1, 1'000) - 1) * out.size;
  return out;
}

// Whether the public may know that this record exists.
bool is_public(const Json& reading) {
  if (reading.text_or("confidential", "both") != "none" || reading.boolean_or("danger", true)) return false;
  if (reading.text_or("direction", "in") != "in") return false;
  if (reading.text_or("purpose", "report") == "report") return false;  // of somebody: an accusation
  const auto suggested = reading.items("suggest");
  return !suggested.empty() && std::none_of(suggested.begin(), suggested.end(),
                                            [](const Json& s) { return s.text("category") == kDiscipline; });
}

class Open311Reads {
 public:
  Open311Reads(std::shared_ptr<const Open311Rules> rules, const std::string& language)
      : rules_(std::move(rules)), chinese_(!starts_with(to_lower_ascii(language), "en")) {}

  HttpResponse services(Open311Form form) const {
    std::vector<Open311Row> rows;
    for (const Category& c : rules_->categories->all())
      if (c.code != kDiscipline)
        rows.push_back({{"service_code", c.code},
                        {"service_name", name_of_service(c)},
                        {"description", chinese_ ? c.zh : c.note},
                        {"metadata", "false", true},
                        {"type", "realtime"},
                        {"keywords", c.id},
                        {"group", rules_->agency}});
    return open311_list(form, "services", "service", rows);
  }

  HttpResponse discovery(Open311Form form) const {
    return open311_list(form, "discovery", "endpoint",
                        {{{"specification", "http://wiki.open311.org/GeoReport_v2"},
                          {"url", "/open311/v2"},
                          {"type", "production"},
                          {"formats", "application/json, text/xml"},
                          {"agency", rules_->agency}}});
  }

  HttpResponse request(Database& db, Open311Form form, std::string_view id) const {
    const auto row = find_intake(db, id);
    // The same answer for what is not there and what is not shown.
    const auto shown = row ? row_of(*row) : std::nullopt;
    if (!shown) return open311_error(form, 404, "there is no such service request");
    return open311_list(form, "service_requests", "request", {*shown});
  }

  HttpResponse requests(Database& db, Open311Form form, RequestQuery q) const {
    std::vector<Open311Row> rows;
    if (!q.ids.empty()) {  // asked for by id: dates do not count
      for (const std::string& id : q.ids)
        if (const auto row = find_intake(db, id))
          if (auto shown = row_of(*row)) rows.push_back(std::move(*shown));
    } else {
      collect(db, q, &rows);
    }
    return open311_list(form, "service_requests", "request", rows);
  }

 private:
  void collect(Database& db, RequestQuery q, std::vector<Open311Row>* rows) const {
    if (!q.states.empty() && !q.states.contains("open")) return;
    std::int64_t before = 0;
    for (int looked_at = 0, last = -1; looked_at < kMostRows && last != looked_at;) {
      last = looked_at;
      list_intakes(db, before, 500, [&](const IntakeRow& row) {
        ++looked_at;
        before = row.id;
        if (row.received_at < q.from || row.received_at > q.to) return;
        if (static_cast<std::int64_t>(rows->size()) >= q.size) return;
        auto shown = row_of(row);
        if (!shown || (!q.services.empty() && !q.services.contains(*shown->at(3).value))) return;
        if (q.skip-- <= 0) rows->push_back(std::move(*shown));
      });
      if (static_cast<std::int64_t>(rows->size()) >= q.size) return;
    }
  }

  std::string name_of_service(const Category& c) const { return chinese_ ? c.zh : c.en; }

  std::optional<Open311Row> row_of(const IntakeRow& row) const {
    const Json reading = Json::parse(row.reading);
    if (!is_public(reading)) return std::nullopt;
    const std::string code = reading.items("suggest").front().text("category");
    const Category* category = rules_->categories->find(code);
    std::optional<std::string> text, place;
    if (rules_->descriptions) {
      text = row.masked;
      if (const auto places = reading.find("places"); places && !places->items().empty())
        place = places->items().front().text();
    }
    const std::string at = to_rfc3339(row.received_at);
    return Open311Row{{"service_request_id", row.public_id},
                      {"status", "open"},
                      {"service_name", category == nullptr ? code : name_of_service(*category)},
                      {"service_code", code},
                      {"description", text},
                      {"agency_responsible", rules_->agency},
                      {"service_notice", std::nullopt},
                      {"requested_datetime", at},
                      {"updated_datetime", at},
                      {"expected_datetime", std::nullopt},
                      {"address", place},
                      {"address_id", std::nullopt},
                      {"zipcode", std::nullopt},
                      {"lat", std::nullopt},
                      {"long", std::nullopt},
                      {"media_url", std::nullopt}};
  }

  const std::shared_ptr<const Open311Rules> rules_;
  const bool chinese_;
};

// Runs on the worker, with a connection of its own.
HttpResponse on_ledger(Store& store, Open311Form form, const std::function<HttpResponse(Database&)>& make) {
  auto reader = store.reader();
  if (!reader) return open311_error(form, 503, "the ledger cannot be read");
  try {
    return make(**reader);
  } catch (const StoreError&) {
    return open311_error(form, 503, "the ledger cannot be read");
  } catch (const BadInput& e) {
    return open311_error(form, 400, e.what());
  }
}

}  // namespace

void add_open311_routes(RouteTable& routes, std::shared_ptr<const Open311Rules> rules, const Clock& clock,
                        Store& store, Worker& worker) {
  const auto on_worker = [&store, &worker](const RouteCall& c, Open311Form form,
                                           std::function<HttpResponse(Database&)> make) {
    const bool taken = worker.post([&store, form, make = std::move(make), responder = c.responder] {
      responder->send(on_ledger(store, form, make));
    });
    if (!taken) c.responder->send(open311_error(form, 503, "too many lists are being made"));
  };
  routes.add({"GET", "/open311/v2/{name}", [=, &clock](const RouteCall& c) {
                const auto name = open311_name(c.path.at("name"));
                if (!name)
                  return c.responder->send(open311_error(Open311Form::json, 404, "ask for .json or .xml"));
                const auto [what, form] = *name;
                const Open311Reads reads(rules, c.request.header("accept-language"));
                if (what == "services") return c.responder->send(reads.services(form));
                if (what == "discovery") return c.responder->send(reads.discovery(form));
                if (what != "requests")
                  return c.responder->send(open311_error(form, 404, "there is nothing here"));
                on_worker(c, form, [reads, q = c.request, form = form, now = clock.now()](Database& db) {
                  return reads.requests(db, form, query_of(q, now));
                });
              }});
  routes.add({"GET", "/open311/v2/requests/{id}", [=](const RouteCall& c) {
                const auto name = open311_name(c.path.at("id"));
                if (!name)
                  return c.responder->send(open311_error(Open311Form::json, 404, "ask for .json or .xml"));
                const Open311Reads reads(rules, c.request.header("accept-language"));
                on_worker(c, name->second, [reads, name](Database& db) {
                  return reads.request(db, name->second, name->first);
                });
              }});
}

}  // namespace huiyin
