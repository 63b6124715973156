#include "daemon/care/guard_commands.h"

#include <set>

#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/base/phone.h"
#include "daemon/base/text.h"
#include "daemon/care/guard_desk.h"
#include "daemon/people/directory.h"
#include "daemon/store/intakes.h"
#include "daemon/store/journal.h"

namespace huiyin {
namespace {

constexpr std::size_t kMostGuardians = 50, kMostUnits = 20, kLongestName = 100, kLongestNote = 400;
constexpr std::size_t kShortestUnit = 4;  // one letter, or one Chinese character, would fit anywhere

std::string short_text(std::string_view text, std::size_t most, const std::string& path) {
  const std::string_view trimmed = trim(text);
  if (trimmed.size() > most) throw BadInput(path, "is longer than " + std::to_string(most) + " bytes");
  return mask_for_log(trimmed);
}

Guardian read_guardian(Database& db, const Json& j, const CareRules& rules) {
  Guardian g;
  g.name = short_text(j.text("name"), kLongestName, j.path() + "/name");
  if (g.name.empty()) throw BadInput(j.path() + "/name", "is empty");
  if (const auto units = j.find("units"); units && !units->is_null())
    for (const Json& unit : units->items()) {
      g.units.push_back(short_text(unit.text(), kLongestName, unit.path()));
      const std::string& word = g.units.back();
      if (word.size() < kShortestUnit || word.find('\n') != std::string::npos)
        throw BadInput(unit.path(), "is no name of a unit: it needs two characters at least");
    }
  if (g.units.size() > kMostUnits) throw BadInput(j.path() + "/units", "has more than 20");
  const PhoneNumber number = read_phone(j.text_or_number("phone", ""), rules.region);
  if (number.error != NumberError::none || !number.can_get_sms())
    throw BadInput(j.path() + "/phone", "is no number that can get a text message");
  g.person_id = person_of(db, *rules.vault, number.e164);
  return g;
}

Result<std::string> set_guardians(Database& db, const Json& args, const CommandContext& context,
                                  const CareRules& rules) {
  std::vector<Guardian> list;
  std::set<std::int64_t> seen;
  for (const Json& j : args.items("people")) {
    list.push_back(read_guardian(db, j, rules));
    if (!seen.insert(list.back().person_id).second)
      throw BadInput(j.path() + "/phone", "is on the list twice");
  }
  if (list.size() > kMostGuardians) throw BadInput("/people", "has more than 50");
  set_guardian_list(db, list);
  JsonWriter w;
  w.object().field("people", static_cast<std::int64_t>(list.size())).field("by", context.actor);
  std::string answer = w.end().take();
  append_event(db, "guardians.changed", "guardians", context.now, answer);
  return answer;
}

Result<std::string> take(Database& db, const Json& args, const CommandContext& context,
                         const CareRules& rules) {
  const auto record = find_intake(db, args.text("intake_id"));
  if (!record) return fail(Errc::not_found, "there is no such record", "/intake_id");
  const auto reprisal = reprisal_of(db, record->id);
  if (!reprisal) return fail(Errc::not_found, "this record raised no alarm", "/intake_id");
  PersonAnswers answers(db, rules, context.now);
  const bool first =
      GuardDesk(db, rules, context.now, answers)
          .take_on(*reprisal, context.actor, short_text(args.text_or("note", ""), kLongestNote, "/note"));
  JsonWriter w;
  w.object().field("intake_id", record->public_id).field("by", first ? context.actor : reprisal->taken_by);
  return w.field("first", first).end().take();
}

void write_time(JsonWriter& w, std::string_view name, const std::optional<TimePoint>& at) {
  w.key(name);
  if (at)
    w.value(to_rfc3339(*at));
  else
    w.null();
}

}  // namespace

std::string reprisals_json(Database& db, int limit) {
  JsonWriter w;
  w.object().key("items").array();
  for (const Reprisal& r : list_reprisals(db, limit)) {
    w.object().field("intake_id", r.public_id).field("raised_at", to_rfc3339(r.raised_at));
    w.key("why").raw(r.why).field("times", r.told);
    write_time(w, "next_at", r.next_at);
    write_time(w, "taken_at", r.taken_at);
    w.field("taken_by", r.taken_by).field("note", r.note).end();
  }
  return w.end().end().take();
}

std::string guardians_json(Database& db, const Vault& vault) {
  JsonWriter w;
  w.object().key("items").array();
  for (const Guardian& g : guardian_list(db)) {
    w.object().field("name", g.name).field("party_ref", vault.pseudonym(g.person_id)).key("units").array();
    for (const std::string& unit : g.units) w.value(unit);
    w.end().end();
  }
  return w.end().end().take();
}

void register_guard_commands(CommandTable& table, const Care& care) {
  table.add({"guardians.set", Role::supervisor, false,
             [&care](Database& db, const Json& args, const CommandContext& c) {
               return set_guardians(db, args, c, *care.rules());
             }});
  table.add({"reprisal.take", Role::supervisor, false,
             [&care](Database& db, const Json& args, const CommandContext& c) {
               return take(db, args, c, *care.rules());
             }});
}

}  // namespace huiyin
