#include "daemon/campaign/approval.h"

#include "daemon/base/bad_input.h"
#include "daemon/base/log.h"
#include "daemon/base/text.h"
#include "daemon/campaign/command_args.h"
#include "daemon/store/journal.h"
#include "daemon/store/messages.h"
#include "daemon/store/templates.h"
#include "daemon/store/users.h"

namespace huiyin {
namespace {

constexpr std::size_t kLongestNote = 500;

std::string subject(const Campaign& c) {
  return "campaign/" + std::to_string(c.id);
}

std::int64_t audience_of(Database& db, const Campaign& c) {
  std::int64_t n = 0;
  for (const auto& [state, count] : tally_of(db, c.id)) n += count;
  return n;
}

std::string note_at(const Json& args, std::string_view field) {
  std::string note(trim(args.text_or(field, "")));
  if (note.size() > kLongestNote) throw BadInput("/" + std::string(field), "is longer than 500 bytes");
  return note;
}

void record(Database& db, const Campaign& c, ApprovalKind kind, const std::string& plan,
            const std::string& note, const CommandContext& context) {
  add_approval(db, {c.id, plan, kind, context.actor, context.now, note});
  JsonWriter w;
  w.object()
      .field("campaign", c.id)
      .field("plan", plan)
      .field("by", context.actor)
      .field("maker", c.created_by);
  w.field("note", note).field("recipients", audience_of(db, c)).end();
  append_event(db, "campaign." + std::string(name_of(kind)), subject(c), context.now, w.take());
}

Result<Campaign> ready_campaign(Database& db, const Json& args) {
  const auto c = find_campaign(db, args.integer("campaign"));
  if (!c) return fail(Errc::not_found, "there is no such campaign", "/campaign");
  if (c->state != CampaignState::ready)
    return fail(
        Errc::conflict,
        "the campaign is " + std::string(name_of(c->state)) + ": only one that is ready and not started",
        "/campaign");
  return *c;
}

// Whoever changed the plan is a maker of it too.
Result<void> check_no_maker(Database& db, const Campaign& c, std::string_view decider) {
  if (auto second = check_second_person(db, c.created_by, decider); !second) return second;
  for (const Approval& a : approvals_of(db, c.id))
    if (a.kind == ApprovalKind::changed)
      if (auto second = check_second_person(db, a.actor, decider); !second) return second;
  return {};
}

Result<std::string> decide(Database& db, const Json& args, const CommandContext& context,
                           const CampaignRules& rules, ApprovalKind kind) {
  const auto c = ready_campaign(db, args);
  if (!c) return tl::unexpected<Error>(c.error());
  if (auto second = check_no_maker(db, *c, context.actor); !second)
    return fail(second.error().code, second.error().what, "/campaign");
  const std::string plan = current_plan(db, *c, rules);
  if (args.text("plan") != plan)
    return fail(Errc::conflict, "the plan is another by now: look at it again", "/plan");
  record(db, *c, kind, plan, note_at(args, "note"), context);
  JsonWriter w;
  w.object().field("campaign", c->id).field("plan", plan).field("decision", name_of(kind)).end();
  return w.take();
}

Result<std::string> change(Database& db, const Json& args, const CommandContext& context,
                           const CampaignRules& rules) {
  auto c = ready_campaign(db, args);
  if (!c) return tl::unexpected<Error>(c.error());
  const std::string before = current_plan(db, *c, rules);
  if (args.has("start_at")) c->start_at = start_at(args, context.now, c->not_after);
  if (args.has("budget_fen")) c->budget_fen = budget_at(args);
  c->on_miss = on_miss_at(args, c->on_miss);
  save_terms(db, *c);
  const std::string plan = current_plan(db, *c, rules);
  const bool voided = plan != before && release_of(approvals_of(db, c->id), before, c->created_by) != nullptr;
  JsonWriter w;
  w.object().field("campaign", c->id).field("plan", plan).field("by", context.actor);
  w.field("approval_voided", voided).end();
  if (plan != before) add_approval(db, {c->id, plan, ApprovalKind::changed, context.actor, context.now, {}});
  const std::string answer = w.take();
  append_event(db, "campaign.changed", subject(*c), context.now, answer);
  return answer;
}

}  // namespace

std::string current_plan(Database& db, const Campaign& c, const CampaignRules& rules) {
  return plan_hash(db, c, rules.route ? rules.route(db, c) : std::vector<std::string>{});
}

bool needs_release(Database& db, const Campaign& c, const CampaignRules& rules) {
  return audience_of(db, c) > rules.approve_above;
}

Result<void> check_release(Database& db, const Campaign& c, const CampaignRules& rules,
                           const CommandContext& context, const std::string& break_glass) {
  if (!needs_release(db, c, rules)) return {};
  const std::string plan = current_plan(db, c, rules);
  const auto all = approvals_of(db, c.id);
  if (release_of(all, plan, c.created_by) != nullptr) return {};
  if (!break_glass.empty()) {
    if (context.role < Role::supervisor)
      return fail(Errc::forbidden, "breaking the glass needs the role supervisor", "/break_glass");
    record(db, c, ApprovalKind::broke_glass, plan, break_glass, context);
    log_error("campaign.broke_glass", "a campaign was started without a second person",
              {{"campaign", c.id}, {"by", context.actor}});
    return {};
  }
  std::string why =
      "more than " + std::to_string(rules.approve_above) + " recipients need the release of a second person";
  if (!all.empty()) {
    const bool same = all.back().plan_hash == plan && all.back().kind != ApprovalKind::changed;
    why += same ? "; this plan was not released" : "; the released plan was another";
  }
  return fail(Errc::conflict, why, "/campaign");
}

Result<void> check_budget(Database& db, const Campaign& c, const CampaignRules& rules) {
  if (c.budget_fen == 0) return {};
  // Of a template the parts of each message were counted when the list was read.
  const auto fill = find_campaign_fill(db, c.id);
  const std::int64_t parts =
      fill ? fill->total_parts : std::max(1, body_parts(db, c.body_id)) * audience_of(db, c);
  const auto cost = rules.forecast ? rules.forecast(c.purpose, 1, parts) : std::nullopt;
  if (!cost)
    return fail(Errc::conflict, "the budget can't be kept: no price is known for this route", "/campaign");
  if (*cost > c.budget_fen)
    return fail(Errc::conflict,
                "the forecast of " + std::to_string(*cost) + " fen is over the budget of " +
                    std::to_string(c.budget_fen),
                "/campaign");
  return {};
}

Result<void> check_repeat(Database& db, const Campaign& c, bool again) {
  const auto before = started_twin(db, c);
  if (!before || again) return {};
  return fail(Errc::conflict,
              "the same text went to the same audience as campaign " + std::to_string(*before) +
                  "; say \"again\" if that is meant",
              "/again");
}

void register_approval_commands(CommandTable& table, const std::shared_ptr<const CampaignRules>& rules) {
  const auto deciding = [rules](ApprovalKind kind) {
    return [rules, kind](Database& db, const Json& args, const CommandContext& context) {
      return decide(db, args, context, *rules, kind);
    };
  };
  table.add({"campaign.approve", Role::approver, false, deciding(ApprovalKind::approved)});
  table.add({"campaign.reject", Role::approver, false, deciding(ApprovalKind::rejected)});
  table.add({"campaign.change", Role::operator_, false,
             [rules](Database& db, const Json& args, const CommandContext& context) {
               return change(db, args, context, *rules);
             }});
}

}  // namespace huiyin
