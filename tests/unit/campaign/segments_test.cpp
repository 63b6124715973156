// Columns beside the numbers: how they are known, who is chosen by them, and lists that come back mended.
#include "daemon/base/bad_input.h"
#include "daemon/campaign/list_layout.h"
#include "daemon/campaign/rejected.h"
#include "daemon/campaign/segment.h"
#include "daemon/store/campaign_lists.h"
#include "daemon/store/recipients.h"
#include "tests/unit/campaign/lists.h"

namespace huiyin {
namespace {

class Segments : public Lists {
 protected:
  std::int64_t import_with(const std::string& bytes, const std::string& segment) {
    upload("s.csv", bytes);
    const auto id = create("s.csv", segment.empty() ? "" : ",\"segment\":" + segment);
    import_all(id, 2);  // in small pieces: what was learnt from the head must not be lost
    return id;
  }
  std::string rejected(std::int64_t id) {
    return rejected_file(ledger_.db(), *ledger_.vault(), id).value().value();
  }
};

constexpr const char* kList =
    "姓名,手机号,乡镇,语言,标签\r\n"
    "甲,13800000001,望禾乡,zh,\"党员、志愿者\"\r\n"
    "乙,13800000002,金麦镇,zh,党员\r\n"
    "丙,13800000003,望禾乡,ug,\r\n"
    "丁,13x,望禾乡,zh,党员\r\n"
    "\"戊,己\",110,望禾乡,zh,\r\n";

TEST_F(Segments, TheColumnsAreGuessedAndShown) {
  const auto id = import_with(kList, "");
  const ListLayout layout = ListLayout::from_json(campaign(id).import_layout);
  EXPECT_EQ(layout.column, 1u);
  EXPECT_EQ(layout.town, 2u);
  EXPECT_EQ(layout.language, 3u);
  EXPECT_EQ(layout.tags, 4u);
  EXPECT_EQ(layout.names, (Strings{"姓名", "手机号", "乡镇", "语言", "标签"}));
  EXPECT_EQ(count(id, MessageState::queued), 3);
  EXPECT_TRUE(has_recipients(ledger_.db(), id));
}

TEST_F(Segments, AnyDelimiter) {
  for (const char d : std::string(",;\t|^~")) {
    std::string list = "name,phone,town\n甲,13800000001,望禾乡\n乙,13800000002,金麦镇\n";
    std::replace(list.begin(), list.end(), ',', d);
    const auto id = import_with(list, R"({"town":["金麦镇"]})");
    EXPECT_EQ(count(id, MessageState::queued), 1) << d;
  }
}

TEST_F(Segments, LinesAreChosenByTownLanguageAndTag) {
  const auto chosen = [&](const std::string& segment) {
    return count(import_with(kList, segment), MessageState::queued);
  };
  EXPECT_EQ(chosen(R"({"town":["望禾乡"]})"), 2);
  EXPECT_EQ(chosen(R"({"town":["望禾乡"],"language":["zh"]})"), 1);
  EXPECT_EQ(chosen(R"({"tag":["志愿者"]})"), 1);
  EXPECT_EQ(chosen(R"({"tag":["党员"],"town":["金麦镇","望禾乡"]})"), 2);
  EXPECT_EQ(chosen(R"({"town":["别处"]})"), 0);
  const auto id = import_with(kList, R"({"town":["金麦镇"]})");
  EXPECT_EQ(find_campaign_list(ledger_.db(), id)->outside, 4);
  EXPECT_EQ(campaign(id).lines_bad, 0) << "what is not of the segment is not judged";
}

TEST_F(Segments, AListWithoutTheColumnCantBeChosenFrom) {
  upload("t.csv", "手机号\n13800000001\n");
  const auto id = create("t.csv", R"(,"segment":{"town":["望禾乡"]})");
  EXPECT_EQ(import_all(id).failure, "the list has no column of towns to choose by");
  EXPECT_EQ(campaign(id).state, CampaignState::cancelled);
  EXPECT_THROW(create("t.csv", R"(,"segment":{"age":["60"]})"), BadInput) << "no other facts about people";
}

TEST_F(Segments, RejectedLinesComeBackInTheSameForm) {
  const auto id = import_with(kList, "");
  EXPECT_EQ(rejected(id),
            "姓名,手机号,乡镇,语言,标签,reason\r\n"
            "丁,13x,望禾乡,zh,党员,not a number\r\n"
            "\"戊,己\",110,望禾乡,zh,,service number\r\n");
  std::string mended = rejected(id);
  mended.replace(mended.find("13x"), 3, "13800000004");
  const auto again = import_with(mended, "");
  EXPECT_EQ(count(again, MessageState::queued), 1);
  EXPECT_EQ(campaign(again).lines_bad, 1);
}

TEST_F(Segments, RejectedLinesKeepMarkEncodingAndDelimiter) {
  const std::string gbk =
      encode_from_utf8("手机号;乡镇\n13x;望禾乡\n13800000001;望禾乡\n", Charset::gbk).value();
  const std::string back = rejected(import_with(gbk, ""));
  EXPECT_EQ(decode_to_utf8(back, Charset::gbk).value(), "手机号;乡镇;reason\r\n13x;望禾乡;not a number\r\n");
  EXPECT_EQ(rejected(import_with("\xEF\xBB\xBF手机号,a\n13x,b\n", "")).substr(0, 3), "\xEF\xBB\xBF");
}

TEST(SegmentTags, AreSplitAtWhatPeopleWrite) {
  EXPECT_EQ(split_tags("党员、志愿者；老人|x , y"), (Strings{"党员", "志愿者", "老人", "x", "y"}));
  EXPECT_EQ(split_tags(" "), Strings());
}

}  // namespace
}  // namespace huiyin
