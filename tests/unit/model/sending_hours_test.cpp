// Properties of windows and calendars: whatever the zone, the day and the rule.
#include "daemon/model/sending_hours.h"

#include <random>

#include <gtest/gtest.h>

namespace huiyin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr const char* kYear2028 = R"(year = 2028
source = "a test"
rest = [{ name = "春节", from = "2028-01-25", to = "2028-01-31" }, { name = "国庆节", from = "2028-10-01", to = "2028-10-07" }]
work = ["2028-02-05", "2028-10-14"]
quiet = [{ name = "高考", from = "2028-06-07", to = "2028-06-08" }]
)";

std::shared_ptr<const Calendar> year_2028() {
  static const auto calendar =
      std::make_shared<const Calendar>(Calendar::parse(kYear2028, "cn-2028.toml").value());
  return calendar;
}

SendingHours make(const char* zone, const char* window, DayRule rule,
                  std::shared_ptr<const Calendar> calendar = year_2028()) {
  SendingHours h{TimeZone::load(zone).value(), {}};
  h.windows.fill(DayWindow::parse(window).value());
  h.days.fill(rule);
  h.calendar = std::move(calendar);
  return h;
}

TimePoint at(const char* text) {
  TimePoint t{};
  EXPECT_TRUE(from_rfc3339(text, &t)) << text;
  return t;
}

constexpr Purpose kP = Purpose::publicity;

TEST(SendingHours, BoundaryMinutes) {
  const auto h = make("Asia/Shanghai", "08:30-12:00,14:00-20:30", DayRule::every);
  for (const char* open :
       {"2028-03-01T08:30:00+08:00", "2028-03-01T11:59:59+08:00", "2028-03-01T20:29:59+08:00"})
    EXPECT_EQ(h.closed_by(kP, at(open)), "") << open;
  for (const char* closed :
       {"2028-03-01T08:29:59+08:00", "2028-03-01T12:00:00+08:00", "2028-03-01T20:30:00+08:00"})
    EXPECT_EQ(h.closed_by(kP, at(closed)), "hours") << closed;
}

TEST(SendingHours, MakeUpWorkdaysHolidaysAndExamDays) {
  const auto work = make("Asia/Shanghai", "09:00-17:00", DayRule::work);
  EXPECT_TRUE(work.open(kP, at("2028-02-05T10:00:00+08:00"))) << "a Saturday that is worked";
  EXPECT_EQ(work.closed_by(kP, at("2028-02-12T10:00:00+08:00")), "rest_day");
  EXPECT_EQ(work.closed_by(kP, at("2028-10-03T10:00:00+08:00")), "rest_day");
  EXPECT_EQ(work.closed_by(kP, at("2028-06-07T10:00:00+08:00")), "quiet_day");
  const auto loud = make("Asia/Shanghai", "09:00-17:00", DayRule::not_quiet);
  EXPECT_TRUE(loud.open(kP, at("2028-02-12T10:00:00+08:00")));
  EXPECT_EQ(loud.closed_by(kP, at("2028-06-08T10:00:00+08:00")), "quiet_day");
  EXPECT_EQ(work.next_open(kP, at("2028-09-29T17:00:00+08:00")), at("2028-10-09T09:00:00+08:00"))
      << "Golden Week";
  EXPECT_EQ(loud.next_open(kP, at("2028-06-07T00:00:00+08:00")), at("2028-06-09T09:00:00+08:00"));
}

TEST(SendingHours, LeapDayAndYearEnd) {
  const auto h = make("Asia/Shanghai", "09:00-17:00", DayRule::work);
  EXPECT_EQ(h.next_open(kP, at("2028-02-28T18:00:00+08:00")), at("2028-02-29T09:00:00+08:00"));
  EXPECT_EQ(h.next_open(kP, at("2028-02-29T18:00:00+08:00")), at("2028-03-01T09:00:00+08:00"));
  EXPECT_TRUE(h.open(kP, at("2028-12-29T16:59:00+08:00")));
  EXPECT_EQ(h.next_open(kP, at("2028-12-29T17:00:00+08:00")), std::nullopt) << "2029 is not known";
}

