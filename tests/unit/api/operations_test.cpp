// The table of operations: its own sense, and that everything huiyinctl can do is in it.
#include "daemon/api/operations.h"

#include <set>

#include <gtest/gtest.h>

#include "daemon/api/openapi.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"
#include "daemon/ctl/verb.h"

namespace huiyin {
namespace {

// Verbs that need no daemon, or whose work is not the API's, and why.
const std::map<std::string_view, std::string_view> kLocal = {
    {"version", "of huiyinctl itself"},
    {"completion", "of huiyinctl itself"},
    {"config explain", "the settings of this program"},
    {"clock show", "the file of the virtual clock"},
    {"clock advance", "the file of the virtual clock"},
    {"lab phone", "rules in place"},
    {"lab reply", "rules in place"},
    {"lab intake", "rules in place"},
    {"lab mask", "rules in place"},
};

CommandTable some_commands() {
  CommandTable t;
  t.add({"campaign.create", Role::operator_, true, {}});
  t.add({"thaw", Role::supervisor, false, {}});
  return t;
}

TEST(OperationsTable, NamesAndPlacesAreUnique) {
  const auto all = Operations::make(some_commands());
  ASSERT_TRUE(all) << all.error().text();
  std::set<std::string> names, places;
  for (const auto& op : all->all()) {
    EXPECT_TRUE(names.insert(op->name).second) << op->name;
    EXPECT_TRUE(places.insert(op->method + " " + op->path).second) << op->path;
    EXPECT_FALSE(op->summary.empty()) << op->name;
    if (op->access == Access::open) {
      EXPECT_EQ(op->needs, Role::viewer) << op->name;
    }
    if (op->method != "GET" && op->access != Access::open && !op->command) {
      EXPECT_TRUE(!op->body.empty()) << op->name << " takes a body that nothing checks";
    }
  }
}

TEST(OperationsTable, ACommandBringsItsRoleKeyAndSchema) {
  const auto all = Operations::make(some_commands());
  const Operation* create = all->find("POST", "/api/v1/commands/campaign.create");
  ASSERT_NE(create, nullptr);
  EXPECT_EQ(create->needs, Role::operator_);
  EXPECT_TRUE(create->needs_key);
  EXPECT_EQ(create->verbs, "campaign create");
  EXPECT_THROW(create->schema->check(Json::parse("{}")), BadInput);
  CommandTable without = some_commands();
  without.add({"no.schema", Role::operator_, false, {}});
  EXPECT_EQ(Operations::make(without)->find("POST", "/api/v1/commands/no.schema"), nullptr);
}

TEST(OperationsTable, ParametersAreCheckedBeforeAnythingHappens) {
  const auto all = Operations::make(some_commands());
  const Operation* list = all->find("GET", "/api/v1/intake");
  for (const char* good :
       {"", "limit=5&before=7", "channel=sms", "danger=true", "from=2026-01-01T00:00:00Z", "state="})
    EXPECT_NO_THROW(list->check_parameters(good)) << good;
  for (const char* bad : {"limit=0", "limit=501", "limit=x", "limit=1&limit=2", "unknown=1", "channel=fax",
                          "danger=1", "from=yesterday", "state=%ff", "before=-1"})
    EXPECT_THROW(list->check_parameters(bad), BadInput) << bad;
}

TEST(OperationsTable, EveryVerbOfHuiyinctlIsServed) {
  const auto all = Operations::make(CommandTable());
  std::set<std::string, std::less<>> served;
  const auto add = [&](std::string_view verbs) {
    for (const std::string_view v : split(verbs, '|'))
      if (!v.empty()) served.emplace(v);
  };
  for (const auto& op : all->all()) add(op->verbs);
  for (const CommandVerbs& c : command_verbs()) add(c.verbs);
  std::set<std::string_view> known;
  for (const Verb& v : all_verbs()) {
    known.insert(v.path);
    const bool local = kLocal.contains(v.path) || starts_with(v.path, "vault ");
    EXPECT_TRUE(local || served.contains(v.path)) << "no operation serves huiyinctl " << v.path;
  }
  for (const std::string& v : served) EXPECT_TRUE(known.contains(v)) << "there is no verb " << v;
}

TEST(OperationsTable, TheDocumentHasEveryOperation) {
  const auto all = Operations::make(some_commands());
  const Json document = Json::parse(openapi_json(*all));
  EXPECT_EQ(document.text("openapi"), "3.1.0");
  const Json paths = document.at("paths");
  for (const auto& op : all->all())
    EXPECT_EQ(paths.at(op->path).at(to_lower_ascii(op->method)).text("operationId"), op->name);
  const Json create = document.at("components").at("schemas").at("campaign.create");
  EXPECT_FALSE(create.boolean("additionalProperties"));
  EXPECT_FALSE(create.has("$defs"));
}

}  // namespace
}  // namespace huiyin
