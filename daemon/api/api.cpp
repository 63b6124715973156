#include "daemon/api/api.h"

#include "daemon/api/bus_reads.h"
#include "daemon/api/events.h"
#include "daemon/api/followup_reads.h"
#include "daemon/api/intake_reads.h"
#include "daemon/api/plan_read.h"
#include "daemon/api/protect_routes.h"
#include "daemon/api/reads.h"
#include "daemon/api/routes.h"
#include "daemon/api/tokens.h"
#include "daemon/api/truth_reads.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/base/fault_point.h"
#include "daemon/base/log.h"
#include "daemon/base/metrics.h"
#include "daemon/base/text.h"
#include "daemon/base/utf16_text.h"
#include "daemon/base/xlsx_sheet.h"
#include "daemon/io/system.h"
#include "daemon/store/journal.h"

namespace huiyin {

struct Api::Impl {
  Impl(const Options& o, const ApiParts& p)
      : options(o),
        parts(p),
        events(*p.store, 200),
        answers("api", 10'000),
        checker("verify", 10),
        reporter("report", 20) {}

  void add_routes();
  void handle(HttpRequest request, std::shared_ptr<Responder> responder);
  void run_command_route(RouteCall call);
  void upload(RouteCall call);
  void push(RouteCall call);
  void stream_events(RouteCall call);
  void status(RouteCall call);
  std::size_t body_limit(std::string_view path) const;

  const Options options;
  const ApiParts parts;
  RouteTable routes;
  std::unique_ptr<Database> reader;  // web thread
  EventStreams events;
  Worker answers;                      // runs the ends of commands: they only send
  Worker checker;                      // verify reads the whole ledger
  Worker reporter;                     // figures read the whole history
  std::unique_ptr<HttpServer> server;  // last: stops first
};

Api::Api(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Api::~Api() = default;
int Api::port() const {
  return impl_->server->port();
}
void Api::journal_grew() {
  impl_->events.journal_grew();
}

Result<std::unique_ptr<Api>> Api::start(const Options& options, const ApiParts& parts) {
  auto impl = std::make_unique<Impl>(options, parts);
  if (auto made = ensure_first_token(*parts.store, options.token_file, parts.clock->now()); !made)
    return tl::unexpected<Error>(made.error());
  auto reader = parts.store->reader();
  if (!reader) return tl::unexpected<Error>(reader.error());
  impl->reader = std::move(*reader);
  impl->add_routes();
  HttpServer::Options o;
  o.address = options.address;
  o.port = options.port;
  auto server = HttpServer::start(
      o,
      [raw = impl.get()](HttpRequest q, std::shared_ptr<Responder> r) {
        raw->handle(std::move(q), std::move(r));
      },
      [raw = impl.get()](std::string_view, std::string_view path) { return raw->body_limit(path); });
  if (!server) return tl::unexpected<Error>(server.error());
  impl->server = std::move(*server);
  return std::unique_ptr<Api>(new Api(std::move(impl)));
}

std::size_t Api::Impl::body_limit(std::string_view path) const {
  if (starts_with(path, "/api/v1/uploads")) return options.max_upload;
  return starts_with(path, "/hooks/") ? options.max_push : options.max_body;
}

void Api::Impl::handle(HttpRequest request, std::shared_ptr<Responder> responder) {
  web_role.assert_here();
  static Counter& requests = counter("huiyin_http_requests_total", "HTTP requests to the API");
  requests.add();
  const std::string path = request.path;
  try {
    RouteCall call{std::move(request), {}, {}, responder};
    bool other_method = false;
    const Route* route = routes.find(call.request.method, path, &call.path, &other_method);
    if (route == nullptr) {
      HttpResponse r = problem(
          {Errc::not_found, other_method ? "another method is needed here" : "there is nothing here", ""},
          path);
      if (other_method) r.status = 405;
      return responder->send(std::move(r));
    }
    if (route->access == Access::token) {
      const auto visitor = visitor_of(*reader, call.request, parts.clock->now());
      if (!visitor) {
        HttpResponse r =
            problem({Errc::forbidden, "a valid token is needed: Authorization: Bearer …", ""}, path);
        r.status = 401;
        r.headers.emplace_back("WWW-Authenticate", "Bearer");
        return responder->send(std::move(r));
      }
      if (visitor->role < route->needs)
        return responder->send(
            problem({Errc::forbidden, "needs the role " + std::string(name_of(route->needs)), ""}, path));
      call.visitor = *visitor;
    }
    route->run(std::move(call));
  } catch (const BadInput& e) {
    responder->send(problem({Errc::bad_input, e.what(), ""}, path));
  } catch (const StoreError& e) {
    responder->send(problem({Errc::storage, e.what(), ""}, path));
  }
}

void Api::Impl::add_routes() {
  const auto on = [this](void (Impl::*f)(RouteCall)) {
    return [this, f](RouteCall c) { (this->*f)(std::move(c)); };
  };
  routes.add({"GET", "/api/v1/campaigns/{id}/plan", Access::token, Role::viewer, [this](RouteCall c) {
                plan_route(*parts.store, checker, {parts.plan_terms(), parts.vault, parts.clock->now()},
                           std::move(c));
              }});
  add_read_routes(routes, *reader, *parts.vault, *parts.clock);
  add_bus_routes(routes, *reader, *parts.clock);
  add_followup_routes(routes, *reader, parts.followup, *parts.clock, *parts.store, reporter);
  add_truth_routes(routes, {reader.get(), parts.vault, parts.clock, parts.store, &reporter, parts.truth});
  if (parts.open311) add_open311_routes(routes, parts.open311, *parts.clock, *parts.store, reporter);
  add_protect_routes(routes,
                     {reader.get(), parts.store, parts.vault, parts.clock, parts.looks, &answers, &checker});
  add_intake_routes(routes, {reader.get(), parts.store, parts.vault, parts.clock, &answers,
                             parts.followup ? parts.followup->get()->office : ""});
  routes.add({"GET", "/api/v1/status", Access::token, Role::viewer, on(&Impl::status)});
  routes.add({"GET", "/api/v1/events", Access::token, Role::viewer, on(&Impl::stream_events)});
  routes.add({"GET", "/api/v1/verify", Access::token, Role::viewer,
              [this](RouteCall c) { verify_route(*parts.store, checker, std::move(c)); }});
  routes.add({"POST", "/api/v1/commands/{name}", Access::token, Role::viewer, on(&Impl::run_command_route)});
  routes.add({"POST", "/api/v1/uploads", Access::token, Role::operator_, on(&Impl::upload)});
  if (parts.pushes != nullptr)
    routes.add({"POST", "/hooks/{account}/{secret}", Access::open, Role::viewer, on(&Impl::push)});
  routes.add({"GET", "/health/live", Access::open, Role::viewer,
              [](RouteCall c) { c.responder->send(json_response("{\"live\":true}")); }});
  routes.add({"GET", "/health/ready", Access::open, Role::viewer, [this](RouteCall c) {
                const bool ready = parts.ready();
                c.responder->send(
                    json_response(ready ? "{\"ready\":true}" : "{\"ready\":false}", ready ? 200 : 503));
              }});
  routes.add({"GET", "/metrics", Access::open, Role::viewer, [](RouteCall c) {
                HttpResponse r;
                r.content_type = "text/plain; version=0.0.4; charset=utf-8";
                r.body = metrics_text();
                c.responder->send(std::move(r));
              }});
}

void Api::Impl::status(RouteCall call) {
  auto shared = std::make_shared<RouteCall>(std::move(call));
  const bool taken =
      parts.net->post([this, shared] { shared->responder->send(json_response(parts.status())); });
  if (!taken)
    shared->responder->send(
        problem({Errc::unavailable, "the daemon is overloaded", ""}, shared->request.path));
}

// One route for every command: their rules (role, key, arguments) are in the command table. 200 with what
// became durable.
void Api::Impl::run_command_route(RouteCall call) {
  const Json args = call.request.body.empty() ? Json::parse("{}") : Json::parse(call.request.body);
  const CommandContext context{parts.clock->now(), call.visitor.actor, call.visitor.role};
  const std::string name = call.path.at("name");
  const std::string key = call.request.header("idempotency-key");
  parts.commands->begin(name, context.role, [=, this, responder = call.responder, path = call.request.path] {
    parts.store->write<std::string>(
        [table = parts.commands, name, key, args, context](Database& db) {
          return run_command(db, *table, name, key, args, context);
        },
        answers,
        [responder, path](Result<std::string> done) {
          fault_point("command.durable");
          responder->send(done ? json_response(std::move(*done)) : problem(done.error(), path));
        });
  });
}

namespace {

// A workbook is stored as the CSV of the first sheet that is shown, so that imports know one kind of list
// only.
Result<std::string> list_of_workbook(const std::string& bytes, std::size_t most, XlsxSheets* sheets) {
  std::string out;
  bool too_long = false;
  const auto read = read_xlsx(
      bytes,
      [&](std::string_view line) {
        too_long = too_long || out.size() + line.size() > most;
        if (!too_long) out.append(line);
      },
      {}, sheets);
  if (!read) return fail(Errc::bad_input, "the workbook " + read.error().what);
  if (too_long) return fail(Errc::bad_input, "the workbook unpacks to more than an upload may be");
  return out;
}

}  // namespace

// Stores an audience file durably and answers its name, for campaign.create.
void Api::Impl::upload(RouteCall call) {
  if (call.request.body.empty())
    return call.responder->send(problem({Errc::bad_input, "the file is empty", ""}, call.request.path));
  auto shared = std::make_shared<RouteCall>(std::move(call));
  answers.post_always([this, shared] {
    const std::string name = "upload-" + to_hex(random_bytes(12));
    if (auto made = make_folders(options.upload_dir); !made)
      return shared->responder->send(problem(made.error(), shared->request.path));
    XlsxSheets sheets;
    if (is_xlsx(shared->request.body)) {
      auto list = list_of_workbook(shared->request.body, options.max_upload, &sheets);
      if (!list) return shared->responder->send(problem(list.error(), shared->request.path));
      shared->request.body = std::move(*list);
    } else if (is_utf16_text(shared->request.body)) {
      auto list = utf16_text_to_utf8(shared->request.body);
      if (!list)
        return shared->responder->send(
            problem({Errc::bad_input, "the file is UTF-16 and " + list.error().what, list.error().where},
                    shared->request.path));
      shared->request.body = std::move(*list);
    }
    if (auto written = write_file_durably(options.upload_dir + "/" + name, shared->request.body); !written)
      return shared->responder->send(problem(written.error(), shared->request.path));
    JsonWriter w;
    w.object().field("file", name);
    w.field("bytes", static_cast<std::uint64_t>(shared->request.body.size()));
    if (!sheets.read.empty()) {
      w.field("sheet", sheets.read).key("sheets_passed_over").array();
      for (const std::string& other : sheets.passed_over) w.value(other);
      w.end();
    }
    w.end();
    shared->responder->send(json_response(w.take(), 201));
  });
}

void Api::Impl::push(RouteCall call) {
  const std::string account = call.path.at("account");
  const std::string expected = parts.hook_secret(account);
  // The same answer for a wrong account and a wrong secret.
  if (expected.empty() || !equal_in_constant_time(sha256(expected), sha256(call.path.at("secret"))))
    return call.responder->send(problem({Errc::not_found, "there is nothing here", ""}, "/hooks"));
  PushRequest q{call.request.method, "/hooks/" + account, call.request.headers, std::move(call.request.body)};
  if (!call.request.query.empty()) q.url += "?" + call.request.query;
  parts.pushes->take(account, q,
                     [responder = call.responder](HttpResponse r) { responder->send(std::move(r)); });
}

void Api::Impl::stream_events(RouteCall call) {
  std::int64_t after = newest_event(*reader);
  const std::string last = call.request.header("last-event-id").empty()
                               ? call.request.parameter("after")
                               : call.request.header("last-event-id");
  if (!last.empty()) after = integer_parameter("after", last, 0, std::int64_t{1} << 62);
  std::vector<std::string> topics;
  const std::string wanted = call.request.parameter("topics");
  for (const std::string_view t : split(wanted, ','))
    if (!t.empty()) topics.emplace_back(t);
  if (events.size() >= 200)
    return call.responder->send(problem({Errc::unavailable, "too many listeners", ""}, call.request.path));
  HttpResponse head;
  head.content_type = "text/event-stream";
  head.headers.emplace_back("Cache-Control", "no-store");
  auto stream = call.responder->stream(std::move(head));
  if (stream && !events.add(stream, after, std::move(topics))) stream->close();
}

}  // namespace huiyin
