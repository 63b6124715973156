#include "daemon/rules.h"

#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"
#include "daemon/model/pii.h"

namespace huiyin {
namespace {

Result<FollowupRules> make_followup_rules(const Settings& s, std::shared_ptr<const Vault> vault) {
  auto zone = TimeZone::load(s.office.time_zone);
  if (!zone) return tl::unexpected<Error>(zone.error());
  const SurveyTimes defaults{s.followup.delay, s.followup.remind_after, s.followup.stop_after,
                             s.outbound.window_follow_up};
  auto surveys =
      Surveys::load(rule_file(s.rules.dir, "surveys.toml"), "surveys.toml", s.office.signature, defaults);
  if (!surveys) return tl::unexpected<Error>(surveys.error());
  // The carrier's names for the wordings are the office's, not the rule data's.
  auto set = surveys->set_templates({s.followup.survey_template, s.followup.reminder_template,
                                     s.followup.clarify_template, s.followup.which_template,
                                     s.followup.dissatisfied_template, s.followup.opted_out_template});
  if (!set) return tl::unexpected<Error>(set.error());
  FollowupRules r{.surveys = std::move(*surveys),
                  .zone = *zone,
                  .region = s.office.region,
                  .signature = s.office.signature,
                  .office = s.office.name,
                  .vault = std::move(vault),
                  .mask = [](const std::string& text) { return mask_pii(text, find_pii(text)); }};
  auto calendar = Calendar::load(s.rules.dir);
  if (!calendar) return tl::unexpected<Error>(calendar.error());
  r.calendar = std::make_shared<const Calendar>(std::move(*calendar));
  return r;
}

}  // namespace

Result<std::shared_ptr<const FollowupRules>> load_followup_rules(const Settings& s,
                                                                 std::shared_ptr<const Vault> vault) {
  try {
    auto made = make_followup_rules(s, std::move(vault));
    if (!made) return tl::unexpected<Error>(made.error());
    return std::make_shared<const FollowupRules>(std::move(*made));
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what(), "rules.dir");
  }
}

Result<RuleSet> load_rules(const Settings& s, std::shared_ptr<const Vault> vault) {
  try {
    auto intake = IntakeRules::load(s.rules.dir);
    if (!intake) return tl::unexpected<Error>(intake.error());
    auto words = OptOutWords::load(rule_file(s.rules.dir, "opt_out_words.toml"), "opt_out_words.toml");
    if (!words) return tl::unexpected<Error>(words.error());
    auto matters = MatterWords::load(s.rules.dir);
    if (!matters) return tl::unexpected<Error>(matters.error());
    auto replies =
        ReplyReader::load(rule_file(s.rules.dir, "reply_rules.toml"), "reply_rules.toml", *words, *matters);
    if (!replies) return tl::unexpected<Error>(replies.error());
    auto followup = load_followup_rules(s, std::move(vault));
    if (!followup) return tl::unexpected<Error>(followup.error());
    auto categories = Categories::load(s.rules.dir);
    if (!categories) return tl::unexpected<Error>(categories.error());
    return RuleSet{std::make_shared<const RuleReader>(std::move(*intake), std::move(*words)),
                   std::move(*replies), std::make_shared<FollowupRulesInForce>(std::move(*followup)),
                   std::make_shared<const Categories>(std::move(*categories))};
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what(), "rules.dir");
  }
}

}  // namespace huiyin
