#include "daemon/rules.h"

#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"
#include "daemon/care/record_texts.h"
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
                                     s.followup.dissatisfied_template});
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

Result<RecordWording> one_part(std::string_view setting, const std::string& text, const std::string& code,
                               const Settings& s) {
  const std::string why = too_long(text, s.office.signature);
  if (!why.empty()) return fail(Errc::bad_input, why, std::string(setting));
  return RecordWording{text, code};
}

Result<CareRules> care_rules(const Settings& s, std::shared_ptr<const Vault> vault,
                             std::shared_ptr<const AnswerWords> words) {
  auto zone = TimeZone::load(s.office.time_zone);
  if (!zone) return tl::unexpected<Error>(zone.error());
  auto deadlines = Deadlines::load(s.rules.dir, *zone);
  if (!deadlines) return tl::unexpected<Error>(deadlines.error());
  auto texts =
      RecordTexts::load(rule_file(s.rules.dir, "record_texts.toml"), "record_texts.toml", s.office.signature);
  if (!texts) return tl::unexpected<Error>(texts.error());
  auto receipt = one_part("intake.receipt_template", s.intake.receipt_template, s.intake.receipt_code, s);
  auto help = one_part("danger.help_text", s.danger.help_text, s.danger.help_code, s);
  auto page = one_part("danger.page_text", s.danger.page_text, s.danger.page_code, s);
  auto reprisal = one_part("reprisal.text", s.reprisal.text, s.reprisal.code, s);
  for (const auto* w : {&receipt, &help, &page, &reprisal})
    if (!*w) return tl::unexpected<Error>(w->error());
  CareRules r{.zone = *zone,
              .region = s.office.region,
              .signature = s.office.signature,
              .vault = std::move(vault),
              .deadlines = std::make_shared<const Deadlines>(std::move(*deadlines)),
              .words = std::move(words)};
  r.receipts = s.intake.receipt;
  r.receipt = std::move(*receipt);
  r.receipts_a_day = static_cast<int>(s.intake.receipts_per_day);
  r.states = std::move(texts->states);
  r.unknown_record = std::move(texts->unknown);
  r.status_template = s.intake.status_code;
  r.queries_a_day = static_cast<int>(s.intake.queries_per_day);
  r.storm = static_cast<int>(s.intake.storm);
  r.answer_danger = s.danger.answer;
  r.help = std::move(*help);
  r.page = std::move(*page);
  r.reprisal = std::move(*reprisal);
  r.reprisal_again = s.reprisal.again;
  r.reprisal_times = static_cast<int>(s.reprisal.times);
  r.page_again = s.danger.page_again;
  r.pages_a_level = static_cast<int>(s.danger.pages_per_level);
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

Result<std::shared_ptr<const CareRules>> load_care(const Settings& s, std::shared_ptr<const Vault> vault) {
  try {
    auto words = AnswerWords::load(rule_file(s.rules.dir, "answer_words.toml"), "answer_words.toml");
    if (!words) return tl::unexpected<Error>(words.error());
    auto care = care_rules(s, std::move(vault), std::make_shared<const AnswerWords>(std::move(*words)));
    if (!care) return tl::unexpected<Error>(care.error());
    return std::make_shared<const CareRules>(std::move(*care));
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
    auto followup = load_followup_rules(s, vault);
    if (!followup) return tl::unexpected<Error>(followup.error());
    auto categories = Categories::load(s.rules.dir);
    if (!categories) return tl::unexpected<Error>(categories.error());
    auto care = load_care(s, std::move(vault));
    if (!care) return tl::unexpected<Error>(care.error());
    return RuleSet{std::make_shared<const RuleReader>(std::move(*intake), std::move(*words), (*care)->words),
                   std::move(*replies), std::make_shared<FollowupRulesInForce>(std::move(*followup)),
                   std::make_shared<const Categories>(std::move(*categories)), std::move(*care)};
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what(), "rules.dir");
  }
}

}  // namespace huiyin
