// Messages, attempts, tally, parked receipts, campaigns' ends; verify proves it and sees what is wrong.
#include "daemon/store/messages.h"

#include <gtest/gtest.h>

#include "daemon/base/json.h"
#include "daemon/store/campaigns.h"
#include "daemon/store/journal.h"
#include "daemon/store/persons.h"
#include "daemon/store/raw_inbound.h"
#include "daemon/store/verify.h"
#include "tests/unit/store/temp_store.h"

namespace huiyin {
namespace {

const TimePoint kNow = from_ms(1'772'330'584'000);

struct Messages : ::testing::Test {
  TempStore t;
  std::int64_t campaign = 0;

  void SetUp() override {
    campaign = t.in([](Database& db) {
      const std::int64_t body = body_id(db, "hash", "sealed", 1);
      Campaign c;
      c.name = "law week";
      c.body_id = body;
      c.state = CampaignState::running;
      c.created_at = kNow;
      c.not_after = kNow + std::chrono::hours(24);
      return add_campaign(db, c);
    });
  }

  std::int64_t add(int person) {
    return t.in([&](Database& db) {
      MessageChanges changes(db, kNow);
      const std::int64_t id = person_id(db, person);
      const auto m = changes.add(
          {campaign, id, 1, Purpose::publicity, Lane::publicity, kNow, kNow + std::chrono::hours(24), ""});
      changes.finish("import");
      return m.value_or(0);
    });
  }

  static std::int64_t person_id(Database& db, int n) {
    const std::string hash = "person-" + std::to_string(n);
    if (const auto found = find_person(db, hash)) return *found;
    return add_person(db, hash, "sealed");
  }

  bool apply(std::int64_t id, MessageEvent e, const MessageDetail& d = {}) {
    return t.in([&](Database& db) {
      MessageChanges changes(db, kNow);
      const bool done = changes.apply(*find_message(db, id), e, d);
      changes.finish("test");
      return done;
    });
  }

  std::int64_t intend(std::vector<std::int64_t> ids) {
    return t.in([&](Database& db) {
      const std::int64_t attempt = add_attempt(db, 1, 1, kNow, ids);
      MessageChanges changes(db, kNow);
      for (const std::int64_t id : ids)
        changes.apply(*find_message(db, id), MessageEvent::intend, {.attempt_id = attempt, .carrier_id = 1});
      changes.finish("submit");
      return attempt;
    });
  }

