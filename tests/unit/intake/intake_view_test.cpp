#include "daemon/intake/intake_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/base/json.h"
#include "tests/unit/intake/office.h"

namespace huiyin {
namespace {

using test::mo;
using test::Office;
using test::payload;
using ::testing::HasSubstr;
using ::testing::Not;

class IntakeView : public ::testing::Test {
 protected:
  IntakeView() {
    register_intake_commands(table, *office.vault);
    office.open_desk();
  }

  Result<std::string> run(const std::string& name, const std::string& args, Role role = Role::operator_) {
    return office.store->write_now<std::string>([&](Database& db) {
      return run_command(db, table, name, "", Json::parse(args), {office.clock.now(), "token:test", role});
    });
  }

  Office office;
  CommandTable table;
};

TEST_F(IntakeView, ListsNewestFirstInPages) {
  for (int i = 1; i <= 5; ++i)
    office.keep(payload({mo("+8613800000001", "第" + std::to_string(i) + "件,电话13900000002", i * 1'000)}));
  ASSERT_TRUE(office.all_read());
  const Json first = Json::parse(intake_list_json(*office.db, *office.vault, {}, 2));
  ASSERT_EQ(first.items("items").size(), 2u);
  EXPECT_EQ(first.items("items")[0].text("intake_id"), "IN-20260301-000005");
  EXPECT_EQ(first.items("items")[0].text("text_masked"), "第5件,电话[电话1]");
  EXPECT_EQ(first.items("items")[0].at("reading").text("kind"), "text");
  const Json second = Json::parse(intake_list_json(*office.db, *office.vault, {first.integer("next")}, 2));
  EXPECT_EQ(second.items("items")[0].text("intake_id"), "IN-20260301-000003");
  const Json last = Json::parse(intake_list_json(*office.db, *office.vault, {second.integer("next")}, 2));
  EXPECT_EQ(last.items("items").size(), 1u);
  EXPECT_TRUE(last.at("next").is_null());
  EXPECT_THAT(first.dump(), Not(HasSubstr("13900000002")));
}

TEST_F(IntakeView, ShowsOneRecordOrNone) {
  office.keep(payload({mo("+8613800000001", "好")}));
  ASSERT_TRUE(office.all_read());
  const auto one = intake_json(*office.db, *office.vault, "IN-20260301-000001");
  ASSERT_TRUE(one.has_value());
  EXPECT_EQ(Json::parse(*one).text("carrier"), "main");
  EXPECT_FALSE(intake_json(*office.db, *office.vault, "IN-20260301-000002").has_value());
}

TEST_F(IntakeView, DeadLettersAreShownWithoutTheirContent) {
  office.keep("secret 13800000001", "pull");
  ASSERT_TRUE(office.all_read());
  const std::string list = dead_letters_json(*office.db, 10);
  const Json item = Json::parse(list).items("items").at(0);
  EXPECT_EQ(item.integer("raw_id"), 1);
  EXPECT_EQ(item.text("kind"), "pull");
  EXPECT_THAT(item.text("reason"), HasSubstr("not JSON"));
  EXPECT_THAT(list, Not(HasSubstr("secret")));
  EXPECT_TRUE(dead_letter_json(*office.db, 1).has_value());
  EXPECT_FALSE(dead_letter_json(*office.db, 2).has_value());
  EXPECT_EQ(Json::parse(intake_counts_json(*office.db)).integer("dead"), 1);
}

TEST_F(IntakeView, RequeueReadsADeadLetterAgain) {
  office.keep("garbage", "pull");
  ASSERT_TRUE(office.all_read());
  const auto answer = run("intake.requeue", R"({"raw_id":1})");
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(*answer, R"({"raw_id":1,"state":"unread"})");
  EXPECT_TRUE(office.run_until([&] { return office.events("intake.dead_letter").size() == 2; }));
  EXPECT_EQ(office.events("intake.requeued").size(), 1u);
}

TEST_F(IntakeView, DiscardNeedsAReasonAndKeepsTheBytes) {
  office.keep("garbage", "pull");
  ASSERT_TRUE(office.all_read());
  EXPECT_EQ(run("intake.discard", R"({"raw_id":1,"reason":"  "})").error().code, Errc::bad_input);
  ASSERT_TRUE(run("intake.discard", R"({"raw_id":1,"reason":"test of 13800000001"})").has_value());
  EXPECT_EQ(office.count("SELECT count(*) FROM raw_inbound WHERE state = 1"), 1);
  EXPECT_THAT(office.events("intake.discarded").at(0).data, Not(HasSubstr("13800000001")));
  EXPECT_FALSE(dead_letter_json(*office.db, 1).has_value());
}

TEST_F(IntakeView, OnlyDeadLettersHaveVerbsAndOnlyForOperators) {
  office.keep(payload({mo("+8613800000001", "好")}));
  ASSERT_TRUE(office.all_read());
  EXPECT_EQ(run("intake.requeue", R"({"raw_id":1})").error().code, Errc::conflict);
  EXPECT_EQ(run("intake.requeue", R"({"raw_id":7})").error().code, Errc::not_found);
  EXPECT_EQ(run("intake.discard", R"({"raw_id":1,"reason":"x"})").error().code, Errc::conflict);
  EXPECT_EQ(run("intake.requeue", R"({"raw_id":1})", Role::viewer).error().code, Errc::forbidden);
}

}  // namespace
}  // namespace huiyin
