#include "daemon/api/office_reads.h"

#include <cstdio>

#include "daemon/base/bad_input.h"
#include "daemon/model/segments.h"
#include "daemon/store/messages.h"
#include "daemon/store/today.h"

namespace huiyin {

std::string overview_json(Database& db, const TimeZone& zone, TimePoint now) {
  const CivilTime today = zone.civil(now);
  const TodayCounts t = today_counts(db, zone.instant({today.year, today.month, today.day}), now);
  char day[32];
  std::snprintf(day, sizeof day, "%04d-%02d-%02d", today.year, today.month, today.day);
  JsonWriter w;
  w.object().field("day", std::string_view(day)).field("now", to_rfc3339(now));
  w.key("out").object().field("messages", t.messages_taken).field("parts", t.parts_taken).end();
  w.key("in").object();
  for (const auto& [channel, n] : t.records) w.field(channel, n);
  w.end().field("answers", t.answers).field("opt_outs", t.opt_outs);
  w.key("alarms").object().field("dangers", t.dangers_open).field("clocks_overdue", t.clocks_overdue);
  w.field("dead_letters", t.dead_letters).field("webhooks_stopped", t.webhooks_stopped).end();
  w.key("waiting").object().field("campaigns_ready", t.campaigns_ready).field("looks", t.looks_waiting);
  w.field("answers_unclear", t.answers_unclear).field("dissatisfied", t.dissatisfied_open);
  w.field("dissatisfied_overdue", t.dissatisfied_overdue).field("uncertain", t.uncertain).end();
  w.key("campaigns").object().field("ready", t.campaigns_ready).field("running", t.campaigns_running);
  w.field("paused", t.campaigns_paused).end().key("messages").object();
  for (const auto& [state, n] : tally_of_all(db)) w.field(name_of(state), n);
  return w.end().end().take();
}

std::string text_check_json(const Json& args, const TemplateRules& rules, const PlanTerms& terms) {
  const std::string name = args.text_or("purpose", "");
  const auto purpose = purpose_of(name);
  if (!purpose && !name.empty()) throw BadInput("/purpose", "is no purpose");
  const std::string whole =
      whole_template_text(args.text("text"), purpose.value_or(Purpose::case_reply), rules);
  const SegmentCount count = count_segments_ucs2(whole);  // as carriers here send every text
  JsonWriter w;
  w.object().field("whole", whole).field("encoding", name_of(count.encoding));
  w.field("units", count.units).field("parts", count.parts).key("part_texts").array();
  for (const std::string& part : split_segments(whole, count.encoding)) w.value(part);
  w.end().key("milli_fen_per_message");
  const auto dearest = purpose ? terms.dearest_part(*purpose) : std::nullopt;
  if (dearest)
    w.value(*dearest * count.parts);
  else
    w.null();
  w.key("findings").raw(lint_json(rules.linter->look(whole, purpose)));
  return w.end().take();
}

}  // namespace huiyin
