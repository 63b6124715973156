#include "daemon/intake/pushes.h"

#include <gtest/gtest.h>

#include "tests/unit/intake/office.h"

namespace huiyin {
namespace {

using test::Office;

class PushesTest : public ::testing::Test {
 protected:
  PushesTest() { pushes.add("main", &office.carrier, office.carrier_id); }

  HttpResponse take(const std::string& account, const std::string& url, const std::string& body) {
    std::vector<HttpResponse> answers;
    pushes.take(account, {"POST", url, {}, body}, [&](HttpResponse r) { answers.push_back(std::move(r)); });
    EXPECT_TRUE(office.run_until([&] { return !answers.empty(); }));
    EXPECT_EQ(answers.size(), 1u);
    return answers.at(0);
  }

  std::int64_t kept() { return office.count("SELECT count(*) FROM raw_inbound"); }

  Office office;
  Pushes pushes{*office.keeper, office.loop};
};

TEST_F(PushesTest, AGenuinePushIsDurableBeforeItIsAcknowledged) {
  std::int64_t kept_when_answered = -1;
  bool answered = false;
  pushes.take("main", {"POST", "/hooks/main/x?sign=good", {}, "{}"}, [&](const HttpResponse& r) {
    kept_when_answered = kept();
    EXPECT_EQ(r.status, 200);
    EXPECT_EQ(r.body, "carrier's thanks");
    answered = true;
  });
  EXPECT_FALSE(answered);
  ASSERT_TRUE(office.run_until([&] { return answered; }));
  EXPECT_EQ(kept_when_answered, 1);
}

TEST_F(PushesTest, APushThatComesAgainIsAcknowledgedAndCounted) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(take("main", "/?sign=good", "{}").status, 200);
  EXPECT_EQ(kept(), 1);
  EXPECT_EQ(office.count("SELECT times FROM raw_inbound"), 3);
  office.clock.advance(Keeper::Options{}.duplicate_window + Millis(1));
  EXPECT_EQ(take("main", "/?sign=good", "{}").status, 200);
  EXPECT_EQ(kept(), 2);
}

TEST_F(PushesTest, WhatIsNotGenuineIsRefusedAndNotKept) {
  const HttpResponse response = take("main", "/?sign=bad", "{}");
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(response.body, "carrier's refusal");
  EXPECT_EQ(kept(), 0);
}

TEST_F(PushesTest, AnUnknownAccountIsNotFound) {
  EXPECT_EQ(take("other", "/?sign=good", "{}").status, 404);
  EXPECT_EQ(kept(), 0);
}

TEST_F(PushesTest, AnAdapterThatThrowsIsOurFaultAndTheCarrierTriesAgain) {
  EXPECT_EQ(take("main", "/?sign=good", "throw").status, 500);
  EXPECT_EQ(kept(), 0);
}

TEST_F(PushesTest, WhatTheLedgerCannotKeepIsNotAcknowledged) {
  // A ledger whose queue holds nothing refuses every write.
  auto full = Store::open({"sqlite:" + (office.folder.path / "full.db").string(), 0, 10}).value();
  Keeper keeper(*full, office.vault, office.clock, {}, [] { FAIL() << "nothing was kept"; });
  Pushes refused(keeper, office.loop);
  refused.add("main", &office.carrier, 1);
  HttpResponse response;
  response.status = 0;
  refused.take("main", {"POST", "/?sign=good", {}, "{}"}, [&](HttpResponse r) { response = std::move(r); });
  ASSERT_TRUE(office.run_until([&] { return response.status != 0; }));
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.headers.at(0).first, "Retry-After");
}

}  // namespace
}  // namespace huiyin
