#include "daemon/intake/puller.h"

#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/store/raw_inbound.h"
#include "tests/unit/intake/office.h"

namespace huiyin {
namespace {

using test::Office;
using ::testing::ElementsAre;

// Call, keep what came, done; with notes of what happened when.
struct ScriptExchange final : Exchange {
  std::function<Step(const HttpReply&)> reply;
  std::function<Step()> kept;
  std::string url = "http://carrier/pull";

  Step begin(const Moment& m) override {
    EXPECT_EQ(m.nonce.size(), 32u);
    HttpCall call;
    call.url = url;
    return call;
  }
  Step on_reply(const HttpReply& r, const Moment&) override { return reply(r); }
  Step on_kept(const Moment&) override { return kept(); }
};

HttpReply answered(std::string body) {
  HttpReply reply;
  reply.transport = Transport::answered;
  reply.status = 200;
  reply.body = std::move(body);
  return reply;
}

Done fault(const std::string& what, Hold hold = Hold::none, bool lost = false) {
  Done done;
  done.fault = what;
  done.hold = hold;
  done.may_have_lost = lost;
  return done;
}

class PullerTest : public ::testing::Test {
 protected:
  PullerTest() {
    options.backoff_first = Millis(4);
    options.backoff_max = Millis(16);
    options.stopped_retry = Millis(30);
    options.keep_retry = Millis(3);
    options.recover_per_second = 500;
    office.carrier.plans = {{"reply", Millis(2), 0}};
  }

  Puller& open() {
    puller = std::make_unique<Puller>(
        office.loop, *office.store, *office.keeper, office.clock, options,
        [this](Database&, std::int64_t, std::string_view plan, TimePoint since, int) {
          asked.push_back(std::string(plan) + "@" + std::to_string(to_ms(since)));
          return lost_numbers;
        },
        [this](const HttpCall& call, std::function<void(HttpReply)> done) { fetch(call, std::move(done)); });
    puller->add({"main", &office.carrier, office.carrier_id});
    puller->start();
    return *puller;
  }

  void fetch(const HttpCall& call, std::function<void(HttpReply)> done) {
    ++calls;
    const bool pull = call.url == "http://carrier/pull";
    in_flight += pull ? 1 : 0;
    EXPECT_LE(in_flight, 1) << "two rounds of one plan";
    if (hold) {
      held = std::move(done);
      return;
    }
    office.loop.after(Millis(1), [this, done = std::move(done), pull] {
      if (pull) --in_flight;
      done(answered("page"));
    });
  }

  // Rounds that answer with the steps of `script`, then with nothing new.
  void rounds(std::vector<std::function<Step(const HttpReply&)>> script, std::function<Step()> kept = {}) {
    office.carrier.on_pull = [this, script, kept](std::string_view cursor) {
      cursors.emplace_back(cursor);
      auto e = std::make_unique<ScriptExchange>();
      const std::size_t n = round++;
      e->reply = n < script.size() ? script[n] : [](const HttpReply&) { return Done{}; };
      e->kept = kept ? kept : [] { return Done{}; };
      return e;
    };
  }

  std::int64_t raws() { return office.count("SELECT count(*) FROM raw_inbound"); }

