// One table of commands for bus, REST and huiyinctl.
#include "daemon/base/text.h"
#include "daemon/bus/bus_commands.h"
#include "daemon/campaign/commands.h"
#include "daemon/care/commands.h"
#include "daemon/care/guard_commands.h"
#include "daemon/daemon_parts.h"
#include "daemon/followup/commands.h"
#include "daemon/intake/intake_view.h"
#include "daemon/intake/reviews.h"
#include "daemon/intake/transcripts.h"
#include "daemon/people/contact_commands.h"
#include "daemon/people/handover.h"
#include "daemon/people/user_commands.h"

namespace huiyin {
namespace {

std::vector<std::string> split_names(std::string_view names) {
  std::vector<std::string> out;
  for (const std::string_view name : split(names, ','))
    if (!trim(name).empty()) out.emplace_back(trim(name));
  return out;
}

}  // namespace

void Daemon::Parts::make_commands() {
  looks = std::make_shared<const LookRules>(
      LookRules{rules->care->zone, role_of(settings.access.role).value_or(Role::supervisor),
                settings.access.longest, settings.access.alarm_above});
  auto campaign_rules = std::make_shared<CampaignRules>();
  use_plan_terms(*campaign_rules, plan_terms, settings.campaign.approve_above);
  campaign_rules->import_dir = settings.state.dir + "/import";
  campaign_rules->signature = settings.office.signature;
  campaign_rules->region = settings.office.region;
  campaign_rules->vault = vault;
  campaign_rules->templates = templates;
  register_campaign_commands(commands, campaign_rules);
  register_followup_commands(commands, rules->followup);
  register_intake_commands(commands, *vault);
  register_care_commands(commands, *care);
  register_guard_commands(commands, *care);
  register_truth_commands(commands, settings, vault, *truth);
  register_review_commands(commands, *rules->categories);
  register_transcript_commands(
      commands, {vault, rules->texts, static_cast<double>(settings.intake.doubtful_below) / 100, care.get()});
  register_vault_commands(commands, *vault_keeper);
  register_erasure_commands(commands, *erasure);
  register_look_commands(commands, *looks);
  register_handover_commands(commands, {split_names(settings.access.discipline_units)});
  consent = make_consent_rules(settings, vault);
  register_consent_commands(commands, consent);
  register_contact_commands(commands, std::make_shared<ContactRules>(
                                          ContactRules{vault, consent->number, settings.office.time_zone}));
  register_user_commands(commands);
  register_bus_commands(commands, bus_key.public_key);
  register_webhook_commands(commands, webhook_secrets());
  const auto on_net = [this](std::function<void()> work) {
    loop.post_always([work = std::move(work)] { work(); });
  };
  register_control_commands(commands, {&brake,
                                       [this, on_net](std::function<void()> halted) {
                                         on_net([this, halted = std::move(halted)] {
                                           net_role.assert_here();
                                           dispatcher->halt(halted);
                                           withdrawer->begin();
                                         });
                                       },
                                       [this, on_net] {
                                         on_net([this] {
                                           net_role.assert_here();
                                           dispatcher->wake();
                                         });
                                       }});
}

}  // namespace huiyin
