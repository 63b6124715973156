// Small readers: CSV of cases, Server-Sent Events, lengths of time, gaps in a sequence.
#include <array>

#include <gtest/gtest.h>

#include "daemon/ctl/bus_event.h"
#include "daemon/ctl/clock.h"
#include "daemon/ctl/csv_lines.h"
#include "daemon/ctl/exit.h"
#include "daemon/ctl/sse.h"

namespace huiyin {
namespace {

constexpr std::array<std::string_view, 3> kColumns = {"case_id", "phone", "unit"};

std::vector<CsvLine> csv(std::string_view bytes) {
  return read_csv(bytes, "c.csv", "case_id", kColumns, Language::english);
}

std::string csv_refusal(std::string_view bytes) {
  try {
    csv(bytes);
  } catch (const CtlError& e) {
    EXPECT_EQ(e.exit, Exit::usage);
    return e.what();
  }
  return "";
}

TEST(CtlCsv, LinesKeepTheirNumbers) {
  const auto lines = csv("\nPhone ,case_id\n\n 1 ,C-1\r\n,C-2\n2,\"C \"\"3\"\"\"");
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0].number, 4);
  EXPECT_EQ(lines[0].cells.at("phone"), "1");
  EXPECT_EQ(lines[0].cells.at("case_id"), "C-1");
  EXPECT_FALSE(lines[1].cells.contains("phone"));
  EXPECT_EQ(lines[2].number, 6);
  EXPECT_EQ(lines[2].cells.at("case_id"), "C \"3\"");
}

TEST(CtlCsv, OtherDelimitersAndEncodings) {
  EXPECT_EQ(csv("case_id;phone\nC-1;2\n")[0].cells.at("phone"), "2");
  EXPECT_EQ(csv("case_id\tphone\nC-1\t2\n")[0].cells.at("phone"), "2");
  EXPECT_EQ(csv("case_id,unit\nC-1,\xb3\xc7\xb9\xdc\xbe\xd6\n")[0].cells.at("unit"), "城管局");
}

TEST(CtlCsv, ABadLineIsToldAndTheNextIsRead) {
  const auto lines = csv("case_id,phone\n\"C-1,1\nC-2,2\nC-3\nC-4,1,2\nC\"5,1\n");
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_NE(lines[0].fault.find("quotation"), std::string::npos);
  EXPECT_EQ(lines[1].cells.at("case_id"), "C-2");
  EXPECT_EQ(lines[2].fault, "has 1 fields, the first line has 2");
  EXPECT_EQ(lines[3].fault, "has 3 fields, the first line has 2");
  EXPECT_NE(lines[4].fault.find("quotation"), std::string::npos);
}

TEST(CtlCsv, TheHeadingMustFit) {
  EXPECT_NE(csv_refusal("").find("is empty"), std::string::npos);
  EXPECT_NE(csv_refusal("\n \n").find("is empty"), std::string::npos);
  EXPECT_NE(csv_refusal("phone\n1\n").find("case_id"), std::string::npos);
  EXPECT_NE(csv_refusal("case_id,fone\n").find("unknown column \"fone\""), std::string::npos);
  EXPECT_NE(csv_refusal("case_id,CASE_ID\n").find("two columns"), std::string::npos);
  EXPECT_NE(csv_refusal("case_id\xff\xff\xff").find("c.csv"), std::string::npos);
}

TEST(CtlSse, EventsComeWholeHoweverTheyAreCut) {
  const std::string stream =
      ":\n\nid: 4\nevent: a.b\ndata: {\"x\":1}\n\ndata: one\r\ndata:two\r\n\r\nretry: 5\n\n";
  for (std::size_t size = 1; size <= stream.size(); ++size) {
    SseReader reader;
    std::vector<SseEvent> got;
    for (std::size_t at = 0; at < stream.size(); at += size)
      EXPECT_TRUE(reader.feed(stream.substr(at, size), [&](const SseEvent& e) {
        got.push_back(e);
        return true;
      }));
    ASSERT_EQ(got.size(), 2u) << size;
    EXPECT_EQ(got[0].event, "a.b");
    EXPECT_EQ(got[0].data, "{\"x\":1}");
    EXPECT_EQ(got[1].id, "4");  // stays until another comes
    EXPECT_EQ(got[1].data, "one\ntwo");
  }
}

TEST(CtlSse, StopsWhenNoMoreIsWanted) {
  SseReader reader;
  int got = 0;
  EXPECT_FALSE(reader.feed("data: 1\n\ndata: 2\n\n", [&](const SseEvent&) { return ++got < 1; }));
  EXPECT_EQ(got, 1);
}

TEST(CtlClock, Durations) {
  EXPECT_EQ(read_duration("24h"), Millis(86'400'000));
  EXPECT_EQ(read_duration("250ms"), Millis(250));
  EXPECT_EQ(read_duration("7d"), Millis(604'800'000));
  for (const char* wrong : {"", "24", "h", "-1h", "1.5h", "1h30m", " 1h", "1 h", "99999999999999d", "1w"})
    EXPECT_FALSE(read_duration(wrong)) << wrong;
}

TEST(CtlBus, GapsAreSeenOnceAndRepeatsAreNone) {
  GapWatch w;
  EXPECT_FALSE(w.saw(10));  // where we came in
  EXPECT_FALSE(w.saw(11));
  EXPECT_FALSE(w.saw(11));
  const auto gap = w.saw(14);
  ASSERT_TRUE(gap);
  EXPECT_EQ(gap->from, 12);
  EXPECT_EQ(gap->to, 13);
  EXPECT_FALSE(w.saw(12));  // told again after a restart
  EXPECT_FALSE(w.newest(14));
  const auto tail = w.newest(16);
  ASSERT_TRUE(tail);
  EXPECT_EQ(tail->from, 15);
  EXPECT_EQ(tail->to, 16);
  EXPECT_FALSE(w.saw(17));
}

TEST(CtlBus, AHeartbeatFirstTellsWhereWeCameIn) {
  GapWatch w;
  EXPECT_FALSE(w.newest(40));
  EXPECT_FALSE(w.saw(41));
  EXPECT_TRUE(w.saw(43));
}

TEST(CtlBus, TopicsAreMatchedByTheirBeginning) {
  EXPECT_TRUE(topic_wanted("intake.received", {}));
  EXPECT_TRUE(topic_wanted("intake.received", {"followup.", "intake."}));
  EXPECT_FALSE(topic_wanted("message.states", {"followup.", "intake."}));
}

}  // namespace
}  // namespace huiyin