  void answer(std::int64_t attempt, std::string results) {
    t.in([&](Database& db) {
      finish_attempt(db, attempt, kNow, results, "");
      return true;
    });
  }
};

TEST_F(Messages, APersonStandsInACampaignOnce) {
  EXPECT_GT(add(1), 0);
  EXPECT_EQ(add(1), 0);
  EXPECT_EQ(tally_of(*t.reader(), campaign)[MessageState::queued], 1);
}

TEST_F(Messages, TheTallyFollowsEveryChange) {
  const std::int64_t a = add(1), b = add(2);
  const std::int64_t attempt = intend({a, b});
  answer(attempt, std::string{0, 3});
  EXPECT_TRUE(apply(a, MessageEvent::accept, {.carrier_ref = "X1"}));
  EXPECT_TRUE(apply(b, MessageEvent::lose));
  EXPECT_TRUE(apply(a, MessageEvent::deliver));
  auto tally = tally_of(*t.reader(), campaign);
  EXPECT_EQ(tally[MessageState::queued], 0);
  EXPECT_EQ(tally[MessageState::submitting], 0);
  EXPECT_EQ(tally[MessageState::delivered], 1);
  EXPECT_EQ(tally[MessageState::uncertain], 1);
  EXPECT_TRUE(verify(*t.reader()).findings.empty()) << verify(*t.reader()).to_json();
}

TEST_F(Messages, ACampaignEndsWithItsLastOpenMessageAndNotBefore) {
  const std::int64_t a = add(1), b = add(2);
  answer(intend({a, b}), std::string{0, 0});
  apply(a, MessageEvent::accept);
  apply(b, MessageEvent::accept);
  apply(a, MessageEvent::deliver);
  EXPECT_EQ(find_campaign(*t.reader(), campaign)->state, CampaignState::running);
  apply(b, MessageEvent::fail, {.reason = "MK:0012"});
  EXPECT_EQ(find_campaign(*t.reader(), campaign)->state, CampaignState::finished);
  EXPECT_EQ(find_message(*t.reader(), b)->reason, "MK:0012");
}

TEST_F(Messages, ChangesOnAStaleRowDoNothing) {
  const std::int64_t a = add(1);
  const MessageRow stale = *find_message(*t.reader(), a);
  intend({a});
  const bool changed = t.in([&](Database& db) {
    MessageChanges changes(db, kNow);
    const bool done = changes.apply(stale, MessageEvent::cancel);
    changes.finish("test");
    return done;
  });
  EXPECT_FALSE(changed);
  EXPECT_EQ(find_message(*t.reader(), a)->state, MessageState::submitting);
}

TEST_F(Messages, AWaitingMessageIsFoundByAttemptAndPerson) {
  const std::int64_t a = add(1);
  const std::int64_t attempt = intend({a});
  const auto reader = t.reader();
  const std::int64_t person = find_message(*reader, a)->person_id;
  ASSERT_TRUE(find_waiting(*reader, attempt, person));
  EXPECT_EQ(find_waiting(*reader, attempt, person)->id, a);
  EXPECT_FALSE(find_waiting(*reader, attempt, person + 1));
  apply(a, MessageEvent::deliver);
  EXPECT_FALSE(find_waiting(*t.reader(), attempt, person));
}

TEST_F(Messages, DueMessagesComeByTimeAndNotBefore) {
  const std::int64_t a = add(1), b = add(2);
  t.in([&](Database& db) { return defer_message(db, a, kNow + std::chrono::hours(1)), true; });
  std::vector<std::int64_t> due;
  each_queued(*t.reader(), campaign, Lane::publicity, kNow, 10,
              [&](const MessageRow& m) { due.push_back(m.id); });
  EXPECT_EQ(due, std::vector<std::int64_t>{b});
  due.clear();
  each_queued(*t.reader(), campaign, Lane::publicity, kNow + std::chrono::hours(2), 10,
              [&](const MessageRow& m) { due.push_back(m.id); });
  EXPECT_EQ(due, (std::vector<std::int64_t>{b, a}));
}

TEST_F(Messages, AttemptsKeepTheirItemsInOrder) {
  std::vector<std::int64_t> ids;
  for (int i = 0; i < 200; ++i) ids.push_back(add(i));
  std::reverse(ids.begin(), ids.end());
  const std::int64_t attempt = intend(ids);
  const auto found = find_attempt(*t.reader(), attempt);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->items, ids);
  EXPECT_FALSE(found->done_at);
  int open = 0;
  each_open_attempt(*t.reader(), [&](const Attempt&) { ++open; });
  EXPECT_EQ(open, 1);
}

TEST_F(Messages, ParkedReceiptsAreTakenOnce) {
  t.in([&](Database& db) { return park_receipt(db, {0, 1, "X9", 0, 0, 1, "MK:0001", kNow}, kNow), true; });
  EXPECT_EQ(parked_count(*t.reader()), 1);
  const auto taken = t.in([&](Database& db) { return take_parked(db, 1, "X9"); });
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_EQ(taken[0].code, "MK:0001");
  EXPECT_EQ(parked_count(*t.reader()), 0);
}

TEST_F(Messages, EveryTransactionOfChangesLeavesOneEventACampaign) {
  const std::int64_t a = add(1), b = add(2);
  const std::int64_t before = newest_event(*t.reader());
  intend({a, b});
  std::vector<std::string> data;
  read_events(*t.reader(), before, 10, [&](const Event& e) { data.push_back(e.data); });
  ASSERT_EQ(data.size(), 1u);
  EXPECT_EQ(Json::parse(data[0]).at("reached").integer("submitting"), 2);
}

struct Verify : Messages {
  std::vector<std::string> rules() {
    std::vector<std::string> out;
    for (const Finding& f : verify(*t.reader()).findings) out.push_back(f.rule);
    return out;
  }
  void sql(const std::string& text) {
    t.in([&](Database& db) { return db.run(text), true; });
  }
};

TEST_F(Verify, SeesATallyThatDoesNotAddUp) {
  add(1);
  sql("UPDATE tally SET n = n + 1");
  EXPECT_EQ(rules(), std::vector<std::string>{"tally_adds_up"});
}

TEST_F(Verify, SeesASendWithoutIntent) {
  const std::int64_t a = add(1);
  answer(intend({a}), std::string(1, 0));
  apply(a, MessageEvent::accept);
  sql("DELETE FROM attempt");
  EXPECT_EQ(rules(), std::vector<std::string>{"intent_before_send"});
}

TEST_F(Verify, SeesAMessageAcceptedTwice) {
  const std::int64_t a = add(1);
  answer(intend({a}), std::string(1, 0));
  apply(a, MessageEvent::accept);
  answer(t.in([&](Database& db) { return add_attempt(db, 1, 1, kNow, {a}); }), std::string(1, 0));
  EXPECT_EQ(rules(), std::vector<std::string>{"accepted_once"});
}

TEST_F(Verify, SeesAnAttemptClosedWithoutVerdicts) {
  const std::int64_t a = add(1), b = add(2);
  answer(intend({a, b}), std::string(1, 3));
  apply(a, MessageEvent::lose);
  apply(b, MessageEvent::lose);
  EXPECT_EQ(rules(), std::vector<std::string>{"attempt_has_verdicts"});
}

TEST_F(Verify, SeesACampaignThatEndedTooEarly) {
  add(1);
  sql("UPDATE campaign SET state = 4");
  EXPECT_EQ(rules(), std::vector<std::string>{"finished_is_settled"});
}

TEST_F(Verify, SeesARecordThatWasNeverTold) {
  sql("INSERT INTO raw_inbound (id, carrier_id, kind, received_at, hash, payload_sealed, state, times) "
      "VALUES (1, 1, 'k', 0, 'h', 'p', 1, 1)");
  sql("INSERT INTO intake (public_id, channel, received_at, carrier_id, raw_id, content_sealed, masked, "
      "reading) VALUES ('IN-1', 'sms', 0, 1, 1, 'c', 'm', '{}')");
  EXPECT_EQ(rules(), std::vector<std::string>{"intake_is_told"});
}

TEST_F(Verify, RetentionForgetsWhatWasToldAndNotWhatIsStillToBe) {
  const auto record = [&](int n) {
    sql("INSERT INTO raw_inbound (id, carrier_id, kind, received_at, hash, payload_sealed, state, times) "
        "VALUES (" +
        std::to_string(n) + ", 1, 'k', 0, 'h" + std::to_string(n) + "', 'p', 1, 1)");
    sql("INSERT INTO intake (public_id, channel, received_at, carrier_id, raw_id, content_sealed, masked, "
        "reading) VALUES ('IN-" +
        std::to_string(n) + "', 'sms', 10, 1, " + std::to_string(n) + ", 'c', 'm', '{}')");
  };
  const auto tell = [&](std::string_view type) {
    return t.in([&](Database& db) { return append_event(db, type, "s", kNow, "{}"); });
  };
  record(1);
  const std::int64_t told = tell("intake.received");
  tell("access.looked");
  tell("bus.note");
  t.in([&](Database& db) { return prune_events(db, told + 1, 100); });
  EXPECT_TRUE(rules().empty());
  record(2);
  EXPECT_EQ(rules(), std::vector<std::string>{"intake_is_told"});
}

TEST(Persons, TheNewestWordCounts) {
  TempStore t;
  const std::int64_t p = t.in([](Database& db) { return add_person(db, "h", "s"); });
  EXPECT_FALSE(opted_out(*t.reader(), p, "publicity"));
  EXPECT_TRUE(t.in([&](Database& db) { return set_opt_out(db, p, "publicity", true, "sms", kNow); }));
  EXPECT_FALSE(t.in([&](Database& db) { return set_opt_out(db, p, "publicity", true, "sms", kNow); }));
  EXPECT_TRUE(opted_out(*t.reader(), p, "publicity"));
  EXPECT_FALSE(opted_out(*t.reader(), p, "follow_up"));
  EXPECT_TRUE(t.in([&](Database& db) { return set_opt_out(db, p, "publicity", false, "clerk", kNow); }));
  EXPECT_FALSE(opted_out(*t.reader(), p, "publicity"));
}

TEST(RawInbound, TheSameBytesWithinTheWindowAreCountedOnOneRow) {
  TempStore t;
  const auto keep = [&](Millis window) {
    return t.in([&](Database& db) {
      RawInbound raw;
      raw.carrier_id = 1;
      raw.kind = "push";
      raw.received_at = kNow;
      raw.payload_sealed = "sealed";
      bool fresh = false;
      const std::int64_t id = keep_raw(db, raw, "hash", window, &fresh);
      return std::make_pair(id, fresh);
    });
  };
  const auto first = keep(Millis(60'000));
  EXPECT_TRUE(first.second);
  for (int i = 0; i < 599; ++i) EXPECT_EQ(keep(Millis(60'000)), std::make_pair(first.first, false));
  EXPECT_EQ(find_raw(*t.reader(), first.first)->times, 600);
  EXPECT_TRUE(keep(Millis(0)).second) << "pulls are never merged: each answer is its own";
}

TEST(RawInbound, ADeadLetterMayBeRequeued) {
  TempStore t;
  const std::int64_t id = t.in([](Database& db) {
    RawInbound raw;
    raw.kind = "k";
    bool fresh = false;
    return keep_raw(db, raw, "h", Millis(0), &fresh);
  });
  EXPECT_TRUE(
      t.in([&](Database& db) { return move_raw(db, id, RawState::unread, RawState::dead, "no JSON"); }));
  EXPECT_FALSE(t.in([&](Database& db) { return move_raw(db, id, RawState::unread, RawState::read, ""); }));
  EXPECT_TRUE(t.in([&](Database& db) { return move_raw(db, id, RawState::dead, RawState::unread, ""); }));
  int unread = 0;
  each_unread(*t.reader(), 0, 10, [&](const RawInbound&) { ++unread; });
  EXPECT_EQ(unread, 1);
}

}  // namespace
}  // namespace huiyin
