// Looks at what waits too long: page by page, by an index each, so that a million waiting messages cost
// nothing.
#include <gtest/gtest.h>

#include "daemon/store/messages.h"
#include "daemon/store/persons.h"
#include "tests/unit/store/temp_store.h"

namespace huiyin {
namespace {

const TimePoint kNow = from_ms(1'772'330'584'000);
constexpr Millis kMinute{60'000};

struct Stale : ::testing::Test {
  TempStore t;

  // Ten single messages, one intent a minute, alternately accepted by carrier 1 and left uncertain.
  void SetUp() override {
    t.in([](Database& db) {
      const std::int64_t body = body_id(db, "hash", "sealed", 1);
      for (int i = 0; i < 10; ++i) {
        const TimePoint at = kNow + i * kMinute;
        MessageChanges changes(db, at);
        const std::int64_t person = add_person(db, "p" + std::to_string(i), "sealed");
        const auto id = changes.add(
            {0, person, body, Purpose::case_reply, Lane::one_to_one, at, at + std::chrono::hours(24), ""});
        const std::int64_t attempt = add_attempt(db, 1, 1, at, {*id});
        changes.apply(*find_message(db, *id), MessageEvent::intend, {.attempt_id = attempt, .carrier_id = 1});
        const bool even = i % 2 == 0;
        changes.apply(*find_message(db, *id), even ? MessageEvent::accept : MessageEvent::lose,
                      {.carrier_ref = even ? "A" : ""});
        changes.finish("test");
      }
      return true;
    });
  }

  using Look = StalePlace (*)(Database&, std::int64_t, TimePoint, StalePlace, int,
                              const std::function<void(const MessageRow&)>&);
  std::vector<std::int64_t> pages(Look look, TimePoint before, int limit, std::int64_t carrier = 1) {
    std::vector<std::int64_t> ids;
    StalePlace place;
    auto db = t.reader();
    do place = look(*db, carrier, before, place, limit, [&](const MessageRow& m) { ids.push_back(m.id); });
    while (place != StalePlace{});
    return ids;
  }
};

TEST_F(Stale, PageByPageTheOldestFirstAndNoneTwice) {
  for (const int limit : {1, 2, 5, 100}) {
    EXPECT_EQ(pages(each_uncertain, kNow + 100 * kMinute, limit),
              (std::vector<std::int64_t>{2, 4, 6, 8, 10}));
    EXPECT_EQ(pages(each_unreceipted, kNow + 100 * kMinute, limit),
              (std::vector<std::int64_t>{1, 3, 5, 7, 9}));
  }
}

TEST_F(Stale, OnlyThoseOlderThanTheTimeSaidAndOfThisCarrier) {
  EXPECT_EQ(pages(each_uncertain, kNow + 3 * kMinute, 10), (std::vector<std::int64_t>{2}));
  EXPECT_EQ(pages(each_unreceipted, kNow + 2 * kMinute, 10), (std::vector<std::int64_t>{1}));
  EXPECT_TRUE(pages(each_unreceipted, kNow + 100 * kMinute, 10, 2).empty());
  EXPECT_TRUE(pages(each_uncertain, kNow + 100 * kMinute, 10, 2).empty());
}

TEST_F(Stale, TheNewestAttemptBeforeATime) {
  auto db = t.reader();
  EXPECT_EQ(newest_attempt_before(*db, kNow), 0);
  for (int i = 1; i <= 10; ++i) EXPECT_EQ(newest_attempt_before(*db, kNow + i * kMinute), i) << i;
  t.in([](Database& d) { return skip_attempt_ids(d, std::int64_t{1} << 32, kNow + 20 * kMinute), true; });
  EXPECT_EQ(newest_attempt_before(*t.reader(), kNow + 30 * kMinute), (std::int64_t{1} << 32) + 10);
}

std::string query_plan(Database& db, const std::string& where) {
  std::string out;
  db.each("EXPLAIN QUERY PLAN SELECT id FROM message WHERE " + where, {},
          [&](const Row& r) { out += r.text(3) + "\n"; });
  return out;
}

TEST_F(Stale, AreFoundByTheirIndexesAndNothingIsSorted) {
  auto db = t.reader();
  const std::string uncertain = query_plan(*db,
                                           "state = 10 AND carrier_id = 1 AND changed_at < 5 AND "
                                           "(changed_at, id) > (1, 1) ORDER BY changed_at, id");
  EXPECT_NE(uncertain.find("message_uncertain"), std::string::npos) << uncertain;
  EXPECT_EQ(uncertain.find("TEMP B-TREE"), std::string::npos) << uncertain;
  const std::string waiting = query_plan(
      *db,
      "state IN (1, 2, 10) AND state = 2 AND carrier_id = 1 AND changed_at < 5 AND attempt_id <= 9 AND "
      "(attempt_id, person_id) > (1, 1) ORDER BY attempt_id, person_id");
  EXPECT_NE(waiting.find("message_waiting"), std::string::npos) << waiting;
  EXPECT_EQ(waiting.find("TEMP B-TREE"), std::string::npos) << waiting;
  const std::string newest =
      query_plan(*db, "state IN (1, 2, 10) AND carrier_ref IS NOT NULL ORDER BY attempt_id DESC");
  EXPECT_NE(newest.find("message_waiting"), std::string::npos) << newest;
  EXPECT_EQ(newest.find("TEMP B-TREE"), std::string::npos) << newest;
}

}  // namespace
}  // namespace huiyin
