// A ledger with a folder of uploads: what the campaign tests share.
#pragma once
#include <fstream>

#include <gtest/gtest.h>

#include "daemon/base/text.h"
#include "daemon/campaign/commands.h"
#include "daemon/campaign/import.h"
#include "daemon/store/campaigns.h"
#include "daemon/store/messages.h"
#include "tests/unit/test_ledger.h"

namespace huiyin {

class Lists : public ::testing::Test {
 protected:
  Lists() {
    std::filesystem::create_directory(dir());
    auto rules = std::make_shared<CampaignRules>();
    rules->import_dir = dir();
    rules->signature = "云溪区群工局";
    rules->vault = ledger_.vault();
    rules_ = rules;
    register_campaign_commands(commands_, rules_);
  }

  std::string dir() const { return ledger_.folder() + "/import"; }
  virtual Importer::Options options() const { return {.dir = dir(), .vault = ledger_.vault()}; }
  Importer importer(std::int64_t max_lines = 2'000'000) const {
    Importer::Options o = options();
    o.max_lines = max_lines;
    return Importer(std::move(o));
  }
  void upload(const std::string& name, std::string_view bytes) const {
    std::ofstream(dir() + "/" + name, std::ios::binary) << bytes;
  }
  Result<std::string> command(const std::string& name, const std::string& args, std::string key = {}) {
    if (key.empty()) key = "key-" + std::to_string(++keys_);
    return ledger_.command(commands_, name, args, clock_.now(), key);
  }
  std::int64_t create(const std::string& file, const std::string& more = {}) {
    return Json::parse(
               command("campaign.create", R"({"name":"宣传","purpose":"publicity","text":"信访条例宣传",)"
                                          R"("import_file":")" +
                                              file + "\"" + more + "}")
                   .value())
        .integer("campaign");
  }
  Result<std::string> on(const std::string& verb, std::int64_t campaign) {
    return command("campaign." + verb, R"({"campaign":)" + std::to_string(campaign) + "}");
  }
  Result<ImportProgress> piece(std::int64_t campaign, std::int64_t lines,
                               std::int64_t max_lines = 2'000'000) {
    return ledger_.in_transaction(
        [&](Database& db) { return importer(max_lines).import_piece(db, campaign, lines, clock_.now()); });
  }
  ImportProgress import_all(std::int64_t campaign, std::int64_t lines = 1'000) {
    for (;;) {
      auto p = piece(campaign, lines).value();
      if (p.done) return p;
    }
  }
  ImportProgress import_text(std::string_view bytes, std::int64_t lines = 1'000) {
    const std::string name = "list-" + std::to_string(++files_) + ".csv";
    upload(name, bytes);
    campaign_ = create(name);
    return import_all(campaign_, lines);
  }
  Campaign campaign(std::int64_t id) { return find_campaign(ledger_.db(), id).value(); }
  std::vector<std::string> bad(std::int64_t id) {
    std::vector<std::string> out;
    for (const BadLine& b : bad_lines(ledger_.db(), id, 0, 10'000))
      out.push_back(std::to_string(b.line) + ": " + b.reason);
    return out;
  }
  std::int64_t count(std::int64_t id, MessageState s) { return tally_of(ledger_.db(), id)[s]; }

  TestLedger ledger_;
  ManualClock clock_{from_ms(1'772'416'800'000)};
  std::shared_ptr<const CampaignRules> rules_;
  CommandTable commands_;
  std::int64_t campaign_ = 0;
  int keys_ = 0, files_ = 0;
};

using Strings = std::vector<std::string>;

}  // namespace huiyin
