#include "daemon/api/followup_reads.h"

#include "daemon/api/reads.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/base/text.h"
#include "daemon/followup/decide.h"
#include "daemon/followup/dissatisfied.h"
#include "daemon/followup/report.h"
#include "daemon/followup/views.h"
#include "daemon/followup/voice.h"

namespace huiyin {
namespace {

// "2026-03-01": the begin of the day in the office's zone; or a time.
std::optional<TimePoint> time_parameter(const HttpRequest& q, std::string_view name, const TimeZone& zone) {
  const std::string text = q.parameter(name);
  if (text.empty()) return std::nullopt;
  TimePoint t{};
  if (from_rfc3339(text, &t)) return t;
  const auto day = read_day(text);
  if (!day) throw BadInput(std::string(name), "is neither a day like 2026-03-01 nor a time");
  const std::chrono::year_month_day ymd(*day);
  CivilTime c;
  c.year = static_cast<int>(ymd.year());
  c.month = static_cast<int>(static_cast<unsigned>(ymd.month()));
  c.day = static_cast<int>(static_cast<unsigned>(ymd.day()));
  return zone.instant(c);
}

std::optional<std::int64_t> row_parameter(const HttpRequest& q, std::string_view name) {
  const std::string text = q.parameter(name);
  if (text.empty()) return std::nullopt;
  return integer_parameter(name, text, 0, std::int64_t{1} << 62);
}

FigureQuery query_of(const HttpRequest& q, const TimeZone& zone, TimePoint now) {
  FigureQuery out;
  out.as_of = time_parameter(q, "as_of", zone).value_or(now);
  if (out.as_of > now) throw BadInput("as_of", "lies in the future");
  out.history = row_parameter(q, "history");
  out.cases = row_parameter(q, "cases");
  out.from = time_parameter(q, "from", zone);
  out.to = time_parameter(q, "to", zone);
  if (out.from && out.to && *out.from >= *out.to) throw BadInput("to", "must be after from");
  return out;
}

enum class Form { json, csv, xlsx, chart };

Form form_of(const HttpRequest& q) {
  const std::string name = q.parameter("format");
  if (name.empty() || name == "json") return Form::json;
  if (name == "csv") return Form::csv;
  if (name == "xlsx") return Form::xlsx;
  if (name == "chart") return Form::chart;
  throw BadInput("format", "must be one of: json, csv, xlsx, chart");
}

Result<HttpResponse> in_form(const Figures& f, Form form, bool with_groups) {
  HttpResponse r;
  switch (form) {
    case Form::json:
      return json_response(report_json(f, with_groups));
    case Form::chart:
      return json_response(report_chart_json(f));
    case Form::csv:
      r.content_type = "text/csv; charset=utf-8";
      r.body = report_csv(f);
      break;
    case Form::xlsx: {
      auto book = report_xlsx(f);
      if (!book) return tl::unexpected<Error>(book.error());
      r.content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
      r.body = std::move(*book);
      break;
    }
  }
  r.headers.emplace_back("Content-Disposition", std::string("attachment; filename=satisfaction.") +
                                                    (form == Form::csv ? "csv" : "xlsx"));
  return r;
}

// One snapshot for all that the report reads.
Result<HttpResponse> make_report(Store& store, const FigureQuery& query, Form form, const TimeZone& zone,
                                 bool with_groups) {
  auto reader = store.reader();
  if (!reader) return tl::unexpected<Error>(reader.error());
  try {
    (*reader)->run("BEGIN");
    return in_form(make_figures(**reader, query, zone), form, with_groups);
  } catch (const StoreError& e) {
    return fail(Errc::storage, e.what());
  }
}

class FollowupRoutes {
 public:
  FollowupRoutes(RouteTable& routes, Database& reader, std::shared_ptr<const FollowupRulesInForce> rules,
                 const Clock& clock, Store& store, Worker& worker)
      : routes_(routes),
        db_(&reader),
        rules_(std::move(rules)),
        clock_(&clock),
        store_(&store),
        worker_(&worker) {}

  void add() {
    add_lists();
    add_worklists();
    add_voice();
    routes_.add(
        {"GET", "/api/v1/followups/report", [self = *this](RouteCall c) { self.report(std::move(c)); }});
  }

