#include "daemon/care/care_view.h"

#include "daemon/base/json.h"
#include "daemon/store/answers_sent.h"
#include "daemon/store/dangers.h"
#include "daemon/store/intakes.h"
#include "daemon/store/progress.h"

namespace huiyin {
namespace {

void write_danger(JsonWriter& w, const Danger& d) {
  w.object().field("intake_id", d.public_id).field("raised_at", to_rfc3339(d.raised_at));
  w.field("level", d.level).field("pages", d.pages).key("next_at");
  if (d.acknowledged_at)
    w.null();
  else
    w.value(to_rfc3339(d.next_at));
  w.key("acknowledged_at");
  if (d.acknowledged_at)
    w.value(to_rfc3339(*d.acknowledged_at));
  else
    w.null();
  w.field("acknowledged_by", d.acknowledged_by).end();
}

}  // namespace

std::string dangers_json(Database& db, int limit) {
  JsonWriter w;
  w.object().key("items").array();
  for (const Danger& d : open_dangers(db, limit)) write_danger(w, d);
  for (const Danger& d : recent_dangers(db, limit))
    if (d.acknowledged_at) write_danger(w, d);
  return w.end().end().take();
}

std::string duty_json(Database& db, const Vault& vault) {
  JsonWriter w;
  w.object().key("items").array();
  for (const DutyPerson& p : duty_list(db))
    w.object()
        .field("level", p.level)
        .field("name", p.name)
        .field("party_ref", vault.pseudonym(p.person_id))
        .end();
  return w.end().end().take();
}

std::string deadlines_json(Database& db, int limit, TimePoint now) {
  JsonWriter w;
  w.object().key("items").array();
  for (const IntakeClock& c : running_clocks(db, limit)) {
    w.object().field("intake_id", public_id_of(db, c.intake_id)).field("clock", c.rule_set + "." + c.clock);
    w.field("started_at", to_rfc3339(c.started_at)).field("due_at", to_rfc3339(c.due_at));
    w.field("provisional", c.provisional).field("extended", c.extended);
    w.field("told", c.told).field("late", c.due_at <= now).end();
  }
  return w.end().end().take();
}

std::string answers_sent_json(Database& db, std::string_view public_id, std::int64_t before, int limit) {
  std::vector<AnswerSent> items = list_answers_sent(db, public_id, before, limit + 1);
  const bool more = items.size() > static_cast<std::size_t>(limit);
  if (more) items.pop_back();
  JsonWriter w;
  w.object().key("items").array();
  for (const AnswerSent& a : items) {
    w.object().field("intake_id", a.public_id).field("kind", a.kind).field("why", a.why);
    w.field("received_at", to_rfc3339(a.received_at)).field("at", to_rfc3339(a.at));
    w.field("seconds", (a.at - a.received_at).count() / 1000).field("message", a.message_id);
    if (a.message_id != 0) w.field("state", name_of(a.state)).field("changed_at", to_rfc3339(a.changed_at));
    w.end();
  }
  w.end().key("next");
  if (more)
    w.value(items.back().id);
  else
    w.null();
  return w.end().take();
}

}  // namespace huiyin
