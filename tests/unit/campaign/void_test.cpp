// What voids an approval: each change of list, template, time, route, budget, and of what any one person
// gets.
#include "daemon/campaign/audience_import.h"
#include "daemon/store/approvals.h"
#include "tests/unit/campaign/with_templates.h"

namespace huiyin {
namespace {

using namespace std::chrono_literals;

class Voids : public WithTemplates {
 protected:
  Voids() { mine_->approve_above = 0; }

  void make_stored_list(std::string_view bytes, const std::string& verb = "list.create") {
    const std::string file = "v" + std::to_string(++lists_) + ".csv";
    upload(file, bytes);
    const std::string what =
        verb == "list.create" ? R"("name":"群众","purposes":["publicity"])" : R"("list":"群众")";
    ASSERT_TRUE(tell(verb, "{" + what + R"(,"import_file":")" + file + R"(","fields":{"town":"镇"}})"));
    while (!ledger_
                .in_transaction([&](Database& db) {
                  const auto l = audience_list_named(db, "群众").value();
                  return import_list_piece(db, options(), l.id, 100, clock_.now()).value();
                })
                .done) {
    }
  }
  // A ready campaign of the template and the stored list, released by a second person.
  std::int64_t released() {
    make_stored_list("手机号,镇\n13800000001,望禾乡\n13800000002,平泉镇\n");
    law_ = Json::parse(tell("template.create", R"({"name":"law","purpose":"publicity","variants":[
        {"language":"zh","text":"{town}：《信访工作条例》实施"}],"fields":[{"name":"town","most":8}]})")
                           .value())
               .integer("template");
    const std::int64_t id =
        Json::parse(tell("campaign.create", R"({"name":"c","purpose":"publicity","use":"law","list":"群众"})")
                        .value())
            .integer("campaign");
    import_all(id);
    EXPECT_TRUE(
        tell("campaign.approve", args(id, R"(,"plan":")" + plan(id) + "\""), Role::approver, "user:chief"));
    EXPECT_TRUE(release_of(approvals_of(ledger_.db(), id), plan(id), "token:li"));
    return id;
  }
  std::string plan(std::int64_t id) {
    return plan_hash(ledger_.db(), Lists::campaign(id), mine_->route(ledger_.db(), Lists::campaign(id)));
  }
  static std::string args(std::int64_t id, const std::string& more = {}) {
    return R"({"campaign":)" + std::to_string(id) + more + "}";
  }
  // The released plan is no more the plan: it can't be started.
  void expect_void(std::int64_t id, const std::string& why) {
    EXPECT_FALSE(release_of(approvals_of(ledger_.db(), id), plan(id), "token:li")) << why;
    const auto started = tell("campaign.start", args(id));
    ASSERT_FALSE(started) << why;
    EXPECT_EQ(started.error().code, Errc::conflict) << why;
  }
  std::int64_t law_ = 0;
};

TEST_F(Voids, NothingChangedNothingVoided) {
  EXPECT_TRUE(tell("campaign.start", args(released())));
}

TEST_F(Voids, TheList) {
  const std::int64_t id = released();
  make_stored_list("手机号,镇\n13800000001,望禾乡\n13800000003,平泉镇\n", "list.refresh");
  expect_void(id, "refreshed");
}

TEST_F(Voids, TheListsEnd) {
  const std::int64_t id = released();
  ASSERT_TRUE(tell("list.delete", R"({"list":"群众","why":"over"})"));
  expect_void(id, "deleted");
}

TEST_F(Voids, TheTemplatesNextVersion) {
  const std::int64_t id = released();
  ASSERT_TRUE(tell("template.create", R"({"name":"law","purpose":"publicity","variants":[
      {"language":"zh","text":"{town}：新条例实施"}],"fields":[{"name":"town","most":8}]})"));
  expect_void(id, "a newer version");
}

