#include "daemon/campaign/campaign_texts.h"

#include "daemon/campaign/template_fields.h"
#include "daemon/store/approvals.h"
#include "daemon/store/messages.h"

namespace huiyin {

Result<std::unique_ptr<CampaignTexts>> CampaignTexts::load(Database& db, std::shared_ptr<const Vault> vault,
                                                           std::shared_ptr<const TemplateRules> rules,
                                                           const Campaign& c) {
  std::unique_ptr<CampaignTexts> out(new CampaignTexts(db, std::move(vault), std::move(rules), c));
  out->by_language_ = campaign_texts(db, c.id);
  out->fill_ = find_campaign_fill(db, c.id);
  if (!out->fill_ || !out->fill_->per_person) return out;
  if (!out->rules_) return fail(Errc::unavailable, "templates are not served here");
  const auto common = out->vault_->unseal(out->fill_->values_sealed, "values");
  if (!common) return tl::unexpected<Error>(common.error());
  out->common_ = values_from_json(*common);
  out->row_ = find_template(db, out->fill_->template_id);
  if (!out->row_) return fail(Errc::internal, "the campaign's template is missing in the ledger");
  for (const auto& [language, text] : out->row_->variants) {
    auto parsed = TextTemplate::parse(text, fields_from_json(out->row_->fields));
    if (!parsed) return tl::unexpected<Error>(parsed.error());
    out->templates_.emplace(language, std::move(*parsed));
  }
  return out;
}

Result<CampaignTexts::Body> CampaignTexts::body_for(std::string_view language, const FieldValues& of_line) {
  const auto known = by_language_.find(std::string(language));
  if (row_) return own_body(known == by_language_.end() ? fill_->language : known->first, of_line);
  return shared_body(known == by_language_.end() ? campaign_body_ : known->second);
}

CampaignTexts::Body CampaignTexts::shared_body(std::int64_t id) {
  auto [at, is_new] = shared_.try_emplace(id);
  if (is_new)
    at->second = {id, body_parts(db_, id), id == campaign_body_ ? std::string() : content_hash(db_, id)};
  return at->second;
}

Result<CampaignTexts::Body> CampaignTexts::own_body(const std::string& language, const FieldValues& of_line) {
  FieldValues values = common_;
  for (const auto& [field, value] : of_line) values.try_emplace(field, value);
  auto content = template_content(*row_, language, templates_.at(language), values, *rules_);
  if (!content) return tl::unexpected<Error>(content.error());
  const std::int64_t id = keep_content(db_, *vault_, *content);
  return Body{id, body_parts(db_, id), content_hash(db_, id)};
}

void CampaignTexts::sends(const Body& body) {
  if (!fill_) return;
  fill_->total_parts += body.parts;
  fill_->most_parts = std::max<std::int64_t>(fill_->most_parts, body.parts);
}

void CampaignTexts::save() {
  if (fill_) save_campaign_fill(db_, *fill_);
}

}  // namespace huiyin