 private:
  using Make = std::function<std::optional<std::string>(const RouteCall&)>;
  void get(std::string pattern, Make make) {
    routes_.add({"GET", std::move(pattern), [make = std::move(make)](const RouteCall& c) {
                   auto json = make(c);
                   c.responder->send(
                       json ? json_response(std::move(*json))
                            : problem({Errc::not_found, "there is no such thing", ""}, c.request.path));
                 }});
  }
  static std::int64_t cursor(const RouteCall& c, std::string_view name) {
    return row_parameter(c.request, name).value_or(0);
  }
  static int limit(const RouteCall& c) {
    const std::string text = c.request.parameter("limit");
    return text.empty() ? 50 : static_cast<int>(integer_parameter("limit", text, 1, 500));
  }
  static std::int64_t id(const RouteCall& c) {
    return integer_parameter("id", c.path.at("id"), 1, std::int64_t{1} << 62);
  }
  static bool flag(const RouteCall& c, std::string_view name) {
    const std::string text = c.request.parameter(name);
    if (!text.empty() && text != "true" && text != "false")
      throw BadInput(std::string(name), "must be true or false");
    return text == "true";
  }
  // Who rated what is for the office, not for everybody who may look.
  static bool sees_ratings(const RouteCall& c) { return c.visitor.role >= Role::operator_; }

  void add_lists() {
    get("/api/v1/followups", [db = db_](const RouteCall& c) {
      return followup_list_json(*db, cursor(c, "before"), limit(c), sees_ratings(c));
    });
    get("/api/v1/cases/{id}/followup",
        [db = db_](const RouteCall& c) { return followup_json(*db, c.path.at("id"), sees_ratings(c)); });
    get("/api/v1/surveys",
        [rules = rules_](const RouteCall&) { return surveys_json(rules->get()->surveys); });
  }

  void add_worklists() {
    get("/api/v1/followups/unclear", [db = db_, rules = rules_](const RouteCall& c) {
      return unclear_list_json(*db, *rules->get(), cursor(c, "before"), limit(c));
    });
    get("/api/v1/dissatisfied", [db = db_, rules = rules_, clock = clock_](const RouteCall& c) {
      return dissatisfied_list_json(*db, *rules->get(), clock->now(), flag(c, "done"), cursor(c, "after"),
                                    limit(c));
    });
    get("/api/v1/dissatisfied/{id}", [db = db_, rules = rules_, clock = clock_](const RouteCall& c) {
      return dissatisfied_json(*db, *rules->get(), clock->now(), id(c), c.visitor.role >= Role::supervisor);
    });
  }

  void add_voice() {
    get("/api/v1/voice/samples",
        [db = db_](const RouteCall& c) { return voice_samples_json(*db, cursor(c, "before"), limit(c)); });
    get("/api/v1/voice/samples/{id}/calls", [db = db_, rules = rules_, clock = clock_](const RouteCall& c) {
      return voice_calls_json(*db, *rules->get(), clock->now(), id(c), flag(c, "over"), cursor(c, "after"),
                              limit(c));
    });
    get("/api/v1/voice/samples/{id}/comparison",
        [db = db_](const RouteCall& c) { return voice_comparison_json(*db, id(c)); });
  }

  void report(RouteCall call) const {
    const FigureQuery query = query_of(call.request, rules_->get()->zone, clock_->now());
    const Form form = form_of(call.request);
    const bool groups = sees_ratings(call);
    if (form != Form::json && !groups)
      return call.responder->send(
          problem({Errc::forbidden, "figures by group need the role operator", ""}, call.request.path));
    auto shared = std::make_shared<RouteCall>(std::move(call));
    const bool taken = worker_->post([store = store_, rules = rules_, query, form, groups, shared] {
      auto made = make_report(*store, query, form, rules->get()->zone, groups);
      if (!made) return shared->responder->send(problem(made.error(), shared->request.path));
      made->headers.emplace_back("ETag", '"' + to_hex(sha256(made->body)) + '"');
      shared->responder->send(std::move(*made));
    });
    if (!taken)
      shared->responder->send(
          problem({Errc::unavailable, "too many reports are being made", ""}, shared->request.path));
  }

  RouteTable& routes_;
  Database* db_;
  std::shared_ptr<const FollowupRulesInForce> rules_;
  const Clock* clock_;
  Store* store_;
  Worker* worker_;
};

}  // namespace

void add_followup_routes(RouteTable& routes, Database& reader,
                         std::shared_ptr<const FollowupRulesInForce> rules, const Clock& clock, Store& store,
                         Worker& worker) {
  FollowupRoutes(routes, reader, std::move(rules), clock, store, worker).add();
}

}  // namespace huiyin
