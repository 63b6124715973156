#include <algorithm>
#include <cctype>

#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"
#include "daemon/campaign/command_args.h"
#include "daemon/campaign/template_fields.h"
#include "daemon/campaign/templates.h"
#include "daemon/model/segments.h"
#include "daemon/store/campaigns.h"
#include "daemon/store/journal.h"

namespace huiyin {
namespace {

std::string short_text(const Json& args, const std::string& name, std::size_t most, bool needed) {
  std::string text(trim(args.text_or(name, "")));
  if (needed && text.empty()) throw BadInput("/" + name, "is empty");
  if (to_utf32(text).size() > most)
    throw BadInput("/" + name, "is longer than " + std::to_string(most) + " characters");
  return text;
}

std::optional<TimePoint> time_at(const Json& args, const std::string& name) {
  const std::string text = args.text_or(name, "");
  if (text.empty()) return std::nullopt;
  TimePoint t{};
  if (!from_rfc3339(text, &t)) throw BadInput("/" + name, "is not a time like 2026-03-01T18:00:00+08:00");
  return t;
}

std::string language_at(const Json& j) {
  std::string language = j.text("language");
  const bool good = language.size() >= 2 && language.size() <= 20 &&
                    std::all_of(language.begin(), language.end(), [](unsigned char c) {
                      return c < 0x80 && (std::isalnum(c) != 0 || c == '-');
                    });
  if (!good) throw BadInput(j.path() + "/language", "is no language tag like zh, en or ug");
  return language;
}

std::string subject_of(std::int64_t id) {
  return "template/" + std::to_string(id);
}

struct VariantLook {
  std::string language, whole;
  std::vector<LintFinding> findings;
};

// As it costs most: every field filled to its limit.
VariantLook look_at(const Json& v, const std::vector<TemplateField>& fields, Purpose purpose,
                    const TemplateRules& rules) {
  auto text = TextTemplate::parse(v.text("text"), fields);
  if (!text) throw BadInput(v.path() + "/text", text.error().text());
  VariantLook out{language_at(v), whole_template_text(text->longest(), purpose, rules), {}};
  out.findings = rules.linter->look(out.whole, purpose);
  return out;
}

std::vector<VariantLook> variants_at(const Json& args, TemplateRow* t,
                                     const std::vector<TemplateField>& fields, const TemplateRules& rules) {
  std::vector<VariantLook> out;
  for (const Json& v : args.items("variants")) {
    out.push_back(look_at(v, fields, t->purpose, rules));
    if (!t->variants.emplace(out.back().language, v.text("text")).second)
      throw BadInput(v.path() + "/language", "stands there twice");
  }
  if (out.empty()) throw BadInput("/variants", "is empty");
  if (out.size() > 20) throw BadInput("/variants", "has more than 20 languages");
  return out;
}

std::string created_json(const TemplateRow& t, const std::vector<VariantLook>& variants) {
  JsonWriter w;
  w.object()
      .field("template", t.id)
      .field("name", t.name)
      .field("version", t.version)
      .key("variants")
      .array();
  for (const VariantLook& v : variants) {
    const SegmentCount n = count_segments_ucs2(v.whole);
    w.object().field("language", v.language).field("units", n.units).field("parts", n.parts);
    w.key("findings").raw(lint_json(v.findings)).end();
  }
  w.end().end();
  return w.take();
}

Result<std::string> create_template(Database& db, const Json& args, const CommandContext& context,
                                    const TemplateRules& rules) {
  TemplateRow t;
  t.name = short_text(args, "name", 60, true);
  t.purpose = purpose_at(args, {Purpose::publicity, Purpose::statutory_notice, Purpose::staff});
  const std::vector<TemplateField> fields = fields_at(args);
  const std::vector<VariantLook> variants = variants_at(args, &t, fields, rules);
  for (const VariantLook& v : variants)
    if (has_error(v.findings))
      return fail(Errc::bad_input, "the text in " + v.language + " does not pass: " + lint_json(v.findings),
                  "/variants");
  t.fields = fields_json(fields);
  t.valid_from = time_at(args, "valid_from").value_or(context.now);
  t.valid_until = time_at(args, "valid_until");
  if (t.valid_until && *t.valid_until <= std::max(context.now, t.valid_from))
    throw BadInput("/valid_until", "lies before it becomes valid, or in the past");
  t.created_at = context.now;
  t.created_by = context.actor;
  add_template(db, &t);
  JsonWriter w;
  w.object().field("template", t.id).field("name", t.name).field("version", t.version);
  w.field("purpose", name_of(t.purpose)).field("by", t.created_by).end();
  append_event(db, "template.created", subject_of(t.id), context.now, w.take());
  return created_json(t, variants);
}

TemplateAtCarrier told_of_carrier(const Json& args, const CommandContext& context) {
  TemplateAtCarrier c;
  c.language = language_at(args);
  c.account = short_text(args, "account", 60, true);
  const auto state = carrier_approval_of(args.text("state"));
  if (!state) throw BadInput("/state", "is not one of submitted, approved, rejected, provincially_pending");
  c.state = *state;
  c.code = short_text(args, "code", 100, false);
  c.note = short_text(args, "note", 500, c.state == CarrierApproval::rejected);
  c.changed_at = context.now;
  c.changed_by = context.actor;
  return c;
}

Result<std::string> tell_carrier(Database& db, const Json& args, const CommandContext& context) {
  const auto t = find_template(db, args.integer("template"));
  if (!t) return fail(Errc::not_found, "there is no such template", "/template");
  TemplateAtCarrier c = told_of_carrier(args, context);
  if (t->variants.count(c.language) == 0)
    return fail(Errc::not_found, "the template has no text in this language", "/language");
  CarrierApproval was = CarrierApproval::draft;
  for (const TemplateAtCarrier& known : template_carriers(db, t->id))
    if (known.account == c.account && known.language == c.language) {
      was = known.state;
      if (c.code.empty()) c.code = known.code;
    }
  if (!may_become(was, c.state))
    return fail(
        Errc::conflict,
        "it is " + std::string(name_of(was)) + " there: it can't become " + std::string(name_of(c.state)),
        "/state");
  if (c.state == CarrierApproval::approved && context.role < Role::approver)
    return fail(Errc::forbidden, "needs the role approver", "/state");
  set_template_carrier(db, t->id, c);
  JsonWriter w;
  w.object().field("template", t->id).field("language", c.language).field("account", c.account);
  w.field("from", name_of(was)).field("state", name_of(c.state)).field("by", c.changed_by).end();
  append_event(db, "template.carrier", subject_of(t->id), context.now, w.take());
  w.object().field("template", t->id).field("account", c.account).field("state", name_of(c.state)).end();
  return w.take();
}

Result<std::string> withdraw(Database& db, const Json& args, const CommandContext& context) {
  const std::int64_t id = args.integer("template");
  const std::string why = short_text(args, "why", 500, true);
  if (!find_template(db, id)) return fail(Errc::not_found, "there is no such template", "/template");
  if (!withdraw_template(db, id)) return fail(Errc::conflict, "it was withdrawn before", "/template");
  JsonWriter paused;
  paused.array();
  for (const std::int64_t campaign : campaigns_of_template(db, id))
    if (move_campaign(db, campaign, CampaignState::running, CampaignState::paused, context.now))
      paused.value(campaign);
  const std::string list = paused.end().take();
  JsonWriter w;
  w.object().field("template", id).field("why", why).field("by", context.actor).key("paused").raw(list).end();
  append_event(db, "template.withdrawn", subject_of(id), context.now, w.take());
  w.object().field("template", id).key("paused").raw(list).end();
  return w.take();
}

}  // namespace

std::string whole_template_text(std::string_view text, Purpose purpose, const TemplateRules& rules) {
  std::string out(text);
  if (!rules.signature.empty() && out.find("【") == std::string::npos)
    out.insert(0, "【" + rules.signature + "】");
  if (purpose != Purpose::publicity || rules.opt_out_line.empty()) return out;
  const auto findings = rules.linter->look(out, purpose);
  if (std::any_of(findings.begin(), findings.end(), [](const auto& f) { return f.rule == "no_opt_out"; }))
    out += rules.opt_out_line;
  return out;
}

void register_template_commands(CommandTable& table, std::shared_ptr<const TemplateRules> rules) {
  table.add({"template.create", Role::operator_, true,
             [rules](Database& db, const Json& args, const CommandContext& context) {
               return create_template(db, args, context, *rules);
             }});
  table.add({"template.carrier", Role::operator_, false, tell_carrier});
  table.add({"template.withdraw", Role::operator_, false, withdraw});
}

}  // namespace huiyin
