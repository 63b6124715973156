// campaign.create: text or template, audience, terms. Nothing of it can be sent before it was read, planned
// and released.
#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"
#include "daemon/campaign/command_args.h"
#include "daemon/campaign/list_columns.h"
#include "daemon/campaign/segment.h"
#include "daemon/campaign/template_fields.h"
#include "daemon/campaign/templates.h"
#include "daemon/campaign/text_check.h"
#include "daemon/model/ramp.h"
#include "daemon/model/segments.h"
#include "daemon/store/audience.h"
#include "daemon/store/campaign_lists.h"
#include "daemon/store/journal.h"

namespace huiyin {
namespace {

std::string campaign_name_at(const Json& args) {
  std::string name(trim(args.text("name")));
  if (name.empty()) throw BadInput("/name", "is empty");
  if (name.size() > 200) throw BadInput("/name", "is longer than 200 bytes");
  return name;
}

class CampaignMaker {
 public:
  CampaignMaker(Database& db, const Json& args, const CommandContext& context, const CampaignRules& rules)
      : db_(db), args_(args), context_(context), rules_(rules) {}

  Result<std::string> make() {
    c_.name = campaign_name_at(args_);
    c_.purpose = purpose_at(args_, {Purpose::publicity, Purpose::statutory_notice, Purpose::staff});
    c_.not_after = not_after_at(args_, context_.now, rules_.campaign_life);
    c_.start_at = start_at(args_, context_.now, c_.not_after);
    c_.budget_fen = budget_at(args_);
    c_.on_miss = on_miss_at(args_, c_.on_miss);
    if (auto made = make_contents(); !made) return tl::unexpected<Error>(made.error());
    if (auto fine = check_texts(); !fine) return tl::unexpected<Error>(fine.error());
    if (auto found = find_audience(); !found) return tl::unexpected<Error>(found.error());
    const bool ramp = args_.boolean_or("ramp", true);
    if (ramp && rules_.has_ramp && rules_.has_ramp()) c_.ramp = RampState{}.json();
    if (const auto given = args_.find("segment"); given && !given->is_null())
      segment_ = ListSegment::from_json(*given);
    keep();
    return answer();
  }

 private:
  // Of a template by name, or of what the command says itself. A template's end of validity ends the campaign
  // too.
  Result<void> make_contents() {
    if (!args_.has("use")) {
      contents_.emplace_back(std::string(), content_at(args_, c_.purpose, rules_));
      return {};
    }
    if (args_.has("text") || args_.has("template"))
      throw BadInput("/use", "does not go together with text or template");
    if (!rules_.templates) return fail(Errc::unavailable, "templates are not served here", "/use");
    auto use = use_template(db_, args_, c_.purpose, *rules_.templates, std::max(context_.now, c_.start_at));
    if (!use) return tl::unexpected<Error>(use.error());
    if (use->row.valid_until) c_.not_after = std::min(c_.not_after, *use->row.valid_until);
    if (c_.start_at >= c_.not_after) throw BadInput("/start_at", "is not before not_after");
    contents_ = std::move(use->contents);
    use_ = std::move(*use);
    return {};
  }

  Result<void> check_texts() {
    for (const auto& [language, content] : contents_)
      for (LintFinding& f : findings_of(content, c_.purpose, rules_)) warnings_.push_back(std::move(f));
    return check_findings(warnings_, args_.boolean_or("accept_warnings", false), use_ ? "/use" : "/text");
  }

  Result<void> find_audience() {
    if (args_.has("list") == args_.has("import_file"))
      throw BadInput("/import_file", "give either an uploaded list or the name of a stored one (list)");
    return args_.has("list") ? take_stored_list() : take_upload();
  }

