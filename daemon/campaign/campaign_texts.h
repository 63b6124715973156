// What each recipient of a campaign is sent: the text of the recipient's language, and where a template has
// fields that the list fills, rendered for this one person. Store thread.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/campaign/templates.h"
#include "daemon/model/text_template.h"
#include "daemon/people/vault.h"
#include "daemon/store/campaigns.h"

namespace huiyin {

class CampaignTexts {
 public:
  struct Body {
    std::int64_t id = 0;
    int parts = 1;
    std::string own_hash;  // of its content, where it is not the campaign's own; "": it is
  };

  // rules may be null where the campaign has no fields that the list fills. An Error: the ledger or the vault
  // could not serve.
  static Result<std::unique_ptr<CampaignTexts>> load(Database& db, std::shared_ptr<const Vault> vault,
                                                     std::shared_ptr<const TemplateRules> rules,
                                                     const Campaign& c);

  // bad_input: why this recipient can't get one ("field 姓: is longer than 4 characters"), never with a
  // value.
  Result<Body> body_for(std::string_view language, const FieldValues& of_line);
  // A message of this body was made: counted for the campaign's parts.
  void sends(const Body& body);
  // The counts, in the transaction of the messages.
  void save();

 private:
  CampaignTexts(Database& db, std::shared_ptr<const Vault> vault, std::shared_ptr<const TemplateRules> rules,
                const Campaign& c)
      : db_(db), vault_(std::move(vault)), rules_(std::move(rules)), campaign_body_(c.body_id) {}
  Body shared_body(std::int64_t id);
  Result<Body> own_body(const std::string& language, const FieldValues& of_line);

  Database& db_;
  const std::shared_ptr<const Vault> vault_;
  const std::shared_ptr<const TemplateRules> rules_;
  const std::int64_t campaign_body_;
  std::map<std::string, std::int64_t> by_language_;
  std::map<std::int64_t, Body> shared_;
  std::optional<CampaignFill> fill_;
  std::optional<TemplateRow> row_;  // where the list fills fields
  std::map<std::string, TextTemplate> templates_;
  FieldValues common_;
};

}  // namespace huiyin
