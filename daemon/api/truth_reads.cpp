#include "daemon/api/truth_reads.h"

#include "daemon/api/reads.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"
#include "daemon/campaign/rejected.h"
#include "daemon/model/calendar.h"
#include "daemon/store/journal.h"
#include "daemon/truth/campaign_report.h"
#include "daemon/truth/explain.h"

namespace huiyin {
namespace {

enum class ReportForm { json, csv, xlsx, chart };

ReportForm report_form(const HttpRequest& q) {
  const std::string name = q.parameter("format");
  if (name.empty() || name == "json") return ReportForm::json;
  if (name == "csv") return ReportForm::csv;
  if (name == "xlsx") return ReportForm::xlsx;
  if (name == "chart") return ReportForm::chart;
  throw BadInput("format", "must be one of: json, csv, xlsx, chart");
}

ReportLanguage report_language(const HttpRequest& q) {
  const std::string name = q.parameter("lang");
  if (name.empty() || name == "en") return ReportLanguage::en;
  if (name == "zh") return ReportLanguage::zh;
  throw BadInput("lang", "must be en or zh");
}

HttpResponse as_file(std::string body, const char* type, const std::string& name) {
  HttpResponse r;
  r.content_type = type;
  r.body = std::move(body);
  r.headers.emplace_back("Content-Disposition", "attachment; filename=" + name);
  return r;
}

Result<HttpResponse> report_in(const CampaignFigures& f, ReportForm form, ReportLanguage language) {
  const std::string name = "campaign-" + std::to_string(f.campaign.id);
  switch (form) {
    case ReportForm::json:
      return json_response(campaign_report_json(f));
    case ReportForm::chart:
      return json_response(campaign_report_chart(f));
    case ReportForm::csv:
      return as_file(campaign_report_csv(f, language), "text/csv; charset=utf-8", name + ".csv");
    case ReportForm::xlsx:
      break;
  }
  auto book = campaign_report_xlsx(f, language);
  if (!book) return tl::unexpected<Error>(book.error());
  return as_file(std::move(*book), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                 name + ".xlsx");
}

TimePoint day_parameter(const HttpRequest& q, const std::string& name, const TimeZone& zone,
                        TimePoint otherwise) {
  const std::string text = q.parameter(name);
  if (text.empty()) return otherwise;
  const auto day = read_day(text);
  if (!day) throw BadInput(name, "is not a day like 2026-03-01");
  const std::chrono::year_month_day ymd(*day);
  CivilTime c;
  c.year = static_cast<int>(ymd.year());
  c.month = static_cast<int>(static_cast<unsigned>(ymd.month()));
  c.day = static_cast<int>(static_cast<unsigned>(ymd.day()));
  return zone.instant(c);
}

CostQuery::By group_of(const HttpRequest& q) {
  const std::string name = q.parameter("by");
  if (name.empty() || name == "day") return CostQuery::By::day;
  if (name == "campaign") return CostQuery::By::campaign;
  if (name == "carrier") return CostQuery::By::carrier;
  if (name == "purpose") return CostQuery::By::purpose;
  throw BadInput("by", "must be one of: day, campaign, carrier, purpose");
}

HttpResponse cost_response(Database& db, const RouteCall& c, const TruthParts& truth, TimePoint now) {
  const HttpRequest& q = c.request;
  const TimeZone& zone = truth.cost.zone;
  CostQuery query{day_parameter(q, "from", zone, TimePoint{}),
                  day_parameter(q, "to", zone, now + std::chrono::hours(48)), std::nullopt, group_of(q)};
  if (const std::string id = q.parameter("campaign"); !id.empty())
    query.campaign = integer_parameter("campaign", id, 0, std::int64_t{1} << 62);
  const auto lines = cost_lines(db, query, truth.cost);
  if (!lines) return problem(lines.error(), q.path);
  if (report_form(q) == ReportForm::csv)
    return as_file(cost_csv(*lines), "text/csv; charset=utf-8", "cost.csv");
  return json_response(cost_json(*lines));
}

HttpResponse reconciliation_response(Database& db, const RouteCall& c, const TruthParts& truth) {
  const auto day = [&](const char* name, const char* otherwise) {
    const std::string text = c.request.parameter(name);
    if (!text.empty() && !read_day(text)) throw BadInput(name, "is not a day like 2026-03-01");
    return text.empty() ? std::string(otherwise) : text;
  };
  auto json = reconciliation_json(db, day("from", "0000-01-01"), day("to", "9999-12-31"), truth.cost);
  return json ? json_response(std::move(*json)) : problem(json.error(), c.request.path);
}

class TruthRoutes {
 public:
  TruthRoutes(RouteTable& routes, const TruthRouteParts& parts) : routes_(routes), p_(parts) {}

