#include "daemon/campaign/import.h"

#include <chrono>

#include "daemon/base/bad_input.h"
#include "daemon/people/directory.h"
#include "tests/unit/campaign/lists.h"

namespace huiyin {
namespace {

TEST_F(Lists, EveryLineIsAccountedFor) {
  const ImportProgress p = import_text(
      "姓名,手机号\n"                  // 1
      "张三,13800000001\n"             // 2
      "李四,12345\n"                   // 3
      "王五\n"                         // 4
      "\n"                             // 5
      "赵六,1380000\n"                 // 6
      "钱七,+86 138-0000-0001\n"       // 7
      "孙八,01012345678\n"             // 8
      "周九,１３８００００００２\n"    // 9: ten digits
      "吴十,１３８０００００００２\n"  // 10
      "\"郑,一\",13800000003\n"        // 11
      "x,1.38E+10\n"                   // 12
      "y,\n");                         // 13
  EXPECT_EQ(bad(campaign_),
            (Strings{"3: service number", "4: the line has no such column", "6: too short",
                     "7: same number as line 2", "8: landline, not a mobile number", "9: too short",
                     "12: a spreadsheet shortened the number: make its column "
                     "text and enter it again",
                     "13: no number"}));
  EXPECT_EQ(p.added, 3);
  EXPECT_EQ(p.bad, 7);
  EXPECT_EQ(p.doubled, 1);
  EXPECT_EQ(p.lines, 13);
  EXPECT_EQ(p.bytes, p.size);
  EXPECT_EQ(count(campaign_, MessageState::queued), 3);
  EXPECT_EQ(campaign(campaign_).state, CampaignState::ready);
  const Json ready = Json::parse(ledger_.events("campaign.ready").at(0).data);
  EXPECT_EQ(ready.integer("audience"), 3);
  EXPECT_EQ(ready.integer("bad"), 7);
  EXPECT_EQ(ready.integer("doubled"), 1);
}

TEST_F(Lists, GbkAndMarksAndLineEnds) {
  const std::string text = "姓名,手机号\r\n张三,13800000001\r\n\r\n李四,13800000002";
  for (const std::string& bytes : {text, "\xEF\xBB\xBF" + text, encode_from_utf8(text, Charset::gbk).value(),
                                   encode_from_utf8(text, Charset::gb18030).value()}) {
    const ImportProgress p = import_text(bytes);
    EXPECT_EQ(p.added, 2);
    EXPECT_EQ(p.bad, 0);
    EXPECT_EQ(p.bytes, static_cast<std::int64_t>(bytes.size()));
  }
}

TEST_F(Lists, AnUnclosedQuoteDoesNotBlockTheRest) {
  const ImportProgress p = import_text("13800000001\n\"13800000002\n13800000003\n13800000004\n");
  EXPECT_EQ(bad(campaign_), (Strings{"2: a quotation mark is not closed"}));
  EXPECT_EQ(p.added, 3);
}

TEST_F(Lists, BrokenBytesCostTheirLineOnly) {
  import_text(
      "name,phone\n张三,13800000001\n李四,138\xFF\xFE"
      "00002\n王五,13800000003\n");
  EXPECT_EQ(campaign(campaign_).lines_bad, 1);
  EXPECT_EQ(count(campaign_, MessageState::queued), 2);
}

TEST_F(Lists, DoubledNumbersNameTheFirstLineAcrossPieces) {
  std::string text =
      "13800000001\nbad\n13800000002\n13800000003\n\n13800000004\n13800000005\n";  // lines 1 to 7
  text += "13800000005\n13800000004\n13800000003\n13800000001\n";                  // lines 8 to 11
  for (const std::int64_t lines : {1, 2, 3, 5, 100}) {
    import_text(text, lines);
    EXPECT_EQ(bad(campaign_),
              (Strings{"2: not a number", "8: same number as line 7", "9: same number as line 6",
                       "10: same number as line 4", "11: same number as line 1"}))
        << lines;
  }
}

// Killed after any number of pieces, committed or not: nothing is lost, nothing doubled.
TEST_F(Lists, AnAbortedImportGoesOnWhereItWas) {
  std::string text = "phone,name\n";
  for (int i = 0; i < 500; ++i) text += std::to_string(13'800'000'000 + i) + ",\"a\nb\"\n";
  upload("resume.csv", text);
  const std::int64_t id = create("resume.csv");
  for (int round = 0; campaign(id).state == CampaignState::importing; ++round) {
    ledger_.db().run("BEGIN");
    ASSERT_TRUE(importer().import_piece(ledger_.db(), id, 30, clock_.now()));
    if (round % 3 != 0) ledger_.db().run("COMMIT");
    ledger_.reopen();
    ASSERT_LT(round, 60);
  }
  const Campaign c = campaign(id);
  EXPECT_EQ(c.lines_bad, 0);
  EXPECT_EQ(c.lines_doubled, 0);
  EXPECT_EQ(c.import_line, 1001);
  EXPECT_EQ(count(id, MessageState::queued), 500);
  EXPECT_EQ(ledger_.db().integer("SELECT count(*) FROM message WHERE campaign_id = $1", {id}), 500);
}

TEST_F(Lists, AListThatIsGoneOrTooLongCancels) {
  upload("gone.csv", "13800000001\n");
  const std::int64_t gone = create("gone.csv");
  std::filesystem::remove(dir() + "/gone.csv");
  EXPECT_TRUE(piece(gone, 10)->done);
  EXPECT_EQ(campaign(gone).state, CampaignState::cancelled);
  upload("long.csv", "13800000001\n13800000002\n13800000003\n");
  const std::int64_t longer = create("long.csv");
  const auto p = piece(longer, 10, 2);
  EXPECT_NE(p->failure.find("more than 2 lines"), std::string::npos);
  EXPECT_EQ(campaign(longer).state, CampaignState::cancelled);
  upload("book.xlsx", std::string("PK\x03\x04", 4));
  EXPECT_THROW(create("book.xlsx"), BadInput) << "what is no list is told before anything is made of it";
  EXPECT_EQ(ledger_.events("campaign.import_failed").size(), 2U);
}

TEST_F(Lists, FinishedListsAreRemovedAndWaitingOnesKept) {
  upload("done.csv", "13800000001\n");
  upload("waiting.csv", "13800000001\n");
  upload("orphan.csv", "13800000001\n");
  const std::int64_t done = create("done.csv");
  create("waiting.csv");
  const ImportProgress p = import_all(done);
  EXPECT_EQ(p.finished_file, "done.csv");
  importer().remove(p.finished_file);
  EXPECT_FALSE(std::filesystem::exists(dir() + "/done.csv"));
  EXPECT_EQ(importer().remove_unused(ledger_.db(), std::chrono::seconds(3600)), 0);
  EXPECT_EQ(importer().remove_unused(ledger_.db(), std::chrono::seconds(-1)), 1);
  EXPECT_TRUE(std::filesystem::exists(dir() + "/waiting.csv"));
}

TEST_F(Lists, NumbersRestSealed) {
  import_text("13812345678\n");
  std::ifstream in(ledger_.folder() + "/ledger.db-wal", std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), {});
  ASSERT_FALSE(bytes.empty());
  EXPECT_EQ(bytes.find("13812345678"), std::string::npos);
  EXPECT_TRUE(known_person(ledger_.db(), *ledger_.vault(), "+8613812345678"));
}

TEST_F(Lists, AHundredThousandLines) {
  std::string text = "手机号\n";
  for (int i = 0; i < 100'000; ++i) text += std::to_string(13'900'000'000 + i) + "\n";
  text += "13900000000\n13900099999\n";
  upload("many.csv", text);
  const std::int64_t id = create("many.csv");
  const auto begin = std::chrono::steady_clock::now();
  const ImportProgress p = import_all(id, 2'000);
  RecordProperty("lines_per_second",
                 static_cast<int>(
                     1e5 / std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count()));
  EXPECT_EQ(p.lines, 100'003);
  EXPECT_EQ(count(id, MessageState::queued), 100'000);
  EXPECT_EQ(bad(id), (Strings{"100002: same number as line 2", "100003: same number as line 100001"}));
}

}  // namespace
}  // namespace huiyin
