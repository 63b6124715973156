#include "daemon/model/calendar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace huiyin {
namespace {

using ::testing::HasSubstr;

Day day(std::string_view text) {
  return read_day(text).value();
}

const Calendar& shipped() {
  static const Calendar& calendar = *new Calendar(Calendar::load().value());
  return calendar;
}

TEST(Calendar, KnowsMovedWeekendsOfTheShippedYear) {
  for (const char* rest :
       {"2026-01-01", "2026-02-16", "2026-02-23", "2026-05-05", "2026-09-25", "2026-10-07", "2026-03-07"})
    EXPECT_FALSE(shipped().works(day(rest)).value()) << rest;
  for (const char* work :
       {"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10", "2026-03-09"})
    EXPECT_TRUE(shipped().works(day(work)).value()) << work;
  EXPECT_EQ(shipped().name_of(day("2026-02-17")), "春节");
  EXPECT_EQ(shipped().name_of(day("2026-02-28")), "调休");
  EXPECT_EQ(shipped().name_of(day("2026-03-02")), "");
}

TEST(Calendar, AYearHasAsManyDaysOfWorkAsTheNoticeLeaves) {
  int worked = 0;
  for (Day d = day("2026-01-01"); d <= day("2026-12-31"); d += std::chrono::days(1))
    worked += shipped().works(d).value();
  EXPECT_EQ(worked, 261 - 19 + 6) << "weekdays of 2026, less the holidays that fall on them, and six made up";
}

TEST(Calendar, AnUnknownYearIsUnknown) {
  EXPECT_FALSE(shipped().knows(2025));
  EXPECT_FALSE(shipped().works(day("2025-12-31")).has_value());
  EXPECT_FALSE(shipped().quiet(day("2031-06-07")).has_value());
  EXPECT_FALSE(shipped().add_working(day("2026-12-30"), 5).has_value());
  EXPECT_TRUE(shipped().add_working(day("2026-12-25"), 4).has_value());
}

TEST(Calendar, CountsDaysOfWorkOverGoldenWeek) {
  EXPECT_EQ(day_text(*shipped().add_working(day("2026-09-30"), 1)), "2026-10-08");
  EXPECT_EQ(day_text(*shipped().add_working(day("2026-09-30"), 3)), "2026-10-10");
  EXPECT_EQ(day_text(*shipped().add_working(day("2026-02-13"), 1)), "2026-02-14");
  EXPECT_EQ(day_text(*shipped().add_working(day("2026-02-13"), 2)), "2026-02-24");
  EXPECT_EQ(day_text(*shipped().working_from(day("2026-10-01"))), "2026-10-08");
  EXPECT_EQ(day_text(*shipped().working_from(day("2026-10-10"))), "2026-10-10");
}

TEST(Calendar, ReadsOnlyDaysThatExist) {
  EXPECT_FALSE(read_day("2026-02-29").has_value());
  EXPECT_EQ(day_text(read_day("2028-02-29").value()), "2028-02-29");
  for (const char* bad :
       {"", "2026-2-28", "2026-02-28 ", "2026/02/28", "2026-13-01", "2026-00-10", "20a6-01-01", "2026-01--1"})
    EXPECT_FALSE(read_day(bad).has_value()) << bad;
}

TEST(Calendar, QuietDaysAreAnOfficesOwn) {
  const auto calendar = Calendar::parse(
      "year = 2026\nsource = \"s\"\nrest = []\nwork = []\n"
      "quiet = [{ name = \"高考\", from = \"2026-06-07\", to = \"2026-06-08\" }]\n",
      "t.toml");
  ASSERT_TRUE(calendar.has_value()) << calendar.error().text();
  EXPECT_TRUE(calendar->quiet(day("2026-06-08")).value());
  EXPECT_FALSE(calendar->quiet(day("2026-06-09")).value());
  EXPECT_TRUE(calendar->works(day("2026-06-08")).value()) << "quiet is not rest";
  EXPECT_FALSE(calendar->works(day("2026-06-07")).value()) << "a Sunday stays one";
}

TEST(Calendar, ErrorsNameThePlace) {
  const auto said = [](std::string_view rest, std::string_view work) {
    const auto c = Calendar::parse(
        "year = 2026\nsource = \"s\"\nrest = " + std::string(rest) + "\nwork = " + std::string(work) + "\n",
        "cal.toml");
    return c ? std::string("nothing") : c.error().text();
  };
  EXPECT_THAT(said("[]", "[\"2026-03-02\"]"), HasSubstr("cal.toml:4:9"));
  EXPECT_THAT(said("[]", "[\"2027-03-06\"]"), HasSubstr("another year"));
  EXPECT_THAT(said("[]", "[\"6 March\"]"), HasSubstr("is no day"));
  EXPECT_THAT(said("[{name=\"a\",from=\"2026-03-06\",to=\"2026-03-05\"}]", "[]"),
              HasSubstr("ends before it begins"));
  EXPECT_THAT(said("[{name=\"a\",from=\"2026-03-07\",to=\"2026-03-07\"}]", "[\"2026-03-07\"]"),
              HasSubstr("named twice"));
}

}  // namespace
}  // namespace huiyin
