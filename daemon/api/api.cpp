#include "daemon/api/api.h"

#include "daemon/api/answering.h"
#include "daemon/api/bus_reads.h"
#include "daemon/api/command_routes.h"
#include "daemon/api/events.h"
#include "daemon/api/followup_reads.h"
#include "daemon/api/intake_reads.h"
#include "daemon/api/office_reads.h"
#include "daemon/api/openapi.h"
#include "daemon/api/plan_read.h"
#include "daemon/api/protect_routes.h"
#include "daemon/api/reads.h"
#include "daemon/api/routes.h"
#include "daemon/api/sign_in.h"
#include "daemon/api/tokens.h"
#include "daemon/api/truth_reads.h"
#include "daemon/api/uploads.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/base/log.h"
#include "daemon/base/metrics.h"
#include "daemon/base/text.h"
#include "daemon/people/user_commands.h"
#include "daemon/store/journal.h"
#include "daemon/store/tokens.h"
#include "daemon/store/users.h"

namespace huiyin {

struct Api::Impl {
  Impl(const Options& o, const ApiParts& p)
      : options(o),
        parts(p),
        events(*p.store, 200),
        answers("api", 10'000),
        hashing("passwords", 30),
        checker("verify", 10),
        reporter("report", 20) {}

  void add_routes();
  void handle(HttpRequest request, std::shared_ptr<Responder> responder);
  bool admit(RouteCall* call);
  void remember(const SeenNow& seen);
  void add_people_routes();
  void add_office_routes();
  void push(RouteCall call);
  void stream_events(RouteCall call);
  void status(RouteCall call);
  void health(RouteCall call);
  void metrics(RouteCall call);
  std::size_t body_limit(std::string_view path) const;

  const Options options;
  const ApiParts parts;
  Operations operations;
  RouteTable routes{operations};
  std::unique_ptr<Database> reader;  // web thread
  EventStreams events;
  Worker answers;                      // runs the ends of commands: they only send
  Worker hashing;                      // argon2id takes its time
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
  if (auto made = ensure_setup_code(*parts.store, options.setup_file, parts.clock->now()); !made)
    return tl::unexpected<Error>(made.error());
  auto reader = parts.store->reader();
  if (!reader) return tl::unexpected<Error>(reader.error());
  impl->reader = std::move(*reader);
  auto operations = Operations::make(*parts.commands);
  if (!operations) return tl::unexpected<Error>(operations.error());
  impl->operations = std::move(*operations);
  impl->add_routes();
  impl->routes.tell_unserved({"/hooks/", "/open311/"});
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

namespace {

bool is_json(const HttpRequest& q) {
  const std::string type = to_lower_ascii(q.header("content-type"));
  return type.substr(0, type.find(';')) == "application/json";
}

}  // namespace

void Api::Impl::handle(HttpRequest request, std::shared_ptr<Responder> responder) {
  web_role.assert_here();
  static Counter& requests = counter("huiyin_http_requests_total", "HTTP requests to the API");
  requests.add();
  PathValues values;
  std::string allowed;
  const Route* route = routes.find(request.method, request.path, &values, &allowed);
  const Operation* op = route == nullptr ? nullptr : route->operation;
  responder = answering(std::move(responder), request, op);
  const std::string path = request.path;
  if (route == nullptr) {
    if (allowed.empty())
      return responder->send(problem({Errc::not_found, "there is nothing here", ""}, path));
    HttpResponse r = problem("method", "this address takes " + allowed, path);
    r.headers.emplace_back("Allow", allowed);
    return responder->send(std::move(r));
  }
  RouteCall call{op, std::move(request), std::move(values), {}, responder};
  try {
    if (admit(&call)) route->run(std::move(call));
  } catch (const BadInput& e) {
    responder->send(problem({Errc::bad_input, e.what(), ""}, path));
  } catch (const StoreError& e) {
    responder->send(problem({Errc::storage, e.what(), ""}, path));
  }
}

// Who asks, whether they may, whether what they ask is well formed: before anything happens. False: answered.
bool Api::Impl::admit(RouteCall* call) {
  const Operation& op = *call->operation;
  const std::string& path = call->request.path;
  const auto refuse = [&](HttpResponse r) {
    call->responder->send(std::move(r));
    return false;
  };
  if (op.access != Access::open) {
    SeenNow seen;
    Known known = who_asks(*reader, call->request, options.sessions, parts.clock->now(), &seen);
    if (!known.refused.empty())
      return refuse(problem(known.refused, "send the session's X-CSRF-Token from this site", path));
    std::optional<Visitor>& visitor = known.visitor;
    if (!visitor) {
      HttpResponse r = problem("unauthenticated", "a valid token or session is needed", path);
      r.headers.emplace_back("WWW-Authenticate", "Bearer");
      return refuse(std::move(r));
    }
    remember(seen);
    if (visitor->role < op.needs)
      return refuse(problem({Errc::forbidden, "needs the role " + std::string(name_of(op.needs)), ""}, path));
    if (!visitor->may(op))
      return refuse(problem({Errc::forbidden, "the token's scope does not hold " + op.name, ""}, path));
    if (op.access == Access::person && visitor->session.empty())
      return refuse(problem("person_needed", "sign in: a token can't do this", path));
    call->visitor = std::move(*visitor);
  }
  if (starts_with(path, "/api/")) op.check_parameters(call->request.query);
  if (op.schema && !call->request.body.empty() && !is_json(call->request))
    return refuse(problem("media_type", "Content-Type must be application/json", path));
  if (op.schema && !op.command)
    op.schema->check(Json::parse(call->request.body.empty() ? "{}" : call->request.body));
  return true;
}

// When a session and a token were seen last; once a minute each, and nobody waits for it.
void Api::Impl::remember(const SeenNow& seen) {
  if (seen.session_hash.empty() && seen.token_id.empty()) return;
  parts.store->write<bool>(
      [seen, now = parts.clock->now()](Database& db) -> Result<bool> {
        if (!seen.session_hash.empty()) touch_session(db, seen.session_hash, now);
        if (!seen.token_id.empty()) touch_token(db, seen.token_id, now);
        return true;
      },
      answers, [](const Result<bool>&) {});
}

void Api::Impl::add_routes() {
  const auto on = [this](void (Impl::*f)(RouteCall)) {
    return [this, f](RouteCall c) { (this->*f)(std::move(c)); };
  };
  routes.add({"GET", "/api/v1/campaigns/{id}/plan", [this](RouteCall c) {
                plan_route(*parts.store, checker, {parts.plan_terms(), parts.vault, parts.clock->now()},
                           std::move(c));
              }});
  add_command_routes(routes, {parts.store, parts.vault, parts.clock, parts.commands, &answers});
  add_read_routes(routes, *reader, *parts.vault, *parts.clock);
  add_bus_routes(routes, *reader, *parts.clock);
  add_followup_routes(routes, *reader, parts.followup, *parts.clock, *parts.store, reporter);
  add_truth_routes(routes, {reader.get(), parts.vault, parts.clock, parts.store, &reporter, parts.truth});
  if (parts.open311) add_open311_routes(routes, parts.open311, *parts.clock, *parts.store, reporter);
  add_protect_routes(routes, {reader.get(), parts.store, parts.vault, parts.clock, parts.looks, &answers,
                              &checker, parts.share_folder});
  add_intake_routes(routes, {reader.get(), parts.store, parts.vault, parts.clock, &answers,
                             parts.followup ? parts.followup->get()->office : ""});
  routes.add({"GET", "/api/v1/status", on(&Impl::status)});
  routes.add({"GET", "/api/v1/events", on(&Impl::stream_events)});
  routes.add(
      {"GET", "/api/v1/verify", [this](RouteCall c) { verify_route(*parts.store, checker, std::move(c)); }});
  routes.add({"POST", "/api/v1/uploads", [this](RouteCall c) {
                take_upload(std::move(c), options.upload_dir, options.max_upload, answers);
              }});
  if (parts.pushes != nullptr) routes.add({"POST", "/hooks/{account}/{secret}", on(&Impl::push)});
  add_office_routes();
  add_people_routes();
}

void Api::Impl::add_people_routes() {
  add_sign_in_routes(routes, {reader.get(), parts.store, parts.vault, parts.clock, &hashing, &answers,
                              options.sessions, options.office});
  routes.add({"GET", "/api/v1/users", [this](const RouteCall& c) {
                c.responder->send(json_response(users_json(*reader, parts.clock->now())));
              }});
  routes.add({"GET", "/api/v1/tokens", [this](const RouteCall& c) {
                std::int64_t user = 0;
                if (c.visitor.role < Role::admin) {
                  const auto me = find_user(*reader, person_behind(*reader, c.visitor.actor));
                  user = me ? me->id : -1;
                }
                c.responder->send(json_response(tokens_json(*reader, user, parts.clock->now())));
              }});
}

void Api::Impl::add_office_routes() {
  const auto on = [this](void (Impl::*f)(RouteCall)) {
    return [this, f](RouteCall c) { (this->*f)(std::move(c)); };
  };
  const auto fixed = [this](const char* path, std::string body) {
    routes.add({"GET", path,
                [body = std::move(body)](const RouteCall& c) { c.responder->send(json_response(body)); }});
  };
  fixed("/health/live", "{\"live\":true}");
  fixed("/api/v1/errors", catalogue_json());
  fixed("/api/v1/openapi.json", openapi_json(operations));
  for (const char* path : {"/health/ready", "/health/startup"}) routes.add({"GET", path, on(&Impl::health)});
  routes.add({"GET", "/metrics", on(&Impl::metrics)});
  routes.add({"GET", "/api/v1/overview", [this](const RouteCall& c) {
                c.responder->send(
                    json_response(overview_json(*reader, parts.followup->get()->zone, parts.clock->now())));
              }});
  routes.add({"POST", "/api/v1/text-check", [this](const RouteCall& c) {
                c.responder->send(json_response(
                    text_check_json(Json::parse(c.request.body), *parts.templates, *parts.plan_terms())));
              }});
}

// Carriers in trouble make the office degraded, not the daemon unready: a restart would mend nothing.
void Api::Impl::health(RouteCall call) {
  const bool ready = parts.ready();
  JsonWriter w;
  w.object().field("ready", ready).field("degraded", parts.broken_edges() > 0);
  call.responder->send(json_response(w.end().take(), ready ? 200 : 503));
}

void Api::Impl::metrics(RouteCall call) {
  static Gauge& queue = gauge("huiyin_store_queue_length", "Functions that wait for the ledger's writer");
  static Gauge& streams = gauge("huiyin_event_streams", "Listeners to event streams of the API");
  queue.set(static_cast<double>(parts.store->queued()));
  streams.set(static_cast<double>(events.size()));
  HttpResponse r;
  r.content_type = "text/plain; version=0.0.4; charset=utf-8";
  r.body = metrics_text();
  call.responder->send(std::move(r));
}

void Api::Impl::status(RouteCall call) {
  auto shared = std::make_shared<RouteCall>(std::move(call));
  const bool taken =
      parts.net->post([this, shared] { shared->responder->send(json_response(parts.status())); });
  if (!taken)
    shared->responder->send(
        problem({Errc::unavailable, "the daemon is overloaded", ""}, shared->request.path));
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
  if (stream && !events.add(stream, after, std::move(topics), call.visitor.role)) stream->close();
}

}  // namespace huiyin