TEST_F(Voids, WhatACarrierSaysOfTheTemplate) {
  const std::int64_t id = released();
  ASSERT_TRUE(tell("template.carrier", R"({"template":)" + std::to_string(law_) +
                                           R"(,"language":"zh","account":"main","state":"submitted"})"));
  expect_void(id, "no account may carry it");
}

TEST_F(Voids, TheTime) {
  const std::int64_t id = released();
  ASSERT_TRUE(tell("campaign.change", args(id, R"(,"start_at":")" + to_rfc3339(clock_.now() + 1h) + "\"")));
  expect_void(id, "start_at");
}

TEST_F(Voids, TheBudget) {
  const std::int64_t id = released();
  mine_->forecast = [](Purpose, int, std::int64_t) { return std::optional<std::int64_t>(10); };
  ASSERT_TRUE(tell("campaign.change", args(id, R"(,"budget_fen":1000)")));
  expect_void(id, "budget");
}

TEST_F(Voids, TheRoute) {
  const std::int64_t id = released();
  routes_.push_back({"second", true});
  expect_void(id, "another account");
}

TEST_F(Voids, WhatOnePersonGets) {
  const std::int64_t id = released();
  Campaign c = Lists::campaign(id);
  EXPECT_EQ(c.audience_hash, audience_of_rows(ledger_.db(), c));
  ledger_.db().run("UPDATE message SET body_id = (SELECT max(body_id) FROM message) WHERE campaign_id = $1",
                   {id});
  EXPECT_NE(c.audience_hash, audience_of_rows(ledger_.db(), c)) << "one text for another is another audience";
}

TEST_F(Voids, WarningsAreTheMakersToAccept) {
  upload("w.csv", "13800000001\n");
  const std::string text(3 * 40, 'x');
  const std::string head =
      R"({"name":"c","purpose":"publicity","import_file":"w.csv","text":")" + text + "\"";
  const auto refused = tell("campaign.create", head + "}");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::conflict);
  EXPECT_NE(refused.error().what.find("character_71"), std::string::npos);
  const Json made = Json::parse(tell("campaign.create", head + R"(,"accept_warnings":true})").value());
  EXPECT_EQ(made.items("warnings").at(0).text("rule"), "character_71");
  const auto source = find_campaign_source(ledger_.db(), made.integer("campaign"));
  EXPECT_EQ(Json::parse(source->warnings).text("by"), "token:li") << "the checker sees who accepted";
  import_all(made.integer("campaign"));
  for (const char* bad : {"见 http://evil.top/a", "身份证110101199003074514", "恭喜中奖"}) {
    const auto no =
        tell("campaign.create",
             R"({"name":"c","purpose":"publicity","import_file":"w.csv","accept_warnings":true,"text":")" +
                 std::string(bad) + "\"}");
    ASSERT_FALSE(no) << bad;
    EXPECT_EQ(no.error().code, Errc::bad_input) << "an error is nobody's to accept";
    EXPECT_EQ(no.error().what.find("110101199003074514"), std::string::npos);
  }
}

TEST_F(Voids, SingleMessagesPassTheLinterToo) {
  const auto send = [&](const std::string& text, const std::string& more = {}) {
    return tell("message.send",
                R"({"to":"13800000001","purpose":"case_reply","text":")" + text + "\"" + more + "}");
  };
  EXPECT_EQ(send("请回复验证码").error().code, Errc::bad_input);
  EXPECT_EQ(send("您投诉某某局的事项已办").error().code, Errc::conflict);
  EXPECT_TRUE(send("您投诉某某局的事项已办", R"(,"accept_warnings":true)"));
  const Json sent = Json::parse(send(std::string(200, 'x')).value());
  EXPECT_EQ(sent.items("warnings").at(0).text("rule"), "character_71") << "told, not refused";
  const auto params = tell(
      "message.send",
      R"({"to":"13800000001","purpose":"case_reply","template":"1005","params":["见 http://evil.top/a"]})");
  ASSERT_FALSE(params);
  EXPECT_EQ(params.error().code, Errc::bad_input);
}

}  // namespace
}  // namespace huiyin