  Office office;
  Puller::Options options;
  std::unique_ptr<Puller> puller;
  std::size_t round = 0;
  int calls = 0, in_flight = 0;
  bool hold = false;
  std::function<void(HttpReply)> held;
  std::vector<std::string> cursors, asked, lost_numbers;
};

TEST_F(PullerTest, WhatCameIsDurableBeforeTheExchangeGoesOn) {
  std::vector<std::int64_t> durable;
  rounds({[](const HttpReply& r) {
            return Keep{"reply_pull", r.body, "c1"};
          },
          [](const HttpReply& r) {
            return Keep{"reply_pull", r.body, "c2"};
          }},
         [&] {
           durable.push_back(raws());
           return Done{};
         });
  open();
  ASSERT_TRUE(office.run_until([&] { return round >= 4; }));
  EXPECT_THAT(durable, ElementsAre(1, 2));
  EXPECT_EQ(cursors[0], "");
  EXPECT_EQ(cursors[1], "c1");
  EXPECT_EQ(cursors[2], "c2");
  EXPECT_EQ(pull_cursor(*office.db, office.carrier_id, "reply"), "c2");
  EXPECT_EQ(
      office.vault->unseal(office.db->text("SELECT payload_sealed FROM raw_inbound").value(), "raw").value(),
      "page");
}

TEST_F(PullerTest, BeginsWhereTheLastStartLeftOff) {
  rounds({[](const HttpReply&) {
    Done done;
    done.cursor = "seventh";
    return done;
  }});
  open();
  ASSERT_TRUE(office.run_until([&] { return round >= 2; }));
  bool drained = false;
  puller->stop([&] { drained = true; });
  ASSERT_TRUE(office.run_until([&] { return drained; }));
  puller.reset();
  cursors.clear();
  open();
  ASSERT_TRUE(office.run_until([&] { return !cursors.empty(); }));
  EXPECT_EQ(cursors[0], "seventh");
}

TEST_F(PullerTest, MoreIsFetchedAtOnceElseAfterTheInterval) {
  office.carrier.plans = {{"reply", Millis(3'600'000), 0}};
  const auto more = [](const HttpReply&) {
    Done done;
    done.more = true;
    return done;
  };
  rounds({more, more});
  open();
  ASSERT_TRUE(office.run_until([&] { return round >= 3; }));
  int turns = 0;
  EXPECT_TRUE(office.run_until([&] { return ++turns > 20; }));
  EXPECT_EQ(round, 3u);
}

TEST_F(PullerTest, CallsKeepTheRateOfThePlan) {
  office.carrier.plans = {{"reply", Millis(0), 100}};
  rounds({});
  open();
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_TRUE(office.run_until([&] { return calls >= 11; }));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, Millis(95));
}

TEST_F(PullerTest, AFaultIsToldAndBacksOffUntilItIsOver) {
  rounds({[](const HttpReply&) { return fault("busy"); }, [](const HttpReply&) { return fault("busy"); },
          [](const HttpReply&) { return fault("key revoked", Hold::stopped); }});
  open();
  ASSERT_TRUE(office.run_until([&] { return puller->status()[0].failures == 2; }));
  EXPECT_EQ(puller->status()[0].fault, "busy");
  EXPECT_FALSE(puller->status()[0].stopped);
  ASSERT_TRUE(office.run_until([&] { return puller->status()[0].stopped; }));
  const auto since = std::chrono::steady_clock::now();
  ASSERT_TRUE(office.run_until([&] { return puller->status()[0].failures == 0; }));
  EXPECT_GE(std::chrono::steady_clock::now() - since, options.stopped_retry - Millis(5));
  EXPECT_EQ(puller->status()[0].fault, "");
  EXPECT_EQ(puller->status()[0].last_good, office.clock.now());
}

TEST_F(PullerTest, AnAdapterThatThrowsStopsNothing) {
  rounds({[](const HttpReply&) -> Step { throw std::logic_error("a bug"); }});
  open();
  ASSERT_TRUE(office.run_until([&] { return round >= 3; }));
  EXPECT_EQ(asked.size(), 1u);
}

// Another ledger, whose only place in the queue is taken until the test lets go.
class TightLedger : public PullerTest {
 protected:
  TightLedger() {
    store = Store::open({"sqlite:" + (office.folder.path / "tight.db").string(), 1, 10}).value();
    office.keeper = std::make_unique<Keeper>(*store, office.vault, office.clock, Keeper::Options{}, [] {});
    const auto block = [this](Database&) -> Result<bool> {
      busy = true;
      gone.wait();
      return true;
    };
    store->write<bool>(block, office.loop, [](const Result<bool>&) {});
    while (!busy) std::this_thread::yield();
    store->write<bool>([](Database&) -> Result<bool> { return true; }, office.loop,
                       [](const Result<bool>&) {});
  }
  ~TightLedger() override {
    puller.reset();
    office.keeper.reset();
  }
  void wait_some_turns() {
    int turns = 0;
    EXPECT_TRUE(office.run_until([&] { return ++turns > 20; }));
  }
  std::int64_t in_tight_ledger() {
    return store->reader().value()->integer("SELECT count(*) FROM raw_inbound").value_or(0);
  }