  void add() {
    get("/api/v1/messages/{id}/explain", [p = p_](const RouteCall& c) {
      return explain_message_json(*p.reader, *p.vault, *p.truth->words, id(c));
    });
    get("/api/v1/campaigns/{id}/explain",
        [p = p_](const RouteCall& c) { return explain_campaign_json(*p.reader, id(c)); });
    get("/api/v1/uncertain", [p = p_](const RouteCall& c) -> std::optional<std::string> {
      return uncertain_json(*p.reader, *p.vault, p.truth->uncertain, number(c, "after", 0, 0),
                            static_cast<int>(number(c, "limit", 50, 1)), p.clock->now());
    });
    routes_.add({"GET", "/api/v1/cost", [p = p_](RouteCall c) {
                   answer_slowly(*p.store, *p.worker, std::move(c), [p](Database& db, const RouteCall& call) {
                     return cost_response(db, call, *p.truth, p.clock->now());
                   });
                 }});
    routes_.add({"GET", "/api/v1/cost/reconciliation", [p = p_](RouteCall c) {
                   answer_slowly(*p.store, *p.worker, std::move(c), [p](Database& db, const RouteCall& call) {
                     return reconciliation_response(db, call, *p.truth);
                   });
                 }});
    routes_.add({"GET", "/api/v1/campaigns/{id}/rejected", [self = *this](RouteCall c) {
                   self.rejected(std::move(c), {"campaign", "audit.list_returned", rejected_file});
                 }});
    routes_.add({"GET", "/api/v1/lists/{id}/rejected", [self = *this](RouteCall c) {
                   self.rejected(std::move(c), {"list", "audit.stored_list_returned", rejected_list_file});
                 }});
    routes_.add(
        {"GET", "/api/v1/campaigns/{id}/report", [self = *this](RouteCall c) { self.report(std::move(c)); }});
  }

 private:
  void get(std::string pattern, std::function<std::optional<std::string>(const RouteCall&)> make) {
    routes_.add({"GET", std::move(pattern), [make = std::move(make)](RouteCall c) {
                   auto json = make(c);
                   c.responder->send(json ? json_response(std::move(*json)) : none(c));
                 }});
  }
  static HttpResponse none(const RouteCall& c) {
    return problem({Errc::not_found, "there is no such thing", ""}, c.request.path);
  }
  static std::int64_t id(const RouteCall& c) {
    return integer_parameter("id", c.path.at("id"), 1, std::int64_t{1} << 62);
  }
  static std::int64_t number(const RouteCall& c, std::string_view name, std::int64_t otherwise,
                             std::int64_t least) {
    const std::string text = c.request.parameter(name);
    return text.empty() ? otherwise
                        : integer_parameter(name, text, least, least == 0 ? std::int64_t{1} << 62 : 500);
  }

  struct RejectedOf {
    std::string what, event;
    Result<std::optional<std::string>> (*file)(Database& db, const Vault& vault, std::int64_t id);
  };

  // Numbers leave in the clear: first it is on record, then it goes.
  void rejected(RouteCall call, const RejectedOf& of) const {
    const std::int64_t it = id(call);
    auto shared = std::make_shared<RouteCall>(std::move(call));
    const TimePoint now = p_.clock->now();
    p_.store->write<bool>(
        [of, it, now, actor = shared->visitor.actor](Database& db) -> Result<bool> {
          JsonWriter w;
          w.object().field(of.what, it).field("by", actor).end();
          append_event(db, of.event, of.what + "/" + std::to_string(it), now, w.take());
          return true;
        },
        *p_.worker,
        [p = p_, of, it, shared](const Result<bool>& recorded) {
          const std::string& path = shared->request.path;
          if (!recorded) return shared->responder->send(problem(recorded.error(), path));
          auto reader = p.store->reader();
          if (!reader) return shared->responder->send(problem(reader.error(), path));
          auto file = of.file(**reader, *p.vault, it);
          if (!file) return shared->responder->send(problem(file.error(), path));
          if (!*file) return shared->responder->send(none(*shared));
          shared->responder->send(as_file(std::move(**file), "text/csv",
                                          "rejected-" + of.what + "-" + std::to_string(it) + ".csv"));
        });
  }

  void report(RouteCall call) const {
    const ReportForm form = report_form(call.request);
    const ReportLanguage language = report_language(call.request);
    const std::int64_t campaign = id(call);
    answer_slowly(*p_.store, *p_.worker, std::move(call),
                  [p = p_, form, language, campaign](Database& db, const RouteCall& c) {
                    const auto f = campaign_figures(db, campaign, *p.truth->words, p.clock->now());
                    if (!f) return none(c);
                    auto made = report_in(*f, form, language);
                    return made ? std::move(*made) : problem(made.error(), c.request.path);
                  });
  }

  RouteTable& routes_;
  const TruthRouteParts p_;
};

}  // namespace

void add_truth_routes(RouteTable& routes, const TruthRouteParts& parts) {
  TruthRoutes(routes, parts).add();
}

}  // namespace huiyin
