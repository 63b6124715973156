#include "adapters/web.h"

#include <gtest/gtest.h>

namespace huiyin {
namespace {

TEST(Web, ThreeWaysToEncode) {
  EXPECT_EQ(encode_component("a b*~'()!/张"), "a%20b*~'()!%2F%E5%BC%A0");
  EXPECT_EQ(encode_form_value("a b*~'()!/"), "a+b*%7E%27%28%29%21%2F");
  EXPECT_EQ(canonical_query({{"b", "1"}, {"a*", "x y"}, {"a", "2"}}), "a=2&a%2A=x%20y&b=1");
}

TEST(Web, FormsAreReadBackAndBrokenOnesNamed) {
  const Parameters form = read_form("a=1+2&b=%E5%BC%A0&c&=d&&a=3");
  EXPECT_EQ(value_of(form, "a"), "1 2");
  EXPECT_EQ(value_of(form, "b"), "张");
  EXPECT_EQ(value_of(form, "c"), "");
  EXPECT_EQ(form.size(), 5u);
  for (const char* bad : {"a=%", "a=%4", "a=%GG", "a=%FF", "a=\xff"})
    EXPECT_THROW(read_form(bad), BadInput) << bad;
}

TEST(Web, DatesBothWays) {
  const TimePoint t = from_unix_seconds(1'772'330'584);
  EXPECT_EQ(to_http_date(t), "Sun, 01 Mar 2026 02:03:04 GMT");
  EXPECT_EQ(to_compact_utc(t + Millis(7)), "20260301T020304Z");
  EXPECT_EQ(read_rfc2822("Sun, 01 Mar 2026 02:03:04 +0000"), t);
  EXPECT_EQ(read_rfc2822("01 Mar 2026 10:03:04 +0800"), t);
  for (const char* bad :
       {"", "Sun, 01 Mar 2026 02:03:04 GMT", "Sun, 31 Feb 2026 02:03:04 +0000",
        "Sun, 01 Mai 2026 02:03:04 +0000", "Sun, 01 Mar 2026 02:03:04 +00a0", "2026-03-01T02:03:04Z"})
    EXPECT_FALSE(read_rfc2822(bad)) << bad;
}

TEST(Web, NumbersAsMainlandCarriersWriteThem) {
  EXPECT_EQ(domestic_number("+8613800000001"), "13800000001");
  EXPECT_EQ(domestic_number("+85251234567"), "85251234567");
  EXPECT_EQ(domestic_number("+861065001"), "861065001");
}

TEST(Web, ParameterNames) {
  const ParameterNames names("SMS_1 = name, no; SMS_2=case;", "param_names");
  EXPECT_EQ(names.json({"", "", "SMS_1", {"张\"三", "A-7", "x"}}),
            R"({"name":"张\"三","no":"A-7","p3":"x"})");
  EXPECT_EQ(names.json({"", "", "SMS_9", {"a"}}), R"({"p1":"a"})");
  EXPECT_EQ(names.json({"", "", "SMS_9", {}}), "{}");
  EXPECT_THROW(ParameterNames("SMS_1=a;SMS_1=b", "x"), BadInput);
}

TEST(Web, AFaultOfOneAmongManyIsSpread) {
  Outcome refused;
  refused.verdict = Verdict::refused;
  refused.opted_out = true;
  EXPECT_EQ(spread_fault(refused, 1).verdict, Verdict::refused);
  EXPECT_EQ(spread_fault(refused, 2).verdict, Verdict::not_sent);
  EXPECT_FALSE(spread_fault(refused, 2).opted_out);
}

}  // namespace
}  // namespace huiyin
