#include "daemon/api/protect_routes.h"

#include "daemon/api/reads.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/care/care_view.h"
#include "daemon/intake/intake_view.h"
#include "daemon/people/erasure.h"
#include "daemon/people/vault_keeper.h"
#include "daemon/store/audit.h"

namespace huiyin {
namespace {

int page_of(const HttpRequest& q) {
  const std::string text = q.parameter("limit");
  return text.empty() ? 50 : static_cast<int>(integer_parameter("limit", text, 1, 500));
}

std::int64_t before_of(const HttpRequest& q) {
  const std::string text = q.parameter("before");
  return text.empty() ? 0 : integer_parameter("before", text, 0, std::int64_t{1} << 62);
}

std::int64_t number_in_path(const RouteCall& c) {
  return integer_parameter("id", c.path.at("id"), 1, std::int64_t{1} << 62);
}

std::string audit_json(Database& db, const HttpRequest& q) {
  const AuditWanted wanted{before_of(q), q.parameter("actor"), q.parameter("subject"), q.parameter("action")};
  const int limit = page_of(q);
  std::vector<AuditEntry> entries;
  list_audit(db, wanted, limit + 1, [&](const AuditEntry& e) { entries.push_back(e); });
  const bool more = entries.size() > static_cast<std::size_t>(limit);
  if (more) entries.pop_back();
  JsonWriter w;
  w.object().key("items").array();
  for (const AuditEntry& e : entries) {
    w.object().field("seq", e.seq).field("at", to_rfc3339(e.at)).field("actor", e.actor);
    w.field("action", e.action).field("subject", e.subject).key("detail").raw(e.detail);
    w.field("hash", to_hex(e.hash)).end();
  }
  w.end().key("next");
  if (more)
    w.value(entries.back().seq);
  else
    w.null();
  return w.end().take();
}

// What reads the whole chain runs on the checker's thread.
void check_then_send(const ProtectParts& p, RouteCall call,
                     std::function<std::optional<std::string>(Database&)> check) {
  auto shared = std::make_shared<RouteCall>(std::move(call));
  const bool taken = p.checker->post([store = p.store, shared, check = std::move(check)] {
    auto reader = store->reader();
    if (!reader) return shared->responder->send(problem(reader.error(), shared->request.path));
    try {
      (*reader)->run("BEGIN");  // one snapshot
      auto json = check(**reader);
      if (json) return shared->responder->send(json_response(std::move(*json)));
      shared->responder->send(problem({Errc::not_found, "there is no such thing", ""}, shared->request.path));
    } catch (const std::exception& e) {
      shared->responder->send(problem({Errc::storage, e.what(), ""}, shared->request.path));
    }
  });
  if (!taken)
    shared->responder->send(
        problem({Errc::unavailable, "a check is running already", ""}, shared->request.path));
}

std::string audit_check_json(Database& db) {
  const AuditCheck c = check_audit(db);
  JsonWriter w;
  w.object().field("good", c.bad_seq == 0).field("entries", c.entries).field("digests", c.digests);
  return w.field("bad_seq", c.bad_seq).field("why", c.why).field("head", c.head).end().take();
}

HttpResponse never_kept(std::string json) {
  HttpResponse r = json_response(std::move(json));
  r.headers.emplace_back("Cache-Control", "no-store");
  return r;
}

// What a look shows stays out of the ledger's answers to commands: it is a route of its own.
void send_look(const ProtectParts& p, const RouteCall& call, std::function<LookAnswer(Database&)> see) {
  const auto responder = call.responder;
  const std::string path = call.request.path;
  p.store->write<LookAnswer>([see = std::move(see)](Database& db) -> Result<LookAnswer> { return see(db); },
                             *p.answers,
                             [responder, path](Result<LookAnswer> seen) {
                               if (!seen) return responder->send(problem(seen.error(), path));
                               if (seen->refused) return responder->send(problem(*seen->refused, path));
                               responder->send(never_kept(std::move(seen->json)));
                             });
}

CommandContext context_of(const ProtectParts& p, const RouteCall& call) {
  return {p.clock->now(), call.visitor.actor, call.visitor.role};
}

}  // namespace

void add_protect_routes(RouteTable& routes, const ProtectParts& p) {
  const auto get = [&](std::string pattern,
                       std::function<std::optional<std::string>(const RouteCall&)> make) {
    routes.add({"GET", std::move(pattern), [make = std::move(make)](const RouteCall& c) {
                  auto json = make(c);
                  c.responder->send(
                      json ? json_response(std::move(*json))
                           : problem({Errc::not_found, "there is no such thing", ""}, c.request.path));
                }});
  };
  get("/api/v1/receipts", [p](const RouteCall& c) {
    return answers_sent_json(*p.reader, c.request.parameter("intake"), before_of(c.request),
                             page_of(c.request));
  });
  get("/api/v1/access", [p](const RouteCall& c) {
    return look_grants_json(*p.reader, before_of(c.request), page_of(c.request), p.clock->now());
  });
  get("/api/v1/intake/{id}/looks",
      [p](const RouteCall& c) { return looks_json(*p.reader, c.path.at("id")); });
  get("/api/v1/audit", [p](const RouteCall& c) { return audit_json(*p.reader, c.request); });
  get("/api/v1/vault", [p](const RouteCall&) { return vault_status_json(*p.reader, p.share_folder); });
  routes.add({"GET", "/api/v1/audit/verify",
              [p](RouteCall c) { check_then_send(p, std::move(c), audit_check_json); }});
  get("/api/v1/erasures",
      [p](const RouteCall& c) { return erasures_json(*p.reader, before_of(c.request), page_of(c.request)); });
  get("/api/v1/erasures/{id}", [p](const RouteCall& c) { return erasure_json(*p.reader, c.path.at("id")); });
  get("/api/v1/holds", [p](const RouteCall&) { return legal_holds_json(*p.reader); });
  routes.add({"GET", "/api/v1/erasures/{id}/verify", [p](RouteCall c) {
                const std::string id = c.path.at("id");
                check_then_send(p, std::move(c), [id](Database& db) { return verify_erasure(db, id); });
              }});
  if (!p.looks) return;
  routes.add({"POST", "/api/v1/access/{id}/look", [p](const RouteCall& c) {
                send_look(p, c, [p, grant = number_in_path(c), who = context_of(p, c)](Database& db) {
                  return look(db, *p.vault, *p.looks, grant, who);
                });
              }});
  routes.add({"POST", "/api/v1/dead-letters/{id}/payload", [p](const RouteCall& c) {
                const std::string reason = Json::parse(c.request.body).text("reason");
                send_look(p, c,
                          [p, reason, raw_id = number_in_path(c),
                           who = context_of(p, c)](Database& db) -> LookAnswer {
                            auto payload = dead_payload_json(db, *p.vault, raw_id, reason, who);
                            if (!payload) return {payload.error(), {}};
                            return {std::nullopt, std::move(*payload)};
                          });
              }});
}

}  // namespace huiyin
