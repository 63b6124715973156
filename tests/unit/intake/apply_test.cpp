#include "daemon/intake/apply.h"

#include <gtest/gtest.h>

#include "daemon/intake/prepare.h"
#include "daemon/store/raw_inbound.h"
#include "tests/unit/intake/office.h"

namespace huiyin {
namespace {

using test::mo;
using test::Office;
using test::payload;

struct CountingReceipts final : ReceiptTaker {
  void take(Database&, std::int64_t, const std::vector<Receipt>&, TimePoint) override { ++calls; }
  int calls = 0;
};

class ApplyTest : public ::testing::Test {
 protected:
  Applied apply(const Prepared& p) {
    return office.store
        ->write_now<Applied>([&](Database& db) -> Result<Applied> { return applier.apply(db, p); })
        .value();
  }

  Office office;
  CountingReceipts receipts;
  Applier applier{office.vault, office.clock, TimeZone::load("Asia/Shanghai").value(),
                  ApplyTakers{.receipts = &receipts}};
  test::ScriptReader reader;
};

// Two desks on one ledger, or a repeat after an answer that was lost on the way back.
TEST_F(ApplyTest, APayloadAppliedTwiceCountsOnce) {
  office.keep(R"({"dlr":["a"],"mo":[)" + mo("+8613800000001", "好") + "]}");
  const Prepared p = prepare(find_raw(*office.db, 1).value(), {"main", &office.carrier}, {"CN", Millis(1)},
                             reader, *office.vault);
  EXPECT_EQ(apply(p).records, 1);
  EXPECT_EQ(apply(p).records, 0);
  EXPECT_EQ(receipts.calls, 1);
  EXPECT_EQ(office.count("SELECT times FROM inbound_key"), 1);
}

TEST_F(ApplyTest, JoinedPartsAppliedTwiceCountOnce) {
  const PartGroup group{office.carrier_id, 1, 9, 2};
  const InboundPart part{
      group, 1, "", office.clock.now(), office.clock.now(), 7, office.vault->seal("好", "part")};
  ASSERT_TRUE(
      *office.store->write_now<bool>([&](Database& db) -> Result<bool> { return add_part(db, part); }));
  const Prepared p = prepare_group({part}, "main", "+8613800000001", reader, *office.vault);
  EXPECT_EQ(apply(p).records, 1);
  EXPECT_EQ(apply(p).records, 0);
  EXPECT_EQ(office.count("SELECT count(*) FROM intake"), 1);
}

}  // namespace
}  // namespace huiyin
