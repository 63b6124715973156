#include "adapters/cmpp/reader.h"

#include <gtest/gtest.h>

#include "adapters/line/cn_text.h"
#include "adapters/line/udh.h"
#include "daemon/base/bad_input.h"

namespace huiyin::cmpp {
namespace {

ReadRules rules() {
  return {"106900001234", "86", {}};
}

Deliver deliver() {
  Deliver d;
  d.msg_id = 0x50a4014134fd002bULL;
  d.dest_id = "10690000123407";
  d.source = "8613800138000";
  return d;
}

Inbox read(const Deliver& d, Version version = Version::v30, const ReadRules& r = rules()) {
  return read_deliver(kind_of(version), encode({command::kDeliver, 0, d}, version), r);
}

TEST(CmppReader, MessagesInEveryFormatAndFormOfNumber) {
  for (const char* number : {"8613800138000", "+8613800138000", "13800138000"})
    for (const Version version : {Version::v20, Version::v30}) {
      Deliver d = deliver();
      d.source = number;
      d.msg_fmt = 8;
      d.content = line::to_ucs2("我要反映问题😀");
      const Inbox inbox = read(d, version);
      ASSERT_EQ(inbox.messages.size(), 1u);
      EXPECT_EQ(inbox.messages[0].from, "+8613800138000");
      EXPECT_EQ(inbox.messages[0].extension, "07");
      EXPECT_EQ(inbox.messages[0].text, "我要反映问题😀");
      EXPECT_EQ(inbox.messages[0].carrier_id, "50a4014134fd002b");
    }
  Deliver d = deliver();
  d.msg_fmt = 15;
  d.content = "\xc4\xfa\xba\xc3";
  EXPECT_EQ(read(d).messages[0].text, "您好");
  d.msg_fmt = 0;
  EXPECT_EQ(read(d).messages[0].text, "您好") << "GBK that a gateway calls ASCII";
  d.msg_fmt = 4;
  EXPECT_THROW(read(d), BadInput);
}

TEST(CmppReader, PartsOfALongMessageByEitherIndicator) {
  for (const std::uint8_t udhi : {1, 0x40}) {
    Deliver d = deliver();
    d.msg_fmt = 8;
    d.tp_udhi = udhi;
    d.content = line::concat_header(ConcatHeader::reference8, 0xA7, 3, 2) + line::to_ucs2("二");
    const MobileOriginated mo = read(d).messages.at(0);
    EXPECT_EQ(mo.text, "二");
    ASSERT_TRUE(mo.part);
    EXPECT_EQ(mo.part->number, 2);
    EXPECT_EQ(mo.part->total, 3);
  }
}

TEST(CmppReader, ReportsOfBothSizesInBothVersions) {
  for (const Version version : {Version::v20, Version::v30})
    for (const bool wide : {false, true}) {
      Deliver d = deliver();
      d.registered_delivery = 1;
      d.content = encode_report(
          {0x50a4014134fd002aULL, "MK:0012", "2405010901", "2405010902", "8613800138000", 77}, wide);
      const Inbox inbox = read(d, version);
      ASSERT_EQ(inbox.receipts.size(), 1u);
      const Receipt& r = inbox.receipts[0];
      EXPECT_EQ(r.carrier_id, "50a4014134fd002a");
      EXPECT_EQ(r.e164, "+8613800138000");
      EXPECT_EQ(r.state, ReceiptState::undelivered);
      EXPECT_EQ(r.code, "MK:0012");
      EXPECT_EQ(to_rfc3339(r.at), "2024-05-01T01:02:00Z");
    }
  Deliver d = deliver();
  d.registered_delivery = 1;
  d.content = std::string(65, 'x');
  EXPECT_THROW(read(d), BadInput);
}

TEST(CmppReader, EveryStat) {
  const auto state = [](const std::string& stat, const ReadRules& r) {
    Deliver d = deliver();
    d.registered_delivery = 1;
    d.content = encode_report({1, stat, "2405010901", "2405010902", "8613800138000", 77}, true);
    return read(d, Version::v30, r).receipts.at(0).state;
  };
  ReadRules r = rules();
  EXPECT_EQ(state("DELIVRD", r), ReceiptState::delivered);
  EXPECT_EQ(state("ACCEPTD", r), ReceiptState::enroute);
  EXPECT_EQ(state("EXPIRED", r), ReceiptState::expired);
  EXPECT_EQ(state("MI:0024", r), ReceiptState::expired);
  EXPECT_EQ(state("REJECTD", r), ReceiptState::rejected);
  EXPECT_EQ(state("MN:0017", r), ReceiptState::rejected);
  EXPECT_EQ(state("MK00001", r), ReceiptState::undelivered);
  EXPECT_EQ(state("UNKNOWN", r), ReceiptState::undelivered);
  r.stats = line::read_stat_table("MK:0015=expired, XA:*=rejected", "stat_states");
  EXPECT_EQ(state("MK:0015", r), ReceiptState::expired);
  EXPECT_EQ(state("XA:0001", r), ReceiptState::rejected);
  EXPECT_THROW(line::read_stat_table("MK:0015", "stat_states"), BadInput);
}

TEST(CmppReader, WhatIsNotItsOwnIsRefused) {
  EXPECT_THROW(read_deliver("smpp", "", rules()), BadInput);
  EXPECT_THROW(read_deliver("cmpp30", encode({command::kActiveTest, 1, {}}, Version::v30), rules()),
               BadInput);
}

}  // namespace
}  // namespace huiyin::cmpp