  Result<void> take_stored_list() {
    if (args_.has("columns") || args_.has("fields"))
      throw BadInput("/columns", "is of an uploaded list; a stored list knows its columns");
    const auto list = audience_list_named(db_, args_.text("list"));
    if (!list) return fail(Errc::not_found, "there is no such list", "/list");
    if (!list->serves(c_.purpose))
      return fail(Errc::conflict,
                  "the list " + list->name + " is for " + purposes_text(list->purposes) + ", not for " +
                      std::string(name_of(c_.purpose)),
                  "/list");
    if (list->state != ListState::ready)
      return fail(Errc::conflict, "the list is " + std::string(name_of(list->state)) + ", not ready",
                  "/list");
    if (use_)
      for (const std::string& field : use_->empty)
        if (std::find(list->kept.begin(), list->kept.end(), field) == list->kept.end())
          throw BadInput("/values", "field " + field + " has no value, and the list keeps none of that name");
    source_.list_id = list->id;
    source_.list_version = list->version;
    return {};
  }

  Result<void> take_upload() {
    c_.import_file = import_file_at(db_, args_, rules_.import_dir);
    const ColumnChoices choices = choices_at(args_);
    ListLayout layout = layout_at(rules_.import_dir, c_.import_file, rules_.region, choices);
    for (const auto& [field, column] : choices.fields)
      if (!use_ || std::find(use_->empty.begin(), use_->empty.end(), field) == use_->empty.end())
        throw BadInput("/fields/" + field, "is no field of the template that is still without a value");
    if (use_)
      for (const std::string& field : use_->empty) {
        if (layout.fields.count(field) > 0) continue;
        const auto column = column_named(layout, field);
        if (!column)
          throw BadInput("/values", "field " + field + " has neither a value nor a column of the list");
        layout.fields[field] = *column;
      }
    c_.import_layout = layout.json();
    c_.import_offset = layout.start;
    return {};
  }

  void keep() {
    c_.created_at = context_.now;
    c_.created_by = context_.actor;
    c_.body_id = keep_content(db_, *rules_.vault, contents_.front().second);
    c_.id = source_.campaign_id = add_campaign(db_, c_);
    save_import(db_, c_);
    save_campaign_list(db_, {c_.id, segment_.json(), 0, {}});
    source_.warnings = accepted_json(warnings_, context_.actor);
    add_campaign_source(db_, source_);
    for (const auto& [language, content] : contents_) {
      parts_ = std::max(parts_, count_segments(content.text).parts);
      if (use_)
        set_campaign_text(db_, c_.id, use_->row.id, language, keep_content(db_, *rules_.vault, content));
    }
    if (use_)
      add_campaign_fill(db_, {c_.id, use_->row.id, contents_.front().first,
                              rules_.vault->seal(values_json(use_->values), "values"), !use_->empty.empty()});
    JsonWriter w;
    w.object().field("campaign", c_.id).field("name", c_.name).field("purpose", name_of(c_.purpose));
    w.field("by", c_.created_by).field("parts", parts_).field("not_after", to_rfc3339(c_.not_after)).end();
    append_event(db_, "campaign.created", "campaign/" + std::to_string(c_.id), context_.now, w.take());
  }

  std::string answer() const {
    JsonWriter w;
    w.object().field("campaign", c_.id).field("state", name_of(c_.state)).field("parts", parts_);
    w.field("not_after", to_rfc3339(c_.not_after));
    if (!c_.import_layout.empty()) w.key("layout").raw(c_.import_layout);
    if (!warnings_.empty()) w.key("warnings").raw(lint_json(warnings_));
    return w.end().take();
  }

  Database& db_;
  const Json& args_;
  const CommandContext& context_;
  const CampaignRules& rules_;
  Campaign c_;
  CampaignSource source_;
  ListSegment segment_;
  std::vector<std::pair<std::string, Content>> contents_;  // by language, the first one for all others
  std::optional<TemplateUse> use_;
  std::vector<LintFinding> warnings_;
  int parts_ = 1;  // of the longest
};

}  // namespace

void register_campaign_create(CommandTable& table, const std::shared_ptr<const CampaignRules>& rules) {
  table.add({"campaign.create", Role::operator_, true,
             [rules](Database& db, const Json& args, const CommandContext& context) {
               return CampaignMaker(db, args, context, *rules).make();
             }});
}

}  // namespace huiyin
