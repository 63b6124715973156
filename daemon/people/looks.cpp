#include "daemon/people/looks.h"

#include "daemon/base/bad_input.h"
#include "daemon/base/log.h"
#include "daemon/base/text.h"
#include "daemon/people/directory.h"
#include "daemon/store/audit.h"
#include "daemon/store/dangers.h"
#include "daemon/store/intakes.h"
#include "daemon/store/journal.h"
#include "daemon/store/progress.h"
#include "daemon/store/users.h"

namespace huiyin {
namespace {

constexpr std::size_t kShortestReason = 6, kLongestReason = 400;

std::string record_of(const LookGrant& g) {
  return "intake/" + g.public_id;
}

std::string reason_at(const Json& args, bool needed) {
  const std::string whole = args.text_or("reason", "");
  const std::string_view reason = trim(whole);
  if (needed && reason.size() < kShortestReason)
    throw BadInput("/reason", "must say why: two characters of Chinese or six letters at least");
  if (reason.size() > kLongestReason) throw BadInput("/reason", "is longer than 400 bytes");
  return mask_for_log(reason);
}

// People look, programs don't: what comes by the bus has nobody's eyes.
Result<void> may_use(const CommandContext& c, const LookRules& rules) {
  if (c.role < rules.role)
    return fail(Errc::forbidden, "needs the role " + std::string(name_of(rules.role)), "access");
  if (c.actor.starts_with("bus"))
    return fail(Errc::forbidden, "only a person of the office may look", "access");
  return {};
}

bool is_of(std::string_view actor, std::string_view account) {
  return !account.empty() && (actor == account || actor.ends_with(":" + std::string(account)));
}

// Whose case it is: who was assigned to it, or took the danger on.
bool is_own_case(Database& db, const IntakeRow& row, std::string_view actor) {
  if (is_of(actor, progress_of(db, row.id, row.received_at).assignee)) return true;
  const auto danger = danger_of(db, row.id);
  return danger && danger->acknowledged_at && danger->acknowledged_by == actor;
}

void write_grant(JsonWriter& w, const LookGrant& g) {
  w.object().field("grant", g.id).field("intake_id", g.public_id).field("asker", g.asker);
  w.field("reason", g.reason).key("sees").array();
  if (g.text) w.value("text");
  if (g.number) w.value("number");
  w.end().field("state", name_of(g.state)).field("second_needed", g.second_needed);
  w.field("emergency", g.emergency).field("decided_by", g.decider).field("asked_at", to_rfc3339(g.asked_at));
  w.key("until");
  if (g.until)
    w.value(to_rfc3339(*g.until));
  else
    w.null();
  w.end();
}

std::string grant_json(const LookGrant& g) {
  JsonWriter w;
  write_grant(w, g);
  return w.take();
}

void open(LookGrant* g, TimePoint now) {
  g->state = LookState::open;
  g->until = now + g->length;
}

void read_wishes(const Json& args, const LookRules& rules, LookGrant* g) {
  const auto sees = args.find("sees");
  if (!sees || sees->is_null()) {
    g->text = true;
  } else {
    for (const Json& s : sees->items()) {
      if (s.text() != "text" && s.text() != "number") throw BadInput(s.path(), "must be text or number");
      (s.text() == "text" ? g->text : g->number) = true;
    }
    if (!g->text && !g->number) throw BadInput("/sees", "is empty");
  }
  const std::int64_t most = rules.longest.count() / 60'000;
  const std::int64_t minutes = args.integer_or("minutes", most);
  if (minutes < 1 || minutes > most) throw BadInput("/minutes", "must be from 1 to " + std::to_string(most));
  g->length = Millis(minutes * 60'000);
}

Result<std::string> ask(Database& db, const Json& args, const CommandContext& c, const LookRules& rules) {
  if (auto may = may_use(c, rules); !may) return tl::unexpected<Error>(may.error());
  const auto row = find_intake(db, args.text("intake_id"));
  if (!row) return fail(Errc::not_found, "there is no such record", "/intake_id");
  LookGrant g;
  g.intake_id = row->id;
  g.public_id = row->public_id;
  g.asker = c.actor;
  g.reason = reason_at(args, true);
  g.asked_at = c.now;
  read_wishes(args, rules, &g);
  if (!is_own_case(db, *row, c.actor))
    return fail(Errc::forbidden, "this record is not assigned to you (intake.assign)", "/intake_id");
  if (row->content_sealed.empty()) return fail(Errc::conflict, "what it said was erased", "/intake_id");
  if (g.number && row->person_id == 0)
    return fail(Errc::conflict, "its number was withheld: nobody knows it", "/sees");
  const std::string secrecy = Json::parse(row->reading).text_or("confidential", "none");
  const auto danger = danger_of(db, row->id);
  g.emergency = danger && danger->acknowledged_at && danger->acknowledged_by == c.actor;
  g.second_needed =
      !g.emergency && (secrecy == "statutory" || secrecy == "both" || (g.number && secrecy == "requested"));
  if (!g.second_needed) open(&g, c.now);
  g.id = add_look_grant(db, g);
  const std::string answer = grant_json(g);
  append_event(db, "access.asked", record_of(g), c.now, answer);
  return answer;
}

Result<std::string> decide(Database& db, const Json& args, const CommandContext& c, const LookRules& rules) {
  if (auto may = may_use(c, rules); !may) return tl::unexpected<Error>(may.error());
  auto g = find_look_grant(db, args.integer("grant"));
  if (!g) return fail(Errc::not_found, "nobody asked under this number", "/grant");
  if (g->state != LookState::waiting) return fail(Errc::conflict, "this was decided before", "/grant");
  if (auto second = check_second_person(db, g->asker, c.actor); !second)
    return fail(second.error().code, second.error().what, "/grant");
  const bool approve = args.boolean("approve");
  const std::string reason = reason_at(args, !approve);
  g->decider = c.actor;
  if (approve)
    open(&*g, c.now);
  else
    g->state = LookState::refused;
  save_look_grant(db, *g);
  const std::string answer = grant_json(*g);
  append_event(db, "access.decided", record_of(*g), c.now, answer);
  return answer;
}

Result<std::string> end(Database& db, const Json& args, const CommandContext& c, const LookRules&) {
  auto g = find_look_grant(db, args.integer("grant"));
  if (!g) return fail(Errc::not_found, "nobody asked under this number", "/grant");
  if (g->asker != c.actor && c.role < Role::supervisor)
    return fail(Errc::forbidden, "only who asked, or a supervisor, may end it", "/grant");
  if (g->state != LookState::open && g->state != LookState::waiting)
    return fail(Errc::conflict, "it is over", "/grant");
  g->state = LookState::ended;
  save_look_grant(db, *g);
  return grant_json(*g);
}

TimePoint start_of_day(TimePoint now, const TimeZone& zone) {
  const CivilTime c = zone.civil(now);
  return zone.instant({c.year, c.month, c.day});
}

// Once when the bound is passed, and again after every further 25.
void tell_many(Database& db, const LookRules& rules, std::int64_t before, std::int64_t now_many,
               const CommandContext& c) {
  if (now_many == before || now_many <= rules.alarm_above || (now_many - rules.alarm_above) % 25 != 1) return;
  JsonWriter w;
  w.object().field("actor", c.actor).field("records", now_many).field("above", rules.alarm_above).end();
  const std::string data = w.take();
  append_event(db, "access.alarm", "access", c.now, data);
  append_audit(db, c.now, c.actor, "access.alarm", "", data);
  log_error("access.alarm", "somebody looked at many records today",
            {{"actor", c.actor}, {"records", now_many}});
}

std::optional<Error> not_now(const LookGrant& g, const CommandContext& c, const LookRules& rules) {
  if (auto may = may_use(c, rules); !may) return may.error();
  if (g.asker != c.actor) return Error{Errc::forbidden, "somebody else asked for this", "/grant"};
  if (g.state == LookState::waiting)
    return Error{Errc::forbidden, "a second person has to agree first (access.decide)", "/grant"};
  if (g.state != LookState::open || !g.until || *g.until <= c.now)
    return Error{Errc::forbidden, "its time is over; ask again", "/grant"};
  return std::nullopt;
}

std::string detail_of(const LookGrant& g) {
  JsonWriter w;
  w.object().field("grant", g.id).field("reason", g.reason).field("text", g.text).field("number", g.number);
  return w.field("decided_by", g.decider).field("emergency", g.emergency).end().take();
}

LookAnswer refuse(Database& db, const LookGrant& g, const CommandContext& c, Error e) {
  JsonWriter w;
  append_audit(db, c.now, c.actor, "access.look.refused", record_of(g),
               w.object().field("grant", g.id).field("why", e.what).end().take());
  return {std::move(e), {}};
}

}  // namespace

LookAnswer look(Database& db, const Vault& vault, const LookRules& rules, std::int64_t grant_id,
                const CommandContext& c) {
  const auto g = find_look_grant(db, grant_id);
  if (!g) return {Error{Errc::not_found, "nobody asked under this number", "/grant"}, {}};
  if (auto no = not_now(*g, c, rules)) return refuse(db, *g, c, std::move(*no));
  const auto row = find_intake(db, g->public_id);
  JsonWriter w;
  w.object().field("intake_id", g->public_id).field("grant", g->id).field("until", to_rfc3339(*g->until));
  if (g->text) {
    const auto content = vault.unseal(row->content_sealed, "intake");
    if (!content) return refuse(db, *g, c, {Errc::not_found, "what it said was erased", "/grant"});
    w.key("content").raw(*content);
  }
  if (g->number) {
    const auto number = number_of(db, vault, row->person_id);
    if (!number) return refuse(db, *g, c, {Errc::not_found, "its number was erased", "/grant"});
    w.field("number", *number);
  }
  const TimePoint today = start_of_day(c.now, rules.zone);
  const std::int64_t before = records_looked_at(db, c.actor, today);
  add_look(db, {g->id, g->intake_id, c.actor, c.now});
  append_audit(db, c.now, c.actor, "access.look", record_of(*g), detail_of(*g));
  JsonWriter told;
  told.object().field("intake_id", g->public_id).field("grant", g->id).field("actor", c.actor);
  told.field("text", g->text).field("number", g->number).field("emergency", g->emergency).end();
  append_event(db, "access.unmasked", record_of(*g), c.now, told.take());
  tell_many(db, rules, before, records_looked_at(db, c.actor, today), c);
  return {std::nullopt, w.end().take()};
}

void register_look_commands(CommandTable& table, const LookRules& rules) {
  using Run = Result<std::string> (*)(Database&, const Json&, const CommandContext&, const LookRules&);
  const auto add = [&](const char* name, Run run) {
    table.add(
        {name, Role::operator_, false, [rules, run](Database& db, const Json& args, const CommandContext& c) {
           return run(db, args, c, rules);
         }});
  };
  add("access.ask", ask);
  add("access.decide", decide);
  add("access.end", end);
}

std::string look_grants_json(Database& db, std::int64_t before, int limit, TimePoint now) {
  std::vector<LookGrant> grants = list_look_grants(db, before, limit + 1);
  const bool more = grants.size() > static_cast<std::size_t>(limit);
  if (more) grants.pop_back();
  JsonWriter w;
  w.object().key("items").array();
  for (LookGrant& g : grants) {
    if (g.state == LookState::open && g.until && *g.until <= now) g.state = LookState::ended;
    write_grant(w, g);
  }
  w.end().key("next");
  if (more)
    w.value(grants.back().id);
  else
    w.null();
  return w.end().take();
}

std::optional<std::string> looks_json(Database& db, std::string_view public_id) {
  const auto row = find_intake(db, public_id);
  if (!row) return std::nullopt;
  JsonWriter w;
  w.object().key("items").array();
  for (const Look& l : looks_at(db, row->id)) {
    const auto g = find_look_grant(db, l.grant_id);
    w.object().field("actor", l.actor).field("at", to_rfc3339(l.at)).field("grant", l.grant_id);
    w.field("reason", g ? g->reason : "").field("text", g && g->text).field("number", g && g->number).end();
  }
  return w.end().end().take();
}

}  // namespace huiyin
