#include "daemon/campaign/commands.h"

#include "daemon/base/bad_input.h"
#include "daemon/campaign/report.h"
#include "daemon/campaign/sweep.h"
#include "daemon/people/content.h"
#include "daemon/people/directory.h"
#include "tests/unit/campaign/lists.h"

namespace huiyin {
namespace {

class CampaignCommands : public Lists {
 protected:
  std::int64_t ready(const std::string& list = "13800000001\n13800000002\n13800000003\n") {
    import_text(list);
    return campaign_;
  }
  std::string refusal(const Result<std::string>& r) {
    EXPECT_FALSE(r);
    if (r) return {};
    EXPECT_EQ(r.error().code, Errc::conflict);
    return r.error().what;
  }
  SweepCount sweep(int limit = 2000) {
    return ledger_.in_transaction([&](Database& db) { return sweep_campaigns(db, clock_.now(), limit); })
        .value();
  }
  Json report(std::int64_t id) { return Json::parse(campaign_json(ledger_.db(), id, clock_.now()).value()); }
};

TEST_F(CampaignCommands, CreateKeepsTextWithSignatureAndOptOut) {
  upload("a.csv", "13800000001\n");
  const Json made =
      Json::parse(command("campaign.create", R"({"name":" 普法 ","purpose":"publicity","text":"学法用法",)"
                                             R"("template":"77","params":["a","b"],"import_file":"a.csv"})")
                      .value());
  EXPECT_EQ(made.text("state"), "importing");
  EXPECT_EQ(made.integer("parts"), 1);
  const Campaign c = campaign(made.integer("campaign"));
  EXPECT_EQ(c.name, "普法");
  EXPECT_EQ(c.created_by, "test");
  EXPECT_EQ(c.not_after, clock_.now() + Millis(7 * 24 * 3'600'000));
  const Content content = content_of(ledger_.db(), *ledger_.vault(), c.body_id).value();
  EXPECT_EQ(content.text, "【云溪区群工局】学法用法拒收请回复R");
  EXPECT_EQ(content.template_code, "77");
  EXPECT_EQ(content.template_params, (Strings{"a", "b"}));
  EXPECT_EQ(ledger_.events("campaign.created").size(), 1U);
}

TEST_F(CampaignCommands, TextsThatHaveSignatureOrOptOutKeepThem) {
  const std::pair<const char*, const char*> cases[] = {{"【别的】普法，回T退订", "【别的】普法，回T退订"},
                                                       {"普法，退订回T", "【云溪区群工局】普法，退订回T"}};
  for (const auto& [text, whole] : cases) {
    upload("b.csv", "13800000001\n");
    const auto made =
        command("campaign.create", std::string(R"({"name":"x","purpose":"publicity","text":")") + text +
                                       R"(","import_file":"b.csv"})");
    const Campaign c = campaign(Json::parse(made.value()).integer("campaign"));
    EXPECT_EQ(content_of(ledger_.db(), *ledger_.vault(), c.body_id)->text, whole);
    import_all(c.id);
  }
}

TEST_F(CampaignCommands, MalformedCampaignsNameTheField) {
  upload("c.csv", "13800000001\n");
  upload("taken.csv", "13800000001\n");
  create("taken.csv");
  const std::pair<std::string, std::string> cases[] = {
      {R"({"purpose":"publicity","text":"t","import_file":"c.csv"})", "/name"},
      {R"({"name":" ","purpose":"publicity","text":"t","import_file":"c.csv"})", "/name"},
      {R"({"name":"n","purpose":"advert","text":"t","import_file":"c.csv"})", "/purpose"},
      {R"({"name":"n","purpose":"follow_up","text":"t","import_file":"c.csv"})", "/purpose"},
      {R"({"name":"n","purpose":"publicity","import_file":"c.csv"})", "/text"},
      {R"({"name":"n","purpose":"publicity","text":7,"import_file":"c.csv"})", "/text"},
      {R"({"name":"n","purpose":"publicity","text":"t","params":["a"],"import_file":"c.csv"})", "/params"},
      {R"({"name":"n","purpose":"publicity","template":"1","params":[1],"import_file":"c.csv"})",
       "/params/0"},
      {R"({"name":"n","purpose":"publicity","text":"t"})", "/import_file"},
      {R"({"name":"n","purpose":"publicity","text":"t","import_file":"../c.csv"})", "/import_file"},
      {R"({"name":"n","purpose":"publicity","text":"t","import_file":"none.csv"})", "/import_file"},
      {R"({"name":"n","purpose":"publicity","text":"t","import_file":"."})", "/import_file"},
      {R"({"name":"n","purpose":"publicity","text":"t","import_file":"taken.csv"})", "/import_file"},
      {R"({"name":"n","purpose":"publicity","text":"t","import_file":"c.csv","not_after":"soon"})",
       "/not_after"},
      {R"({"name":"n","purpose":"publicity","text":"t","import_file":"c.csv","not_after":"2020-01-01T00:00:00Z"})",
       "/not_after"},
  };
  for (const auto& [args, field] : cases) {
    try {
      (void)command("campaign.create", args);
      ADD_FAILURE() << args;
    } catch (const BadInput& e) {
      EXPECT_EQ(std::string(e.what()).rfind(field + " ", 0), 0U) << args << ": " << e.what();
    }
  }
  EXPECT_EQ(list_campaigns(ledger_.db(), 0, 10).size(), 1U);
}

TEST_F(CampaignCommands, CreateNeedsAKeyAndARepeatMakesNoSecond) {
  upload("d.csv", "13800000001\n");
  const std::string args = R"({"name":"n","purpose":"staff","text":"t","import_file":"d.csv"})";
  EXPECT_FALSE(ledger_.command(commands_, "campaign.create", args, clock_.now()));
  const auto first = command("campaign.create", args, "same");
  import_all(Json::parse(first.value()).integer("campaign"));
  EXPECT_EQ(command("campaign.create", args, "same").value(), *first);
  EXPECT_EQ(list_campaigns(ledger_.db(), 0, 10).size(), 1U);
}

TEST_F(CampaignCommands, StartIsRefusedInClearWords) {
  upload("e.csv", "13800000001\n");
  const std::int64_t importing = create("e.csv");
  EXPECT_NE(refusal(on("start", importing)).find("importing"), std::string::npos);
  import_all(importing);
  EXPECT_EQ(Json::parse(on("start", importing).value()).text("state"), "running");
  EXPECT_NE(refusal(on("start", importing)).find("started before"), std::string::npos);
  const std::int64_t empty = ready("12345\n\n");
  EXPECT_NE(refusal(on("start", empty)).find("no audience"), std::string::npos);
  const std::int64_t late = ready();
  clock_.advance(Millis(8 * 24 * 3'600'000));
  EXPECT_NE(refusal(on("start", late)).find("not to be sent after"), std::string::npos);
  EXPECT_EQ(on("start", 999).error().code, Errc::not_found);
  EXPECT_THROW((void)command("campaign.start", R"({"campaign":"1"})"), BadInput);
}

TEST_F(CampaignCommands, PauseResumeCancelFollowTheStates) {
  const std::int64_t id = ready();
  refusal(on("pause", id));
  refusal(on("resume", id));
  ASSERT_TRUE(on("start", id));
  EXPECT_EQ(Json::parse(on("pause", id).value()).text("state"), "paused");
  refusal(on("pause", id));
  refusal(on("start", id));
  EXPECT_EQ(Json::parse(on("resume", id).value()).text("state"), "running");
  EXPECT_EQ(Json::parse(on("cancel", id).value()).text("state"), "cancelled");
  for (const char* verb : {"start", "pause", "resume", "cancel"}) refusal(on(verb, id));
}

TEST_F(CampaignCommands, ResumeEndsWhatWasSettledInThePause) {
  const std::int64_t id = ready("13800000001\n");
  ASSERT_TRUE(on("start", id));
  ASSERT_TRUE(on("pause", id));
  ledger_.in_transaction([&](Database& db) {
    MessageChanges changes(db, clock_.now());
    each_queued(db, id, Lane::publicity, clock_.now(), 1,
                [&](const MessageRow& m) { changes.apply(m, MessageEvent::suppress); });
    changes.finish("test");
    return 0;
  });
  EXPECT_EQ(campaign(id).state, CampaignState::paused);
  EXPECT_EQ(Json::parse(on("resume", id).value()).text("state"), "finished");
}

TEST_F(CampaignCommands, SweepCancelsWhatACancelledCampaignHasQueued) {
  const std::int64_t id = ready(), other = ready();
  ASSERT_TRUE(on("cancel", id));
  EXPECT_EQ(sweep(2).cancelled, 2);
  EXPECT_TRUE(sweep(1).more);
  EXPECT_EQ(sweep().cancelled, 0);
  EXPECT_EQ(count(id, MessageState::cancelled), 3);
  EXPECT_EQ(count(other, MessageState::queued), 3);
}

TEST_F(CampaignCommands, SweepMissesWhatIsLateAndEndsTheCampaign) {
  const std::int64_t id = ready(), paused = ready("13800000004\n13800000005\n13800000006\n");
  ASSERT_TRUE(on("start", id));
  ASSERT_TRUE(on("start", paused));
  ASSERT_TRUE(on("pause", paused));
  ledger_.db().run("UPDATE message SET not_before = not_after + 1 WHERE campaign_id = $1", {id});
  EXPECT_EQ(sweep().missed, 0);
  clock_.advance(Millis(7 * 24 * 3'600'000));
  EXPECT_EQ(sweep().missed, 6);
  EXPECT_EQ(campaign(id).state, CampaignState::finished);
  EXPECT_EQ(count(id, MessageState::missed), 3);
  EXPECT_EQ(Json::parse(ledger_.events("campaign.finished").at(0).data).integer("audience"), 3);
}

TEST_F(CampaignCommands, TheReportAddsUp) {
  const std::int64_t id = ready("13800000001\n13800000002\nx\n13800000001\n");
  ASSERT_TRUE(on("start", id));
  clock_.advance(Millis(500));
  ledger_.in_transaction([&](Database& db) {
    MessageChanges changes(db, clock_.now());
    each_queued(db, id, Lane::publicity, clock_.now(), 1,
                [&](const MessageRow& m) { changes.apply(m, MessageEvent::intend); });
    changes.finish("test");
    return 0;
  });
  const Json r = report(id);
  EXPECT_EQ(r.integer("audience"), 2);
  EXPECT_EQ(r.integer("open"), 2);
  EXPECT_EQ(r.integer("left"), 1);
  EXPECT_DOUBLE_EQ(r.number("left_per_second"), 2.0);
  EXPECT_EQ(r.at("states").integer("queued") + r.at("states").integer("submitting"), 2);
  EXPECT_EQ(r.at("import").integer("bad"), 1);
  EXPECT_EQ(r.at("import").integer("doubled"), 1);
  const Json lines = Json::parse(bad_lines_json(ledger_.db(), id, 0, 1).value());
  EXPECT_EQ(lines.items("items")[0].integer("line"), 3);
  EXPECT_EQ(lines.integer("next"), 3);
  EXPECT_FALSE(bad_lines_json(ledger_.db(), 99, 0, 1));
  EXPECT_FALSE(campaign_json(ledger_.db(), 99, clock_.now()));
  ready();
  const Json page = Json::parse(campaign_list_json(ledger_.db(), 0, 1, clock_.now()));
  EXPECT_EQ(page.items("items").size(), 1U);
  EXPECT_EQ(Json::parse(campaign_list_json(ledger_.db(), page.integer("next"), 1, clock_.now()))
                .items("items")[0]
                .integer("campaign"),
            id);
}

TEST_F(CampaignCommands, OneMessageToOnePerson) {
  const std::string args = R"({"to":"138 0000 0001","purpose":"case_reply","text":"您的事项已受理"})";
  const auto first = command("message.send", args, "once");
  ASSERT_TRUE(first) << first.error().text();
  EXPECT_EQ(command("message.send", args, "once").value(), *first);
  const MessageRow m = find_message(ledger_.db(), Json::parse(*first).integer("message")).value();
  EXPECT_EQ(m.campaign_id, 0);
  EXPECT_EQ(m.lane, Lane::one_to_one);
  EXPECT_EQ(m.purpose, Purpose::case_reply);
  EXPECT_EQ(m.person_id, known_person(ledger_.db(), *ledger_.vault(), "+8613800000001"));
  EXPECT_EQ(content_of(ledger_.db(), *ledger_.vault(), m.body_id)->text, "【云溪区群工局】您的事项已受理");
  EXPECT_EQ(count(0, MessageState::queued), 1);
  EXPECT_EQ(first->find("1380000"), std::string::npos);
  EXPECT_FALSE(ledger_.command(commands_, "message.send", args, clock_.now()));
}

TEST_F(CampaignCommands, MalformedMessagesNameTheField) {
  const std::pair<std::string, std::string> cases[] = {
      {R"({"purpose":"case_reply","text":"t"})", "/to"},
      {R"({"to":"12345","purpose":"case_reply","text":"t"})", "/to"},
      {R"({"to":"13800000001","text":"t"})", "/purpose"},
      {R"({"to":"13800000001","purpose":"publicity","text":"t"})", "/purpose"},
      {R"({"to":"13800000001","purpose":"staff"})", "/text"},
  };
  for (const auto& [args, field] : cases) {
    try {
      (void)command("message.send", args);
      ADD_FAILURE() << args;
    } catch (const BadInput& e) {
      EXPECT_EQ(std::string(e.what()).rfind(field + " ", 0), 0U) << args << ": " << e.what();
    }
  }
  EXPECT_EQ(count(0, MessageState::queued), 0);
}

}  // namespace
}  // namespace huiyin
