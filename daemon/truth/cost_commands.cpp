#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"
#include "daemon/model/calendar.h"
#include "daemon/store/journal.h"
#include "daemon/store/raw_inbound.h"
#include "daemon/truth/cost_report.h"

namespace huiyin {
namespace {

constexpr std::size_t kMostDays = 1'000;

std::optional<std::int64_t> count_at(const Json& day, std::string_view name) {
  if (const auto v = day.find(name); !v || v->is_null()) return std::nullopt;
  const std::int64_t n = day.integer(name);
  if (n < 0) throw BadInput(day.path() + "/" + std::string(name), "is below zero");
  return n;
}

CarrierStatement statement_at(const Json& day, std::int64_t carrier, const CommandContext& context) {
  CarrierStatement s;
  s.carrier_id = carrier;
  s.day = day.text("day");
  if (!read_day(s.day)) throw BadInput(day.path() + "/day", "is not a day like 2026-03-01");
  s.messages = count_at(day, "messages");
  s.parts = count_at(day, "parts");
  s.fen = count_at(day, "fen");
  if (!s.messages && !s.parts && !s.fen) throw BadInput(day.path(), "tells none of messages, parts, fen");
  s.told_at = context.now;
  s.told_by = context.actor;
  return s;
}

Result<std::string> state(Database& db, const Json& args, const CommandContext& context) {
  const std::string account = args.text("carrier");
  if (!knows_carrier(db, account))
    return fail(Errc::not_found, "there is no such account in the ledger", "/carrier");
  const std::int64_t carrier = carrier_number(db, account);
  const auto days = args.items("days");
  if (days.empty() || days.size() > kMostDays) throw BadInput("/days", "must have 1 to 1000 entries");
  for (const Json& day : days) keep_statement(db, statement_at(day, carrier, context));
  JsonWriter w;
  w.object().field("carrier", account).field("days", static_cast<std::int64_t>(days.size()));
  w.field("by", context.actor).end();
  append_event(db, "cost.stated", "carrier/" + account, context.now, w.take());
  w.object().field("days", static_cast<std::int64_t>(days.size())).end();
  return w.take();
}

}  // namespace

void register_cost_commands(CommandTable& table) {
  table.add({"cost.stated", Role::operator_, false, state});
}

}  // namespace huiyin
