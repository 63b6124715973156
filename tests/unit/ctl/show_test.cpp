// How things look: widths, tables, progress.
#include <gtest/gtest.h>

#include "daemon/ctl/progress.h"
#include "daemon/ctl/table.h"

namespace huiyin {
namespace {

TEST(CtlTerminal, ChineseIsTwoWideAndMarksNone) {
  EXPECT_EQ(display_width("abc"), 3);
  EXPECT_EQ(display_width("投诉a"), 5);
  EXPECT_EQ(display_width("e\u0301"), 1);
  EXPECT_EQ(display_width(""), 0);
}

TEST(CtlTerminal, ShortensByWhatIsSeen) {
  EXPECT_EQ(shorten("abcdef", 6), "abcdef");
  EXPECT_EQ(shorten("abcdef", 4), "abc…");
  EXPECT_EQ(shorten("投诉举报", 6), "投诉…");
  EXPECT_EQ(shorten("投诉举报", 1), "…");
  EXPECT_EQ(shorten("投诉举报", 0), "");
}

TEST(CtlTerminal, AStrangersTextDoesNotSteerTheTerminal) {
  EXPECT_EQ(printable("a\x1b[2J\nb\tc\x7f"), "a [2J b c ");
  EXPECT_EQ(printable("x\u202Ey\u009Bz"), "x y z");
  EXPECT_EQ(printable("\xff诉"), "\uFFFD诉");
}

TEST(CtlTerminal, NumbersAndTimes) {
  EXPECT_EQ(with_thousands(0), "0");
  EXPECT_EQ(with_thousands(999), "999");
  EXPECT_EQ(with_thousands(30000), "30,000");
  EXPECT_EQ(with_thousands(-1234567), "-1,234,567");
  EXPECT_EQ(clock_time(7), "0:07");
  EXPECT_EQ(clock_time(3723), "1:02:03");
  EXPECT_EQ(local_time("no time"), "no time");
  EXPECT_EQ(local_time("2026-03-01T00:00:00Z").size(), 19u);
}

TEST(CtlTerminal, ColoursOnlyInATerminal) {
  std::string text;
  EXPECT_EQ(Terminal(&text, false, 80).paint(Style::red, "x"), "x");
  EXPECT_EQ(Terminal(&text, true, 80).paint(Style::red, "x"), "\x1b[31mx\x1b[0m");
}

TEST(CtlTable, AlignsByWidthAndNumbersToTheRight) {
  std::string text;
  Terminal out(&text, false, 20);
  Table t({"名称", "n>", "what"});
  t.add({"a", "1,000", "first"});
  t.add({"投诉举报", "7", "a long text that a pipe gets\nwhole"});
  t.add({"missing"});
  t.print(out);
  EXPECT_EQ(text,
            "名称          n  what\n"
            "a         1,000  first\n"
            "投诉举报      7  a long text that a pipe gets whole\n"
            "missing\n");
}

TEST(CtlTable, ATerminalGetsWhatFits) {
  std::string text;
  Terminal out(&text, true, 24);
  Table t({"id", "text"});
  t.add({"IN-1", "一二三四五六七八九十一二三"});
  t.print(out);
  EXPECT_NE(text.find("IN-1  一二三四五六七八…\n"), std::string::npos) << text;
}

TEST(CtlProgress, TheLine) {
  EXPECT_EQ(progress_line({"sending", 15'900, 30'000, 2'310, "accepted 1"}, 0, Language::english),
            "sending [############------------]  53%  15,900/30,000  2,310/s  time left 0:07  accepted 1");
  EXPECT_EQ(progress_line({"", 0, 0, 0, ""}, 0, Language::english), "[------------------------]   0%  0/0");
  EXPECT_EQ(progress_line({"x", 9'999, 10'000, 0.25, ""}, 0, Language::chinese),
            "x [#######################-]  99%  9,999/10,000  0.3/s  剩余 0:04");
  EXPECT_EQ(progress_line({"x", 5, 5, 9, ""}, 0, Language::english),
            "x [########################] 100%  5/5  9.0/s");
  EXPECT_EQ(progress_line({"x", 7, 5, 0, ""}, 0, Language::english),
            "x [########################] 100%  5/5");
}

TEST(CtlProgress, NeverWiderThanTheTerminal) {
  for (int columns = 1; columns < 100; ++columns)
    EXPECT_LE(display_width(progress_line({"发送中", 12'345, 30'000, 99.5, "已受理 12,345"}, columns,
                                          Language::chinese)),
              columns);
}

TEST(CtlProgress, TheRateIsOfTheLastSeconds) {
  RateMeter m;
  EXPECT_EQ(m.per_second(), 0);
  m.add(Millis(0), 0);
  m.add(Millis(100), 50);
  EXPECT_EQ(m.per_second(), 0);  // too short to tell
  m.add(Millis(1'000), 1'000);
  EXPECT_DOUBLE_EQ(m.per_second(), 1'000);
  for (int s = 2; s <= 20; ++s) m.add(Millis(s * 1'000), 1'000);  // nothing more is done
  EXPECT_EQ(m.per_second(), 0);
  m.add(Millis(21'000), 10);  // began anew
  EXPECT_EQ(m.per_second(), 0);
}

TEST(CtlProgress, ATerminalIsDrawnAgainAPipeGetsLinesNowAndThen) {
  std::string drawn, plain;
  Terminal screen(&drawn, true, 40), pipe(&plain, false, 80);
  {
    LiveLine live(screen);
    live.show("one", Millis(0));
    live.show("two", Millis(10));
  }
  EXPECT_EQ(drawn, "\rone\x1b[K\rtwo\x1b[K\n");
  {
    LiveLine live(pipe);
    live.show("one", Millis(0));
    live.show("two", Millis(1'999));
    live.show("three", Millis(2'000));
    live.show("four", Millis(2'100));
    live.show("three", Millis(9'000));
    live.show("five", Millis(9'000));
  }
  EXPECT_EQ(plain, "three\nfive\n");
}

}  // namespace
}  // namespace huiyin
