// Audience lists, columns and values: what a campaign is made of before it can be planned.
#include "daemon/base/bad_input.h"
#include "daemon/campaign/audience_import.h"
#include "daemon/campaign/rejected.h"
#include "daemon/people/directory.h"
#include "daemon/store/approvals.h"
#include "daemon/store/votes.h"
#include "tests/unit/campaign/lists.h"
#include "tests/unit/campaign/with_templates.h"

namespace huiyin {
namespace {

using namespace std::chrono_literals;

class Audience : public WithTemplates {
 protected:
  Result<std::string> make_list(const std::string& name, const std::string& purposes, std::string_view bytes,
                                const std::string& more = {}, const std::string& verb = "list.create") {
    const std::string file = "f" + std::to_string(++lists_) + ".csv";
    upload(file, bytes);
    const std::string what = verb == "list.create" ? R"("name":")" + name + R"(","purposes":)" + purposes
                                                   : R"("list":")" + name + "\"";
    auto made = tell(verb, "{" + what + R"(,"import_file":")" + file + "\"" + more + "}");
    if (made) import_list(name);
    return made;
  }
  void import_list(const std::string& name) {
    for (;;) {
      const auto l = audience_list_named(ledger_.db(), name).value();
      const bool done = ledger_.in_transaction(
          [&](Database& db) { return import_list_piece(db, options(), l.id, 2, clock_.now()).value().done; });
      ledger_.reopen();  // every piece could have been the last before a crash
      if (done) return;
    }
  }
  std::int64_t members(const std::string& name) {
    const auto l = audience_list_named(ledger_.db(), name).value();
    return count_audience_members(ledger_.db(), l.id, l.version);
  }
  Json show(const std::string& name) {
    return Json::parse(tell("list.show", R"({"list":")" + name + "\"}").value());
  }
  Result<std::string> campaign_of(const std::string& list, const std::string& purpose = "publicity",
                                  const std::string& more = R"(,"text":"信访条例宣传")") {
    return tell("campaign.create",
                R"({"name":"c","purpose":")" + purpose + R"(","list":")" + list + "\"" + more + "}");
  }
  std::int64_t imported(const Result<std::string>& made) {
    const std::int64_t id = Json::parse(made.value()).integer("campaign");
    import_all(id);
    return id;
  }
  std::vector<std::string> texts(std::int64_t campaign) {
    std::vector<std::string> out;
    std::vector<std::int64_t> bodies;
    ledger_.db().each("SELECT body_id FROM message WHERE campaign_id = $1 ORDER BY id", {campaign},
                      [&](const Row& r) { bodies.push_back(r.integer(0)); });
    for (const std::int64_t b : bodies) out.push_back(content_of(ledger_.db(), *ledger_.vault(), b)->text);
    return out;
  }
};

