#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"
#include "daemon/campaign/approval.h"
#include "daemon/campaign/command_args.h"
#include "daemon/campaign/ramp_watch.h"
#include "daemon/campaign/templates.h"
#include "daemon/store/campaigns.h"
#include "daemon/store/messages.h"
#include "daemon/store/users.h"

namespace huiyin {
namespace {

std::string answer(std::int64_t id, CampaignState state) {
  JsonWriter w;
  w.object().field("campaign", id).field("state", name_of(state)).end();
  return w.take();
}

std::int64_t audience_of(Database& db, std::int64_t id) {
  std::int64_t n = 0;
  for (const auto& [state, count] : tally_of(db, id)) n += count;
  return n;
}

tl::unexpected<Error> refuse(const Campaign& c, std::string_view what) {
  return fail(Errc::conflict, "the campaign is " + std::string(name_of(c.state)) + std::string(what),
              "/campaign");
}

Result<void> may_start(Database& db, const Campaign& c, TimePoint now) {
  switch (c.state) {
    case CampaignState::importing:
      return refuse(c, ": " + std::to_string(c.import_line) +
                           " lines of its list are read so far; start it when it is ready");
    case CampaignState::running:
    case CampaignState::paused:
    case CampaignState::finished:
      return refuse(c, ": it was started before");
    case CampaignState::cancelled:
      return refuse(c, ": make a new one");
    case CampaignState::ready:
      break;
  }
  if (audience_of(db, c.id) == 0)
    return fail(Errc::conflict, "the campaign has no audience: no line of its list was a usable number",
                "/campaign");
  if (now >= c.not_after)
    return fail(Errc::conflict, "the campaign was not to be sent after " + to_rfc3339(c.not_after),
                "/campaign");
  return {};
}

// Who presses the button late may not know what else has changed since.
Result<void> check_schedule(const Campaign& c, TimePoint now, const CampaignRules& rules) {
  const Millis grace = rules.start_grace ? rules.start_grace() : Millis(3'600'000);
  if (c.start_at == TimePoint{} || c.on_miss == OnMiss::go_on || now <= c.start_at + grace) return {};
  return fail(
      Errc::conflict,
      "its time, " + to_rfc3339(c.start_at) + ", has passed: change start_at, or say on_miss \"go_on\"",
      "/campaign");
}

Result<std::string> start(Database& db, const Json& args, const CommandContext& context,
                          const CampaignRules& rules) {
  const auto c = find_campaign(db, args.integer("campaign"));
  if (!c) return fail(Errc::not_found, "there is no such campaign", "/campaign");
  const std::string break_glass(trim(args.text_or("break_glass", "")));
  if (break_glass.size() > 500) throw BadInput("/break_glass", "is longer than 500 bytes");
  if (auto may = may_start(db, *c, context.now); !may) return tl::unexpected<Error>(may.error());
  if (auto may = check_schedule(*c, context.now, rules); !may) return tl::unexpected<Error>(may.error());
  const bool again = args.has("again") && args.boolean("again");
  if (auto may = check_repeat(db, *c, again); !may) return tl::unexpected<Error>(may.error());
  if (auto may = check_template(db, *c, rules.templates.get(), context.now); !may)
    return tl::unexpected<Error>(may.error());
  if (auto may = check_budget(db, *c, rules); !may) return tl::unexpected<Error>(may.error());
  if (auto may = check_release(db, *c, rules, context, break_glass); !may)
    return tl::unexpected<Error>(may.error());
  move_campaign(db, c->id, CampaignState::ready, CampaignState::running, context.now);
  return answer(c->id, CampaignState::running);
}

Result<std::string> pause(Database& db, const Campaign& c, TimePoint now) {
  if (!move_campaign(db, c.id, CampaignState::running, CampaignState::paused, now))
    return refuse(c, ", not running: there is nothing to pause");
  return answer(c.id, CampaignState::paused);
}

Result<void> new_budget(Database& db, Campaign c, const Json& args, const CommandContext& context,
                        bool needs_second) {
  const std::int64_t fen = budget_at(args);
  if (fen <= c.budget_fen && fen != 0)
    return fail(Errc::conflict, "the budget is spent: say a higher one", "/budget_fen");
  if (!args.has("budget_fen"))
    return fail(Errc::conflict, "the budget is spent: say a new one in budget_fen", "/budget_fen");
  if (context.role < Role::approver)
    return fail(Errc::forbidden, "a new budget needs the role approver", "/budget_fen");
  if (needs_second)
    if (auto second = check_second_person(db, c.created_by, context.actor); !second)
      return fail(second.error().code, second.error().what, "/budget_fen");
  c.budget_fen = fen;
  save_terms(db, c);
  return {};
}

// Whoever resumes what a rule halted has looked at it: the rule begins anew.
Result<void> end_halt(Database& db, Campaign c, const Json& args, const CommandContext& context,
                      bool needs_second) {
  const std::string rule = Json::parse(c.halted).text("rule");
  if (rule == "budget") {
    if (auto done = new_budget(db, c, args, context, needs_second); !done) return done;
  } else if (rule == "missed") {
    c.on_miss = OnMiss::go_on;
    save_terms(db, c);
  } else if (!c.ramp.empty()) {
    RampState state = RampState::from_json(c.ramp);
    resume_ramp(state, ramp_view(db, c));
    save_ramp(db, c.id, state.json());
  }
  clear_halt(db, c.id);
  return {};
}

Result<std::string> resume(Database& db, const Json& args, const CommandContext& context,
                           const CampaignRules& rules) {
  const auto c = find_campaign(db, args.integer("campaign"));
  if (!c) return fail(Errc::not_found, "there is no such campaign", "/campaign");
  if (auto may = check_template(db, *c, rules.templates.get(), context.now); !may)
    return tl::unexpected<Error>(may.error());
  if (c->state != CampaignState::paused) return refuse(*c, ", not paused");
  if (!c->halted.empty())
    if (auto done = end_halt(db, *c, args, context, needs_release(db, *c, rules)); !done)
      return tl::unexpected<Error>(done.error());
  move_campaign(db, c->id, CampaignState::paused, CampaignState::running, context.now);
  // The last receipts may have come while it was paused.
  end_campaign_if_settled(db, c->id, context.now);
  return answer(c->id, find_campaign(db, c->id)->state);
}

Result<std::string> cancel(Database& db, const Campaign& c, TimePoint now) {
  if (c.state == CampaignState::finished || c.state == CampaignState::cancelled) return refuse(c, " already");
  move_campaign(db, c.id, c.state, CampaignState::cancelled, now);
  return answer(c.id, CampaignState::cancelled);
}

using Verb = Result<std::string> (*)(Database& db, const Campaign& c, TimePoint now);

CommandHandler on_campaign(Verb verb) {
  return [verb](Database& db, const Json& args, const CommandContext& context) -> Result<std::string> {
    const auto campaign = find_campaign(db, args.integer("campaign"));
    if (!campaign) return fail(Errc::not_found, "there is no such campaign", "/campaign");
    return verb(db, *campaign, context.now);
  };
}

}  // namespace

void register_campaign_commands(CommandTable& table, std::shared_ptr<const CampaignRules> rules) {
  register_campaign_create(table, rules);
  table.add({"campaign.start", Role::operator_, false,
             [rules](Database& db, const Json& args, const CommandContext& context) {
               return start(db, args, context, *rules);
             }});
  table.add({"campaign.pause", Role::operator_, false, on_campaign(pause)});
  table.add({"campaign.resume", Role::operator_, false,
             [rules](Database& db, const Json& args, const CommandContext& context) {
               return resume(db, args, context, *rules);
             }});
  table.add({"campaign.cancel", Role::operator_, false, on_campaign(cancel)});
  register_approval_commands(table, rules);
  if (rules->templates) register_template_commands(table, rules->templates);
  register_list_commands(table, rules);
  register_message_commands(table, rules);
  register_complaint_command(table);
}

}  // namespace huiyin
