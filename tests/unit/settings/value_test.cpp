#include "daemon/settings/value.h"

#include <gmock/gmock.h>

namespace huiyin {
namespace {

constexpr ValueRule kDuration{ValueType::duration, 1000, 86'400'000};
constexpr ValueRule kSize{ValueType::size, 1024, 1 << 30};

Result<SettingValue> words(const ValueRule& rule, const char* text) {
  return read_value(rule, std::string(text));
}

Result<SettingValue> node(const ValueRule& rule, const std::string& toml) {
  return read_value(rule, Toml::parse("x = " + toml, "t.toml")->at("x"));
}

TEST(SettingValue, DurationsAlwaysNameTheirUnit) {
  const struct {
    const char* text;
    std::int64_t ms;  // -1: refused
  } kCases[] = {
      {"90s", 90'000},  {"90 s", 90'000}, {"2m", 120'000}, {"1h", 3'600'000}, {"1d", 86'400'000},
      {"1500ms", 1500}, {"90", -1},       {"", -1},        {"s", -1},         {"-5s", -1},
      {"1.5h", -1},     {"1h30m", -1},    {"2d", -1},      {"10ms", -1},      {"9223372036854775807d", -1}};
  for (const auto& c : kCases) {
    const auto value = words(kDuration, c.text);
    if (c.ms < 0)
      EXPECT_FALSE(value) << c.text;
    else
      EXPECT_EQ(std::get<Millis>(value.value()), Millis(c.ms)) << c.text;
  }
  EXPECT_FALSE(node(kDuration, "90")) << "a bare number has no unit";
  EXPECT_TRUE(node(kDuration, "\"90s\""));
}

TEST(SettingValue, SizesAreBytesOrBinaryUnits) {
  EXPECT_EQ(std::get<std::int64_t>(*words(kSize, "64MiB")), 64 << 20);
  EXPECT_EQ(std::get<std::int64_t>(*words(kSize, "2048")), 2048);
  EXPECT_EQ(std::get<std::int64_t>(*words(kSize, "2048B")), 2048);
  EXPECT_EQ(std::get<std::int64_t>(*node(kSize, "4096")), 4096);
  EXPECT_EQ(std::get<std::int64_t>(*node(kSize, "\"1GiB\"")), 1 << 30);
  for (const char* wrong : {"64MB", "2GiB", "1KB", "1", "x"}) EXPECT_FALSE(words(kSize, wrong)) << wrong;
}

TEST(SettingValue, TomlTypesAreNotConverted) {
  EXPECT_FALSE(node({ValueType::integer, 1, 10}, "\"5\""));
  EXPECT_FALSE(node({ValueType::integer, 1, 10}, "5.0"));
  EXPECT_TRUE(node({ValueType::integer, 1, 10}, "5"));
  EXPECT_FALSE(node({ValueType::boolean}, "1"));
  EXPECT_FALSE(node({ValueType::boolean}, "\"true\""));
  EXPECT_FALSE(node({ValueType::text}, "5"));
  EXPECT_FALSE(node({ValueType::list}, "\"a\""));
  EXPECT_FALSE(node({ValueType::list}, "[\"a\", 1]"));
}

TEST(SettingValue, EdgesOfARangeAreInside) {
  const ValueRule rule{ValueType::integer, 1, 10};
  EXPECT_TRUE(words(rule, "1"));
  EXPECT_TRUE(words(rule, "10"));
  EXPECT_FALSE(words(rule, "0"));
  EXPECT_FALSE(words(rule, "11"));
  EXPECT_EQ(words(rule, "11").error().what, "an integer from 1 to 10");
}

TEST(SettingValue, ListsFromFlagsAreCommaSeparated) {
  const ValueRule rule{ValueType::list, 0, 0, "a|b|c"};
  EXPECT_THAT(std::get<std::vector<std::string>>(*words(rule, "a, c")), testing::ElementsAre("a", "c"));
  EXPECT_EQ(words(rule, "a,d").error().what, "a list of texts out of \"a\", \"b\", \"c\"");
}

TEST(SettingValue, RefusalsNeverQuoteTheValue) {
  for (const ValueType type : {ValueType::integer, ValueType::duration, ValueType::size, ValueType::boolean,
                               ValueType::endpoint, ValueType::hours}) {
    const auto value = words({type, 1, 2}, "hunter2-secret");
    ASSERT_FALSE(value) << name_of(type);
    EXPECT_THAT(value.error().what, testing::Not(testing::HasSubstr("hunter2"))) << name_of(type);
  }
}

TEST(SettingValue, WritesWhatItReads) {
  for (const char* text : {"1500ms", "90s", "2m", "36h", "3d", "0s"}) {
    const auto value = words({ValueType::duration}, text);
    EXPECT_EQ(duration_text(std::get<Millis>(value.value())), text);
  }
  EXPECT_EQ(size_text(1 << 20), "1MiB");
  EXPECT_EQ(size_text(1000), "1000B");
  EXPECT_EQ(size_text(0), "0B");
}

TEST(SettingValue, QuotesWhateverStandsInAText) {
  const std::string hard = "a\"b\\c\nd\te\x01\x7f 您好";
  const auto back = Toml::parse("x = " + quote_toml(hard), "t.toml");
  ASSERT_TRUE(back) << back.error().text();
  EXPECT_EQ(back->text("x"), hard);
}

}  // namespace
}  // namespace huiyin
