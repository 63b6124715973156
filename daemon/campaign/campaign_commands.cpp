#include <filesystem>

#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"
#include "daemon/campaign/approval.h"
#include "daemon/campaign/command_args.h"
#include "daemon/campaign/ramp_watch.h"
#include "daemon/campaign/segment.h"
#include "daemon/campaign/templates.h"
#include "daemon/model/segments.h"
#include "daemon/store/campaign_lists.h"
#include "daemon/store/campaigns.h"
#include "daemon/store/journal.h"
#include "daemon/store/messages.h"

namespace huiyin {
namespace {

std::string name_at(const Json& args) {
  std::string name(trim(args.text("name")));
  if (name.empty()) throw BadInput("/name", "is empty");
  if (name.size() > 200) throw BadInput("/name", "is longer than 200 bytes");
  return name;
}

// A bare name: the file lies in the folder of uploads, and nowhere else.
std::string import_file_at(Database& db, const Json& args, const std::string& dir) {
  std::string file = args.text("import_file");
  if (file.empty() || file.size() > 200 || file.front() == '.' ||
      file.find_first_of(std::string("/\\\0", 3)) != std::string::npos)
    throw BadInput("/import_file", "is not the name of an uploaded list");
  std::error_code error;
  if (!std::filesystem::is_regular_file(std::filesystem::path(dir) / file, error))
    throw BadInput("/import_file", "names a list that was not uploaded");
  for (const Campaign& c : campaigns_in(db, CampaignState::importing))
    if (c.import_file == file) throw BadInput("/import_file", "is being imported for another campaign");
  return file;
}

std::string answer(std::int64_t id, CampaignState state) {
  JsonWriter w;
  w.object().field("campaign", id).field("state", name_of(state)).end();
  return w.take();
}

using Contents = std::vector<std::pair<std::string, Content>>;  // by language, the first one for all others

// Of a template by name, or of what the command says itself. A template's end of validity ends the campaign
// too.
Result<Contents> contents_at(Database& db, const Json& args, const CampaignRules& rules, TimePoint now,
                             Campaign* c, std::int64_t* template_id) {
  if (!args.has("use")) return Contents{{std::string(), content_at(args, c->purpose, rules)}};
  if (args.has("text") || args.has("template"))
    throw BadInput("/use", "does not go together with text or template");
  if (!rules.templates) return fail(Errc::unavailable, "templates are not served here", "/use");
  auto use = use_template(db, args, c->purpose, *rules.templates, now);
  if (!use) return tl::unexpected<Error>(use.error());
  *template_id = use->row.id;
  if (use->row.valid_until) c->not_after = std::min(c->not_after, *use->row.valid_until);
  return std::move(use->contents);
}

Result<std::string> create(Database& db, const Json& args, const CommandContext& context,
                           const CampaignRules& rules) {
  Campaign c;
  std::int64_t template_id = 0;
  c.name = name_at(args);
  c.purpose = purpose_at(args, {Purpose::publicity, Purpose::statutory_notice, Purpose::staff});
  c.not_after = not_after_at(args, context.now, rules.campaign_life);
  const auto contents = contents_at(db, args, rules, context.now, &c, &template_id);
  if (!contents) return tl::unexpected<Error>(contents.error());
  c.start_at = start_at(args, context.now, c.not_after);
  c.budget_fen = budget_at(args);
  c.on_miss = on_miss_at(args, c.on_miss);
  const bool ramp = !args.has("ramp") || args.boolean("ramp");
  if (ramp && rules.has_ramp && rules.has_ramp()) c.ramp = RampState{}.json();
  c.import_file = import_file_at(db, args, rules.import_dir);
  ListSegment segment;
  if (const auto given = args.find("segment"); given && !given->is_null())
    segment = ListSegment::from_json(*given);
  c.created_at = context.now;
  c.created_by = context.actor;
  c.body_id = keep_content(db, *rules.vault, contents->front().second);
  c.id = add_campaign(db, c);
  save_campaign_list(db, {c.id, segment.json(), 0, {}});
  int parts = 1;  // of the longest
  for (const auto& [language, content] : *contents) {
    parts = std::max(parts, count_segments(content.text).parts);
    if (template_id != 0)
      set_campaign_text(db, c.id, template_id, language, keep_content(db, *rules.vault, content));
  }
  JsonWriter w;
  w.object().field("campaign", c.id).field("name", c.name).field("purpose", name_of(c.purpose));
  w.field("by", c.created_by).field("parts", parts).field("not_after", to_rfc3339(c.not_after)).end();
  append_event(db, "campaign.created", "campaign/" + std::to_string(c.id), context.now, w.take());
  w.object().field("campaign", c.id).field("state", name_of(c.state)).field("parts", parts);
  w.field("not_after", to_rfc3339(c.not_after)).end();
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
  if (auto may = check_template(db, c->id, context.now); !may) return tl::unexpected<Error>(may.error());
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

Result<void> new_budget(Database& db, Campaign c, const Json& args, const CommandContext& context) {
  const std::int64_t fen = budget_at(args);
  if (fen <= c.budget_fen && fen != 0)
    return fail(Errc::conflict, "the budget is spent: say a higher one", "/budget_fen");
  if (!args.has("budget_fen"))
    return fail(Errc::conflict, "the budget is spent: say a new one in budget_fen", "/budget_fen");
  if (context.role < Role::approver)
    return fail(Errc::forbidden, "a new budget needs the role approver", "/budget_fen");
  c.budget_fen = fen;
  save_terms(db, c);
  return {};
}

// Whoever resumes what a rule halted has looked at it: the rule begins anew.
Result<void> end_halt(Database& db, Campaign c, const Json& args, const CommandContext& context) {
  const std::string rule = Json::parse(c.halted).text("rule");
  if (rule == "budget") {
    if (auto done = new_budget(db, c, args, context); !done) return done;
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

Result<std::string> resume(Database& db, const Json& args, const CommandContext& context) {
  const auto c = find_campaign(db, args.integer("campaign"));
  if (!c) return fail(Errc::not_found, "there is no such campaign", "/campaign");
  if (auto may = check_template(db, c->id, context.now); !may) return tl::unexpected<Error>(may.error());
  if (c->state != CampaignState::paused) return refuse(*c, ", not paused");
  if (!c->halted.empty())
    if (auto done = end_halt(db, *c, args, context); !done) return tl::unexpected<Error>(done.error());
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
  table.add({"campaign.create", Role::operator_, true,
             [rules](Database& db, const Json& args, const CommandContext& context) {
               return create(db, args, context, *rules);
             }});
  table.add({"campaign.start", Role::operator_, false,
             [rules](Database& db, const Json& args, const CommandContext& context) {
               return start(db, args, context, *rules);
             }});
  table.add({"campaign.pause", Role::operator_, false, on_campaign(pause)});
  table.add({"campaign.resume", Role::operator_, false, resume});
  table.add({"campaign.cancel", Role::operator_, false, on_campaign(cancel)});
  register_approval_commands(table, rules);
  if (rules->templates) register_template_commands(table, rules->templates);
  register_message_commands(table, rules);
  register_contact_commands(table, rules);
}

}  // namespace huiyin
