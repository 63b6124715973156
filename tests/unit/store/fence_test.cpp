#include "daemon/store/fence.h"

#include <gtest/gtest.h>

namespace huiyin {
namespace {

const Fingerprint kLedger{"abc123", 7, 500, "host-a", 42};
const Fingerprint kSide{"abc123", 7, 480, "host-a", 42};
const Fingerprint kHere{"", 0, 0, "host-a", 42};

TEST(Fence, AnOrdinaryStartIsNotFrozen) {
  EXPECT_EQ(broken_fence(kLedger, kSide, kHere), "");
  EXPECT_EQ(broken_fence({}, std::nullopt, kHere), "") << "the very first start";
  Fingerprint newer = kLedger;
  newer.epoch = 8;  // the process died before it wrote its side file
  EXPECT_EQ(broken_fence(newer, kSide, kHere), "");
  Fingerprint before_fences = kLedger;
  before_fences.host.clear();
  before_fences.inode = 0;
  EXPECT_EQ(broken_fence(before_fences, std::nullopt, kHere), "");
}

TEST(Fence, EveryDisagreementIsNamed) {
  const auto with = [](Fingerprint f, auto change) {
    change(f);
    return f;
  };
  const auto frozen = [](const Fingerprint& ledger, const std::optional<Fingerprint>& side,
                         const Fingerprint& here, const char* word) {
    const std::string why = broken_fence(ledger, side, here);
    EXPECT_NE(why.find(word), std::string::npos) << word << ": " << why;
  };
  frozen(kLedger, std::nullopt, kHere, "without its side file");
  frozen(with(kLedger, [](auto& f) { f.instance = "zzz999"; }), kSide, kHere, "another installation");
  frozen(with(kLedger, [](auto& f) { f.epoch = 6; }), kSide, kHere, "restored");
  frozen(with(kLedger, [](auto& f) { f.seq = 479; }), kSide, kHere, "forgotten events");
  frozen(kLedger, kSide, with(kHere, [](auto& f) { f.host = "host-b"; }), "another machine");
  frozen(kLedger, kSide, with(kHere, [](auto& f) { f.inode = 43; }), "replaced");
  frozen({}, kSide, kHere, "another installation");
}

TEST(Fence, AMachineWithoutAnIdIsNoReason) {
  Fingerprint here = kHere, ledger = kLedger;
  here.host.clear();
  EXPECT_EQ(broken_fence(kLedger, kSide, here), "");
  ledger.host.clear();
  EXPECT_EQ(broken_fence(ledger, kSide, kHere), "");
}

TEST(Fence, TheSideFileIsReadBackOrRefused) {
  const Fingerprint read = Fingerprint::from_json(kLedger.json()).value();
  EXPECT_EQ(read.json(), kLedger.json());
  for (const char* bad : {"", "{}", "null", R"({"instance":"a","epoch":"7","seq":1,"host":"","inode":1})"})
    EXPECT_FALSE(Fingerprint::from_json(bad)) << bad;
}

}  // namespace
}  // namespace huiyin
