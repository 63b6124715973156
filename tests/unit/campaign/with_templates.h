// Campaign commands with templates and the linter, as the daemon wires them.
#pragma once
#include "daemon/base/phone.h"
#include "daemon/campaign/templates.h"
#include "tests/unit/campaign/lists.h"

namespace huiyin {

class WithTemplates : public Lists {
 protected:
  WithTemplates() {
    templates_ = std::make_shared<TemplateRules>();
    templates_->signature = "云溪区群工局";
    templates_->opt_out_line = "拒收请回复R";
    templates_->linter = std::make_shared<const Linter>(Linter::shipped());
    templates_->routes = [this](Purpose) { return routes_; };
    mine_ = std::make_shared<CampaignRules>(*rules_);
    mine_->templates = templates_;
    mine_->route = [this](Database& db, const Campaign& c) {
      std::vector<std::string> out;
      for (const auto& r : routes_)
        if (account_may_carry(db, c.id, r.account, r.takes_text)) out.push_back(r.account);
      return out;
    };
    table_ = CommandTable();
    register_campaign_commands(table_, mine_);
  }

  Importer::Options options() const override {
    return {.dir = dir(), .vault = ledger_.vault(), .templates = templates_};
  }
  Result<std::string> tell(const std::string& name, const std::string& args, Role role = Role::approver,
                           const std::string& actor = "token:li") {
    return ledger_.in_transaction([&](Database& db) {
      return run_command(db, table_, name, "k" + std::to_string(++told_), Json::parse(args),
                         {clock_.now(), actor, role});
    });
  }

  std::vector<TemplateRules::Route> routes_ = {{"main", true}};
  std::shared_ptr<TemplateRules> templates_;
  std::shared_ptr<CampaignRules> mine_;
  CommandTable table_;
  int told_ = 0, lists_ = 0;
};

}  // namespace huiyin