  std::promise<void> go;
  std::shared_future<void> gone = go.get_future().share();
  std::atomic<bool> busy = false;
  std::unique_ptr<Store> store;
};

TEST_F(TightLedger, WhatItDoesNotTakeIsHeldAndOfferedAgain) {
  rounds({[](const HttpReply& r) { return Keep{"reply_pull", r.body, "c1"}; }});
  open();
  wait_some_turns();
  EXPECT_EQ(round, 1u);
  EXPECT_EQ(calls, 1);
  go.set_value();
  ASSERT_TRUE(office.run_until([&] { return round >= 2; }));
  EXPECT_EQ(in_tight_ledger(), 1);
  EXPECT_EQ(cursors[1], "c1");
}

TEST_F(TightLedger, StopWaitsUntilItTakesWhatCame) {
  rounds({[](const HttpReply& r) { return Keep{"reply_pull", r.body, "c1"}; }});
  open();
  ASSERT_TRUE(office.run_until([&] { return round == 1 && in_flight == 0 && calls == 1; }));
  wait_some_turns();
  bool drained = false;
  puller->stop([&] { drained = true; });
  wait_some_turns();
  EXPECT_FALSE(drained);
  go.set_value();
  ASSERT_TRUE(office.run_until([&] { return drained; }));
  EXPECT_EQ(in_tight_ledger(), 1);
  EXPECT_EQ(calls, 1);
}

TEST_F(TightLedger, StopWaitsUntilTheCursorIsSaved) {
  rounds({[](const HttpReply&) {
    Done done;
    done.cursor = "seventh";
    return done;
  }});
  open();
  ASSERT_TRUE(office.run_until([&] { return calls == 1 && in_flight == 0; }));
  wait_some_turns();
  bool drained = false;
  puller->stop([&] { drained = true; });
  wait_some_turns();
  EXPECT_FALSE(drained);
  go.set_value();
  ASSERT_TRUE(office.run_until([&] { return drained; }));
  EXPECT_EQ(pull_cursor(*store->reader().value(), office.carrier_id, "reply"), "seventh");
}

// ---- Lost answers

TEST_F(PullerTest, AfterALostAnswerEachNumberIsAskedForOnce) {
  lost_numbers = {"+8613800000001", "+8613800000002"};
  std::vector<std::string> numbers;
  office.carrier.on_recover = [&](std::string_view e164, TimePoint) {
    numbers.emplace_back(e164);
    auto e = std::make_unique<ScriptExchange>();
    e->url = "http://carrier/by_phone";
    e->reply = [](const HttpReply& r) { return Keep{"reply_pull", r.body, "must not be saved"}; };
    e->kept = [] { return Done{}; };
    return e;
  };
  rounds({[](const HttpReply&) { return Done{}; },
          [](const HttpReply&) { return fault("cut short", Hold::none, true); },
          [](const HttpReply&) { return fault("cut short", Hold::none, true); }});
  open();
  const TimePoint first = office.clock.now();
  ASSERT_TRUE(office.run_until([&] { return round > 8 && raws() == 2; }));
  EXPECT_THAT(numbers, ElementsAre("+8613800000001", "+8613800000002"));
  EXPECT_THAT(asked, ElementsAre("reply@" + std::to_string(to_ms(first))));
  EXPECT_EQ(pull_cursor(*office.db, office.carrier_id, "reply"), "");
}

TEST_F(PullerTest, WithoutAGoodRoundALossReachesFarBack) {
  rounds({[](const HttpReply&) { return fault("cut short", Hold::none, true); }});
  open();
  ASSERT_TRUE(office.run_until([&] { return !asked.empty(); }));
  EXPECT_EQ(asked[0], "reply@" + std::to_string(to_ms(office.clock.now() - options.recover_back)));
}

TEST_F(PullerTest, ANumberThatCannotBeAskedIsTriedAgainAndThenGivenUp) {
  lost_numbers = {"+8613800000001"};
  int tries = 0;
  office.carrier.on_recover = [&](std::string_view, TimePoint) {
    ++tries;
    auto e = std::make_unique<ScriptExchange>();
    e->url = "http://carrier/by_phone";
    e->reply = [](const HttpReply&) { return fault("busy"); };
    return e;
  };
  rounds({[](const HttpReply&) { return fault("cut short", Hold::none, true); }});
  open();
  ASSERT_TRUE(office.run_until([&] { return tries == 5 && puller->status()[0].to_recover == 0; }));
  const std::size_t before = round;
  ASSERT_TRUE(office.run_until([&] { return round > before + 5; }));
  EXPECT_EQ(tries, 5);
}

TEST_F(PullerTest, ACarrierThatCannotBeAskedByNumberGoesOn) {
  lost_numbers = {"+8613800000001"};
  rounds({[](const HttpReply&) { return fault("cut short", Hold::none, true); }});
  open();
  ASSERT_TRUE(office.run_until([&] { return round > 6; }));
  EXPECT_EQ(asked.size(), 1u);
  EXPECT_EQ(puller->status()[0].to_recover, 0u);
}

// ---- Stop

TEST_F(PullerTest, StopKeepsWhatIsUnderWayAndCallsNoMore) {
  bool asked_for_more = false;
  rounds({[](const HttpReply& r) {
           return Keep{"reply_pull", r.body, "c1"};
         }},
         [&] {
           asked_for_more = true;
           return HttpCall{};
         });
  hold = true;
  open();
  ASSERT_TRUE(office.run_until([&] { return static_cast<bool>(held); }));
  bool drained = false;
  puller->stop([&] { drained = true; });
  int turns = 0;
  ASSERT_TRUE(office.run_until([&] { return ++turns > 10; }));
  EXPECT_FALSE(drained);
  held(answered("the only copy"));
  ASSERT_TRUE(office.run_until([&] { return drained; }));
  EXPECT_TRUE(asked_for_more);
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(raws(), 1);
}

TEST_F(PullerTest, StopBetweenRoundsAndWithoutPlansIsAtOnce) {
  rounds({});
  office.carrier.plans[0].interval = Millis(3'600'000);
  open();
  ASSERT_TRUE(office.run_until([&] { return puller->status()[0].last_good != TimePoint{}; }));
  bool drained = false;
  puller->stop([&] { drained = true; });
  ASSERT_TRUE(office.run_until([&] { return drained; }));
  office.carrier.plans.clear();
  puller.reset();
  open();
  drained = false;
  puller->stop([&] { drained = true; });
  EXPECT_TRUE(office.run_until([&] { return drained; }));
}

TEST_F(PullerTest, AnAnswerAfterThePullerIsGoneHarmsNobody) {
  rounds({[](const HttpReply& r) { return Keep{"reply_pull", r.body, ""}; }});
  hold = true;
  open();
  ASSERT_TRUE(office.run_until([&] { return static_cast<bool>(held); }));
  puller.reset();
  held(answered("too late"));
  EXPECT_EQ(raws(), 0);
}

}  // namespace
}  // namespace huiyin
