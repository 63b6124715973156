#include "daemon/model/deadlines.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/base/embedded.h"

namespace huiyin {
namespace {

using ::testing::HasSubstr;

TimeZone beijing() {
  return TimeZone::load("Asia/Shanghai").value();
}

const Deadlines& shipped() {
  static const Deadlines& d = *new Deadlines(Deadlines::load("", beijing()).value());
  return d;
}

TimePoint at(std::string_view text) {
  TimePoint t;
  EXPECT_TRUE(from_rfc3339(text, &t)) << text;
  return t;
}

std::string due_day(std::string_view set, std::string_view clock, std::string_view start) {
  const ClockRule* rule = shipped().find(set, clock);
  return rule == nullptr ? "no rule" : day_text(shipped().due(*rule, at(start)).day);
}

// A calendar of plain weekends for many years: what the counting itself does.
Calendar plain_years() {
  Calendar out = Calendar::load(HUIYIN_SOURCE_DIR "/config").value();
  return out;
}

TEST(Deadlines, ClocksOfARecordComeFromItsChannel) {
  std::vector<std::string> ids;
  for (const ClockRule* c : shipped().started_by("sms", "received")) ids.push_back(c->rule_set + "." + c->id);
  EXPECT_THAT(ids, ::testing::ElementsAre("petition-2022.register", "petition-2022.inform"));
  ASSERT_EQ(shipped().started_by("phone", "received").size(), 1u);
  EXPECT_EQ(shipped().started_by("sms", "accepted").front()->days, 60);
  EXPECT_TRUE(shipped().started_by("pigeon", "received").empty());
  EXPECT_THAT(shipped().find("petition-2022", "register")->source, HasSubstr("第二十二条"));
}

TEST(Deadlines, TheFirstDayIsNotCountedAndALastDayOfRestMoves) {
  EXPECT_EQ(due_day("petition-2022", "register", "2026-03-02T02:00:00Z"), "2026-03-17");
  EXPECT_EQ(due_day("petition-2022", "register", "2026-09-17T02:00:00Z"), "2026-10-08")
      << "2 October is Golden Week";
  EXPECT_EQ(due_day("petition-2022", "register", "2026-09-25T02:00:00Z"), "2026-10-10")
      << "a worked Saturday is no day of rest";
  EXPECT_EQ(due_day("petition-2022", "register", "2026-03-06T15:59:59Z"), "2026-03-23")
      << "Saturday 21 March moves";
}

TEST(Deadlines, TheDayIsTheOneOfTheOfficesZone) {
  EXPECT_EQ(due_day("petition-2022", "register", "2026-03-02T15:59:59Z"), "2026-03-17");
  EXPECT_EQ(due_day("petition-2022", "register", "2026-03-02T16:00:00Z"), "2026-03-18");
  const DueDate due = shipped().due(*shipped().find("petition-2022", "register"), at("2026-03-02T02:00:00Z"));
  EXPECT_EQ(to_rfc3339(due.at), "2026-03-17T16:00:00Z") << "the whole last day is left";
}

TEST(Deadlines, WorkingDaysJumpHolidaysAndCountMadeUpDays) {
  EXPECT_EQ(due_day("hotline", "answer", "2026-09-30T02:00:00Z"), "2026-10-13");
  EXPECT_EQ(due_day("petition-2022", "object", "2026-02-13T02:00:00Z"), "2026-02-27");
  EXPECT_EQ(due_day("hotline", "answer", "2026-03-02T02:00:00Z"), "2026-03-09");
}

TEST(Deadlines, AYearWithoutACalendarGivesTheEarlierDateAndSaysSo) {
  const ClockRule& finish = *shipped().find("petition-2022", "finish");
  const DueDate due = shipped().due(finish, at("2026-12-01T02:00:00Z"));
  EXPECT_EQ(day_text(due.day), "2027-01-30");
  EXPECT_TRUE(due.provisional);
  const DueDate working = shipped().due(*shipped().find("hotline", "answer"), at("2026-12-30T02:00:00Z"));
  EXPECT_EQ(day_text(working.day), "2027-01-04");
  EXPECT_TRUE(working.provisional);
  EXPECT_FALSE(shipped().due(finish, at("2026-03-01T02:00:00Z")).provisional);
}

TEST(Deadlines, AnExtensionFollowsTheDateThatWas) {
  const ClockRule& finish = *shipped().find("petition-2022", "finish");
  const DueDate was = shipped().due(finish, at("2026-03-02T02:00:00Z"));
  EXPECT_EQ(day_text(was.day), "2026-05-06") << "1 May is Labour Day's week";
  EXPECT_EQ(day_text(shipped().extended(finish, was).day), "2026-06-05");
}

TEST(Deadlines, WarningsComeInOrderAndEnd) {
  const TimePoint start = at("2026-03-01T00:00:00Z"), due = at("2026-03-11T00:00:00Z");
  auto w = shipped().next_warning(start, due, 0);
  ASSERT_TRUE(w);
  EXPECT_EQ(w->percent, 50);
  EXPECT_EQ(to_rfc3339(w->at), "2026-03-06T00:00:00Z");
  w = shipped().next_warning(start, due, 80);
  ASSERT_TRUE(w);
  EXPECT_EQ(w->at, due);
  EXPECT_FALSE(shipped().next_warning(start, due, 100));
}

// Properties over many starts: later starts are never due earlier, a last day works, the count of working
// days is the rule's.
TEST(Deadlines, PropertiesOverTwoThousandStarts) {
  const Calendar calendar = plain_years();
  std::mt19937_64 random(20260301);
  std::uniform_int_distribution<std::int64_t> second(0, 300 * 86'400);
  const TimePoint begin = at("2026-01-01T00:00:00Z");
  const TimeZone zone = beijing();
  for (int i = 0; i < 2'000; ++i) {
    const TimePoint start = begin + std::chrono::seconds(second(random));
    for (const char* id : {"register", "finish", "object"}) {
      const ClockRule& rule = *shipped().find("petition-2022", id);
      const DueDate due = shipped().due(rule, start);
      const DueDate later = shipped().due(rule, start + std::chrono::hours(7));
      ASSERT_GE(later.at, due.at);
      ASSERT_EQ(zone.civil(due.at).minute_of_day(), 0);
      if (due.provisional) continue;
      ASSERT_TRUE(calendar.works(due.day).value());
      int worked = 0, days = 0;
      const CivilTime c = zone.civil(start);
      const Day first =
          read_day(c.date().substr(0, 4) + "-" + c.date().substr(4, 2) + "-" + c.date().substr(6)).value();
      for (Day d = first + std::chrono::days(1); d <= due.day; d += std::chrono::days(1), ++days)
        worked += calendar.works(d).value();
      if (rule.working)
        ASSERT_EQ(worked, rule.days);
      else
        ASSERT_GE(days, rule.days);
    }
  }
}

TEST(Deadlines, ALeapDayIsADay) {
  const char* year = "year = 2028\nsource = \"s\"\nrest = []\nwork = []\n";
  auto d = Deadlines::parse(embedded_file("deadlines.toml"), "deadlines.toml",
                            Calendar::parse(year, "cn-2028.toml").value(), beijing());
  ASSERT_TRUE(d.has_value());
  EXPECT_EQ(day_text(d->due(*d->find("petition-2022", "register"), at("2028-02-14T02:00:00Z")).day),
            "2028-02-29");
  EXPECT_EQ(day_text(d->due(*d->find("hotline", "answer"), at("2028-02-25T02:00:00Z")).day), "2028-03-03");
}

TEST(Deadlines, ErrorsNameThePlace) {
  const auto said = [](std::string clock) {
    const auto d = Deadlines::parse(
        "version = \"1\"\nwarn = [50]\n[[rule_set]]\nid = \"a\"\nchannels = [\"sms\"]\n[[rule_set.clock]]\n" +
            clock,
        "d.toml", Calendar::load().value(), beijing());
    return d ? std::string("nothing") : d.error().text();
  };
  const std::string good =
      "id = \"c\"\nfrom = \"received\"\nuntil = [\"closed\"]\ndays = 5\nunit = \"working\"\nsource = "
      "\"law\"\n";
  EXPECT_EQ(said(good), "nothing");
  EXPECT_THAT(said("id = \"c\"\nfrom = \"recieved\"\nuntil = [\"closed\"]\ndays = 5\nunit = "
                   "\"working\"\nsource = \"law\"\n"),
              HasSubstr("d.toml:8:"));
  EXPECT_THAT(said("id = \"c\"\nfrom = \"received\"\nuntil = [\"closed\"]\ndays = 0\nunit = "
                   "\"working\"\nsource = \"law\"\n"),
              HasSubstr("days"));
  EXPECT_THAT(said("id = \"c\"\nfrom = \"received\"\nuntil = [\"closed\"]\ndays = 5\nunit = "
                   "\"lunar\"\nsource = \"law\"\n"),
              HasSubstr("unit"));
  EXPECT_THAT(said("id = \"c\"\nfrom = \"closed\"\nuntil = [\"closed\"]\ndays = 5\nunit = "
                   "\"working\"\nsource = \"law\"\n"),
              HasSubstr("stops where it starts"));
  EXPECT_THAT(said(good + "[[rule_set.clock]]\n" + good), HasSubstr("there twice"));
}

}  // namespace
}  // namespace huiyin
