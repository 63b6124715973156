// Staff's word on suggestions, and precision per rule.
#include "daemon/intake/reviews.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"
#include "daemon/intake/intake_view.h"
#include "daemon/model/intake_rules.h"
#include "tests/unit/intake/office.h"

namespace huiyin {
namespace {

using test::mo;
using test::Office;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A reader with reasons, as the rules give them.
class ReasonedReader final : public TextReader {
 public:
  TextReading read(std::string_view text) const override {
    TextReading out = test::ScriptReader().read(text);
    out.intake.why = {"category " + out.intake.category + " 4.1 wat.pipe: 水管",
                      "alternative WAT 2.0 urb.lamp: 路灯", "purpose request 1.0 ask.please: 请"};
    return out;
  }
};

class Reviews : public ::testing::Test {
 protected:
  Reviews() {
    register_review_commands(table_, Categories::load().value());
    office_.open_desk().use(std::make_shared<ReasonedReader>());
    EXPECT_TRUE(
        office_
            .all_read());  // the look at the start is over: the first text is not read by the former reader
    for (int i = 0; i < 4; ++i)
      office_.keep(test::payload({mo("+861380000000" + std::to_string(i), "水管" + std::to_string(i))}));
    EXPECT_TRUE(office_.all_read());
    for (const Event& e : office_.events("intake.received"))
      ids_.push_back(Json::parse(e.data).text("intake_id"));
  }

  Result<std::string> correct(std::size_t n, const std::string& rest) {
    const std::string args =
        R"({"intake_id":")" + (n < ids_.size() ? ids_[n] : "IN-20000101-000001") + "\"," + rest + "}";
    return office_.store->write_now<std::string>([&](Database& db) -> Result<std::string> {
      try {
        return run_command(db, table_, "intake.correct", "", Json::parse(args),
                           {office_.clock.now(), "token:ann", Role::operator_});
      } catch (const BadInput& e) {
        return fail(Errc::bad_input, e.what());
      }
    });
  }
  std::string why(std::size_t n, const std::string& rest) {
    const auto done = correct(n, rest);
    return done ? "taken" : done.error().text();
  }
  Json precision(TimePoint since = {}) { return Json::parse(precision_json(*office_.db, since)); }

  Office office_;
  CommandTable table_;
  std::vector<std::string> ids_;
};

TEST_F(Reviews, TheSuggestionStaysAndTheCorrectionStandsBesideIt) {
  const std::string code = Categories::load()->all().front().code;
  ASSERT_TRUE(correct(0, R"("category":")" + code + R"(","purpose":"request")"));
  const Json record = Json::parse(*intake_json(*office_.db, *office_.vault, ids_[0]));
  EXPECT_EQ(record.at("reading").items("suggest")[0].text("category"), "WAT");
  const auto reviews = record.items("reviews");
  ASSERT_EQ(reviews.size(), 2u);
  EXPECT_EQ(reviews[0].text("suggested"), "WAT");
  EXPECT_EQ(reviews[0].text("value"), code);
  EXPECT_EQ(reviews[0].boolean("stood"), code == "WAT");
  EXPECT_TRUE(reviews[1].boolean("stood"));
  EXPECT_EQ(reviews[1].text("by"), "token:ann");
  const auto told = office_.events("intake.corrected");
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(Json::parse(told[0].data).items("fields").size(), 2u);
}

TEST_F(Reviews, PrecisionIsCountedPerRuleByTheNewestWord) {
  for (std::size_t i = 0; i < 4; ++i) ASSERT_TRUE(correct(i, R"("purpose":"request")"));
  ASSERT_TRUE(correct(0, R"("purpose":"report")"));
  ASSERT_TRUE(correct(1, R"("purpose":"report")"));
  ASSERT_TRUE(correct(1, R"("purpose":"request")"));  // taken back
  ASSERT_TRUE(correct(2, R"("urgency":"urgent")"));
  const Json p = precision();
  ASSERT_EQ(p.items("fields").size(), 2u);
  EXPECT_EQ(p.items("fields")[0].text("field"), "urgency");
  EXPECT_DOUBLE_EQ(p.items("fields")[0].number("precision"), 0);
  EXPECT_DOUBLE_EQ(p.items("fields")[1].number("precision"), 0.75);
  ASSERT_EQ(p.items("rules").size(), 1u);
  EXPECT_EQ(p.items("rules")[0].text("rule"), "ask.please");
  EXPECT_EQ(p.items("rules")[0].integer("reviewed"), 4);
  EXPECT_EQ(p.items("rules")[0].integer("stood"), 3);
  EXPECT_TRUE(precision(office_.clock.now() + Millis(1)).items("rules").empty());
}

TEST_F(Reviews, WhatIsMalformedNamesThePlace) {
  EXPECT_THAT(why(0, R"("category":"NOPE")"), HasSubstr("/category"));
  EXPECT_THAT(why(0, R"("purpose":"x")"), HasSubstr("/purpose"));
  EXPECT_THAT(why(0, R"("urgency":"x")"), HasSubstr("/urgency"));
  EXPECT_THAT(why(0, R"("confidential":"x")"), HasSubstr("/confidential"));
  EXPECT_THAT(why(0, R"("place":5)"), HasSubstr("/place"));
  EXPECT_THAT(why(0, R"("x":1)"), HasSubstr("names none"));
  EXPECT_THAT(why(9, R"("purpose":"request")"), HasSubstr("no such record"));
  EXPECT_EQ(office_.count("SELECT count(*) FROM intake_review"), 0);
}

TEST_F(Reviews, APlaceStandsWhenItIsAmongThoseRead) {
  ASSERT_TRUE(correct(0, R"("place":"金麦镇")"));
  ASSERT_TRUE(correct(1, R"("place":"")"));
  const Json fields = precision().at("fields");
  EXPECT_EQ(fields.items()[0].integer("reviewed"), 2);
  EXPECT_EQ(fields.items()[0].integer("stood"), 1);
}

TEST(RulesOfASuggestion, AreReadFromTheShippedRulesReasons) {
  const IntakeRules rules = IntakeRules::load().value();
  const IntakeReading r = rules.read("三楼着火了有人被困，快来救命");
  JsonWriter w;
  w.array();
  for (const std::string& reason : r.why) w.value(reason);
  const Json why = Json::parse(w.end().take());
  EXPECT_FALSE(rules_of(why, "urgency", r.urgency).empty()) << why.dump();
  EXPECT_FALSE(rules_of(why, "category", r.category).empty()) << why.dump();
  EXPECT_THAT(
      rules_of(Json::parse(R"(["category URB 4.1 urb.building: 电梯","category URB 4.1 urb.lift: 电梯"])"),
               "category", "URB"),
      ElementsAre("urb.building", "urb.lift"));
  EXPECT_TRUE(rules_of(Json::parse(R"(["category URB 4.1 urb.building: 电梯"])"), "category", "WAT").empty());
}

}  // namespace
}  // namespace huiyin