TEST_F(Audience, ColumnsAreShownWithReasonsAndMaskedSamples) {
  upload("p.csv",
         "姓名,办公电话,手机,镇\n张三丰,010-12345678,13800000001,望禾乡\n李四,,13800000002,平泉镇\n");
  const Json guess = Json::parse(tell("list.preview", R"({"import_file":"p.csv"})").value());
  const auto columns = guess.items("columns");
  ASSERT_EQ(columns.size(), 4U);
  EXPECT_EQ(columns[2].text("as"), "number");
  EXPECT_EQ(columns[2].text("why"), "header");
  EXPECT_EQ(columns[2].items("samples").at(0).text(), mask_phone("+8613800000001"));
  EXPECT_EQ(columns[0].items("samples").at(0).text(), "张**");
  EXPECT_EQ(columns[3].text("as"), "town");
  EXPECT_EQ(guess.integer("usable"), 2);
  EXPECT_EQ(guess.dump().find("13800000001"), std::string::npos);
  EXPECT_EQ(ledger_.db().integer("SELECT count(*) FROM person"), 0) << "nothing is kept";

  const Json chosen = Json::parse(
      tell("list.preview",
           R"({"import_file":"p.csv","columns":{"number":"办公电话","town":"#1"},"fields":{"称呼":"姓名"}})")
          .value());
  EXPECT_EQ(chosen.items("columns")[1].text("why"), "named");
  EXPECT_EQ(chosen.integer("usable"), 0);
  for (const char* wrong : {R"("columns":{"number":"没有"})", R"("columns":{"number":"#9"})",
                            R"("columns":{"age":"#1"})", R"("fields":{"x":"没有"})"})
    EXPECT_THROW((void)tell("list.preview", std::string(R"({"import_file":"p.csv",)") + wrong + "}"),
                 BadInput)
        << wrong;
}

TEST_F(Audience, AColumnThatIsNamedBeatsTheGuess) {
  upload("c.csv", "手机,紧急联系人\n13800000001,13900000001\n");
  const auto made = tell("campaign.create", R"({"name":"c","purpose":"publicity","text":"信访条例宣传",
      "import_file":"c.csv","columns":{"number":"紧急联系人"}})");
  const std::int64_t id = imported(made);
  EXPECT_EQ(
      number_of(ledger_.db(), *ledger_.vault(),
                ledger_.db().integer("SELECT person_id FROM message WHERE campaign_id = $1", {id}).value())
          .value(),
      "+8613900000001");
  upload("d.csv", "甲,乙\nx,13800000001\ny,12345\n");  // no header to be known by
  const Json layout =
      Json::parse(tell("campaign.create",
                       R"({"name":"c","purpose":"publicity","text":"信访条例宣传","import_file":"d.csv",
          "columns":{"number":"乙","town":"甲"}})")
                      .value())
          .at("layout");
  EXPECT_EQ(layout.integer("header_line"), 1);
  EXPECT_EQ(layout.integer("column"), 1);
}

TEST_F(Audience, AListIsMadeOnceAndUsedAgain) {
  ASSERT_TRUE(make_list(
      "望禾乡", R"(["publicity","statutory_notice"])",
      "手机号,乡镇,姓名\n13800000001,望禾乡,张\n13800000002,平泉镇,李\nbad,望禾乡,x\n13800000001,望禾乡,张\n",
      R"(,"fields":{"称呼":"姓名"})"));
  EXPECT_EQ(members("望禾乡"), 2);
  const Json shown = show("望禾乡");
  EXPECT_EQ(shown.at("import").integer("bad"), 1);
  EXPECT_EQ(shown.at("import").integer("doubled"), 1);
  EXPECT_EQ(shown.items("lines").at(1).text("reason"), "same number as line 2");
  EXPECT_EQ(shown.items("kept").at(0).text(), "称呼");
  const auto list = audience_list_named(ledger_.db(), "望禾乡").value();
  EXPECT_EQ(rejected_list_file(ledger_.db(), *ledger_.vault(), list.id).value().value(),
            "手机号,乡镇,姓名,reason\r\nbad,望禾乡,x,not a number\r\n");

  EXPECT_EQ(texts(imported(campaign_of("望禾乡"))).size(), 2U);
  const std::int64_t one = imported(
      campaign_of("望禾乡", "statutory_notice", R"(,"text":"信访条例","segment":{"town":["平泉镇"]})"));
  EXPECT_EQ(texts(one).size(), 1U);
  EXPECT_EQ(find_campaign_source(ledger_.db(), one)->list_version, 1);
  EXPECT_EQ(make_list("望禾乡", R"(["publicity"])", "13800000001\n").error().code, Errc::conflict);
  EXPECT_EQ(ledger_.events("list.created").size(), 1U);
  EXPECT_EQ(ledger_.events("list.ready").size(), 1U);
}

TEST_F(Audience, AListServesItsPurposesOnly) {
  ASSERT_TRUE(make_list("群众", R"(["publicity"])", "13800000001\n"));
  ASSERT_TRUE(make_list("职工", R"(["staff"])", "13900000001\n13900000002\n"));
  for (const auto& [list, purpose] : {std::pair{"群众", "statutory_notice"},
                                      {"群众", "staff"},
                                      {"职工", "publicity"},
                                      {"职工", "statutory_notice"}}) {
    const auto made = campaign_of(list, purpose);
    ASSERT_FALSE(made) << list << purpose;
    EXPECT_EQ(made.error().code, Errc::conflict);
    EXPECT_NE(made.error().what.find(list), std::string::npos);
  }
  EXPECT_TRUE(campaign_of("职工", "staff", R"(,"text":"开会通知")"));
  EXPECT_THROW((void)make_list("混", R"(["staff","publicity"])", "13800000001\n"), BadInput);
  EXPECT_THROW((void)make_list("电话13800000001", R"(["staff"])", "13800000001\n"), BadInput);
  EXPECT_EQ(campaign_of("没有").error().code, Errc::not_found);
}

TEST_F(Audience, StaffNeverStandAmongCitizens) {
  ASSERT_TRUE(make_list("职工", R"(["staff"])", "13900000001\n"));
  ASSERT_TRUE(make_list("群众", R"(["publicity"])", "13800000001\n13900000001\n"));
  EXPECT_EQ(members("群众"), 1) << "a staff number on a citizens' list is told and left out";
  EXPECT_NE(show("群众").items("lines").at(0).text("reason").find("staff"), std::string::npos);
  const std::int64_t staff = person_of(ledger_.db(), *ledger_.vault(), "+8613900000001");
  EXPECT_TRUE(is_staff(ledger_.db(), staff)) << "nor are ratings of theirs counted as citizens'";

  upload("u.csv", "13800000002\n13900000001\n");
  const std::int64_t id =
      imported(tell("campaign.create",
                    R"({"name":"c","purpose":"publicity","text":"信访条例宣传","import_file":"u.csv"})"));
  EXPECT_EQ(bad(id), (Strings{"2: a staff number: staff get no publicity"}));
  ASSERT_TRUE(tell("list.delete", R"({"list":"职工","why":"moved"})"));
  EXPECT_FALSE(is_staff(ledger_.db(), staff));
}

TEST_F(Audience, ARefreshIsTheNextVersionAndAFailedOneChangesNothing) {
  ASSERT_TRUE(make_list("群众", R"(["publicity"])", "13800000001\n13800000002\n13800000003\n"));
  const std::int64_t before = imported(campaign_of("群众"));
  ASSERT_TRUE(make_list("群众", "", "13800000003\n13800000004\n", "", "list.refresh"));
  EXPECT_EQ(members("群众"), 2);
  EXPECT_EQ(texts(before).size(), 3U) << "a campaign keeps the recipients it was planned with";
  EXPECT_EQ(imported(campaign_of("群众")), before + 1);
  ledger_.in_transaction([](Database& db) { return forget_old_members(db); });
  EXPECT_EQ(ledger_.db().integer("SELECT count(*) FROM audience_member"), 2);

  upload("gone.csv", "13800000009\n");
  ASSERT_TRUE(tell("list.refresh", R"({"list":"群众","import_file":"gone.csv"})"));
  EXPECT_EQ(campaign_of("群众").error().code, Errc::conflict) << "it is being read";
  std::filesystem::remove(dir() + "/gone.csv");
  import_list("群众");
  EXPECT_EQ(show("群众").text("state"), "ready");
  EXPECT_NE(show("群众").at("import").text("failure"), "");
  EXPECT_EQ(members("群众"), 2);
  EXPECT_EQ(ledger_.events("list.import_failed").size(), 1U);
}

TEST_F(Audience, DeletingAListRemovesItsMembers) {
  ASSERT_TRUE(make_list("群众", R"(["publicity"])", "13800000001\nbad\n"));
  const std::int64_t c = imported(campaign_of("群众"));
  EXPECT_EQ(
      Json::parse(tell("list.delete", R"({"list":"群众","why":"year is over"})").value()).integer("members"),
      1);
  ledger_.in_transaction([](Database& db) { return forget_old_members(db); });
  EXPECT_EQ(ledger_.db().integer("SELECT count(*) FROM audience_member"), 0);
  EXPECT_EQ(ledger_.db().integer("SELECT count(*) FROM audience_line"), 0);
  EXPECT_EQ(campaign_of("群众").error().code, Errc::not_found);
  EXPECT_EQ(texts(c).size(), 1U);
  EXPECT_TRUE(make_list("群众", R"(["publicity"])", "13800000001\n")) << "the name is free again";
}

TEST_F(Audience, ListsHoldNoNumbersInTheClear) {
  ASSERT_TRUE(make_list("群众", R"(["publicity"])", "手机号,姓名\n13812345678,张三丰\n1381234,李四光\n",
                        R"(,"fields":{"称呼":"姓名"})"));
  for (const char* suffix : {"", "-wal"}) {
    std::ifstream in(ledger_.folder() + "/ledger.db" + suffix, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    for (const char* secret : {"13812345678", "1381234", "张三丰", "李四光"})
      EXPECT_EQ(bytes.find(secret), std::string::npos) << secret << suffix;
  }
}

TEST_F(Audience, FieldsAreFilledFromTheList) {
  tell("template.create", R"({"name":"visit","purpose":"publicity","variants":[{"language":"zh",
      "text":"{称呼}：请于{日期}到{town}办理"},{"language":"en","text":"{称呼}: please come to {town} on {日期}"}],
      "fields":[{"name":"称呼","most":3},{"name":"日期","most":10,"kind":"date"},{"name":"town","most":8}]})")
      .value();
  upload(
      "v.csv",
      "手机号,称呼,预约日,language\n13800000001,张先生,3月1日,zh\n13800000002,欧阳女士,3月2日,zh\n"  // 2, 3:
                                                                                                     // too
                                                                                                     // long
      "13800000003,,3月2日,zh\n13800000004,李女士,明天,zh\n13800000005,王先生,3月4日,en\n"  // 4, 5: none, no
                                                                                            // date
      "13800000006,周{称呼},3月4日,zh\n13800000007,吴先生\n");  // 7: braces, 8: short
  EXPECT_THROW(
      (void)tell("campaign.create", R"({"name":"c","purpose":"publicity","use":"visit","import_file":"v.csv",
      "values":{"town":"望禾乡"}})"),
      BadInput)
      << "日期 has no column of that name";
  const std::string args = R"({"name":"c","purpose":"publicity","use":"visit","import_file":"v.csv",
      "values":{"town":"望禾乡"},"fields":{"日期":"预约日"},"language":"zh","accept_warnings":true})";
  const std::int64_t id = imported(tell("campaign.create", args));
  EXPECT_EQ(texts(id), (Strings{"【云溪区群工局】张先生：请于3月1日到望禾乡办理拒收请回复R",
                                "【云溪区群工局】王先生: please come to 望禾乡 on 3月4日拒收请回复R"}));
  EXPECT_EQ(bad(id), (Strings{"3: field 称呼: is longer than 3 characters", "4: field 称呼: is empty",
                              "5: field 日期: must be a date like 2026-03-01 or 3月1日",
                              "7: field 称呼: is longer than 3 characters", "8: field 日期: has no value"}));
  EXPECT_EQ(find_campaign_fill(ledger_.db(), id)->total_parts, 2);
  std::ifstream in(ledger_.folder() + "/ledger.db-wal", std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), {});
  EXPECT_EQ(bytes.find("张先生"), std::string::npos) << "values rest sealed";

  // A stored list that keeps the values serves as well.
  ASSERT_TRUE(make_list("预约", R"(["publicity"])", "手机号,称呼,预约日\n13800000001,张先生,3月1日\n",
                        R"(,"fields":{"称呼":"称呼","日期":"预约日"})"));
  const std::int64_t stored = imported(
      campaign_of("预约", "publicity",
                  R"(,"use":"visit","language":"zh","values":{"town":"望禾乡"},"accept_warnings":true)"));
  EXPECT_EQ(texts(stored), Strings{"【云溪区群工局】张先生：请于3月1日到望禾乡办理拒收请回复R"});
  ASSERT_TRUE(make_list("无值", R"(["publicity"])", "13800000001\n"));
  EXPECT_THROW((void)campaign_of("无值", "publicity", R"(,"use":"visit","language":"zh")"), BadInput);
}

TEST_F(Audience, ValuesThatTheLinterRefusesCostTheirLine) {
  tell("template.create",
       R"({"name":"n","purpose":"publicity","variants":[{"language":"zh","text":"通知：{事项}"}],
      "fields":[{"name":"事项","most":40}]})")
      .value();
  upload("v.csv", "手机号,事项\n13800000001,路灯已修好\n13800000002,中奖信息\n");
  const std::int64_t id = imported(
      tell("campaign.create", R"({"name":"c","purpose":"publicity","use":"n","import_file":"v.csv"})"));
  EXPECT_EQ(texts(id).size(), 1U);
  EXPECT_EQ(bad(id), Strings{"3: values: with its values the text does not pass: banned_term"});
}

}  // namespace
}  // namespace huiyin