TEST(SendingHours, AMissingYearFailsClosed) {
  for (const DayRule rule : {DayRule::work, DayRule::not_quiet}) {
    EXPECT_EQ(make("Asia/Shanghai", "00:00-24:00", rule).closed_by(kP, at("2029-01-02T10:00:00+08:00")),
              "calendar");
    EXPECT_EQ(
        make("Asia/Shanghai", "00:00-24:00", rule, nullptr).closed_by(kP, at("2028-01-04T10:00:00+08:00")),
        "calendar");
  }
  EXPECT_TRUE(make("Asia/Shanghai", "00:00-24:00", DayRule::every, nullptr)
                  .open(kP, at("2029-01-02T10:00:00+08:00")));
}

TEST(SendingHours, APersonsOwnZoneAndHoursNarrow) {
  const auto h = make("Asia/Shanghai", "08:00-20:00", DayRule::not_quiet);
  const PersonHours evening{TimeZone::load("Asia/Shanghai").value(), DayWindow::parse("18:00-24:00").value()};
  EXPECT_EQ(h.closed_by(kP, at("2028-03-01T10:00:00+08:00"), &evening), "person_hours");
  EXPECT_EQ(h.closed_by(kP, at("2028-03-01T21:00:00+08:00"), &evening), "hours") << "a wish never widens";
  EXPECT_EQ(h.next_open(kP, at("2028-03-01T10:00:00+08:00"), &evening), at("2028-03-01T18:00:00+08:00"));
  const PersonHours abroad{TimeZone::load("Europe/London").value(), DayWindow::parse("00:00-24:00").value()};
  EXPECT_EQ(h.closed_by(kP, at("2028-03-01T10:00:00+08:00"), &abroad), "hours");
  EXPECT_EQ(h.next_open(kP, at("2028-03-01T10:00:00+08:00"), &abroad), at("2028-03-01T08:00:00Z"));
}

TEST(SendingHours, HoursInTheGapOfAClockChangeDoNotHang) {
  const auto h = make("America/New_York", "02:00-03:00", DayRule::every);  // 2028-03-12 has no such hour
  const auto next = h.next_open(kP, at("2028-03-12T01:30:00-05:00"));
  ASSERT_TRUE(next);
  EXPECT_EQ(*next, at("2028-03-13T02:00:00-04:00"));
}

// What next_open says is open, and nothing before it is, by the minute.
TEST(SendingHours, NextOpenIsTheFirstOpenMinute) {
  std::mt19937_64 random(20280229);
  const char* const zones[] = {"Asia/Shanghai", "America/New_York", "Europe/London", "Australia/Lord_Howe",
                               "Asia/Kathmandu"};
  const char* const windows[] = {"08:30-12:00,14:00-20:30", "00:00-24:00", "01:30-03:15", "23:59-24:00"};
  for (int round = 0; round < 400; ++round) {
    const auto h = make(zones[random() % 5], windows[random() % 4], static_cast<DayRule>(random() % 3));
    const PersonHours person{TimeZone::load(zones[random() % 5]).value(),
                             DayWindow::parse(windows[random() % 4]).value()};
    const PersonHours* asked = random() % 2 == 0 ? nullptr : &person;
    const TimePoint t = at("2028-01-02T00:00:00Z") + minutes(random() % (355 * 24 * 60));
    const auto next = h.next_open(kP, t, asked);
    if (!next) continue;  // such as two windows that never meet
    EXPECT_TRUE(h.open(kP, *next, asked)) << to_rfc3339(t);
    int looked = 0;
    for (TimePoint m = t; m < *next && looked < 3000; m += minutes(1), ++looked)
      ASSERT_FALSE(h.open(kP, m, asked))
          << to_rfc3339(t) << " says " << to_rfc3339(*next) << " but " << to_rfc3339(m);
  }
}

// Over a whole year with clock changes: each day of a zone has exactly its window's minutes, but on the days
// of change.
TEST(SendingHours, EveryDayHasItsMinutesInZonesWithClockChanges) {
  for (const char* zone : {"America/New_York", "Europe/London", "Asia/Shanghai"}) {
    const auto h = make(zone, "08:30-12:00,14:00-20:30", DayRule::every);
    std::map<std::string, int> open;
    for (TimePoint t = at("2028-01-02T00:00:00Z"); t < at("2028-12-30T00:00:00Z"); t += minutes(10))
      if (h.open(kP, t)) ++open[h.zone.civil(t).date()];
    int odd = 0;
    for (const auto& [day, n] : open) odd += n == 60 ? 0 : 1;
    EXPECT_LE(odd, 2) << zone;  // the first and the last day of the year looked at
  }
}

}  // namespace
}  // namespace huiyin
