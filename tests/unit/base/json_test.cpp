#include "daemon/base/json.h"

#include <gtest/gtest.h>

#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

template <typename F>
std::string error_of(F f) {
  try {
    f();
  } catch (const BadInput& e) {
    return e.what();
  }
  return "no error";
}

std::string nested(std::size_t levels) {
  return std::string(levels, '[') + std::string(levels, ']');
}

struct Hostile {
  const char* name;
  std::string text;
  const char* error;
};

TEST(JsonParse, RefusesHostileTexts) {
  const Hostile cases[] = {
      {"nothing", "", "is not JSON: it is empty"},
      {"blanks only", "  \n ", "is not JSON: it is empty"},
      {"65 levels", nested(65), "is not JSON: it nests deeper than 64 levels"},
      {"two million levels", nested(2'000'000), "is not JSON: it nests deeper than 64 levels"},
      {"two million levels, not closed", std::string(2'000'000, '['), "is not JSON: its structure is broken"},
      {"invalid UTF-8", "{\"a\":\"\xC3\x28\"}", "is not JSON: its text is not valid UTF-8"},
      {"GBK bytes", "{\"a\":\"\xC4\xE3\xBA\xC3\"}", "is not JSON: its text is not valid UTF-8"},
      {"UTF-8 of a surrogate", "\"\xED\xA0\x80\"", "is not JSON: its text is not valid UTF-8"},
      {"lone escaped surrogate", R"({"a":"\ud800"})", "is not JSON: it has a malformed string"},
      {"30 digits", R"({"a":123456789012345678901234567890})",
       "is not JSON: it has a number that is malformed or has more than 64 bits"},
      {"infinite", R"({"a":1e999})",
       "is not JSON: it has a number that is malformed or has more than 64 bits"},
      {"leading zero", R"({"a":012})",
       "is not JSON: it has a number that is malformed or has more than 64 bits"},
      {"not closed", R"({"a":)", "is not JSON: "},
      {"open string", R"({"a":"b)", "is not JSON: a string is not closed"},
      {"raw line end", "{\"a\":\"b\nc\"}", "is not JSON: a string has a control character"},
      {"two values", "{} {}", "is not JSON: its structure is broken"},
      {"trailing comma", "[1,]", "is not JSON: its structure is broken"},
      {"comment", "[1 /* */]", "is not JSON: its structure is broken"},
      {"HTML", "<html><body>502 Bad Gateway</body></html>", "is not JSON: its structure is broken"},
      {"NUL", std::string("[1]\0", 4), "is not JSON: its structure is broken"},
  };
  for (const Hostile& c : cases) {
    const auto result = Json::try_parse(c.text);
    ASSERT_FALSE(result) << c.name;
    EXPECT_EQ(result.error().code, Errc::bad_input) << c.name;
    EXPECT_TRUE(result.error().what.starts_with(c.error)) << c.name << ": " << result.error().what;
  }
}

TEST(JsonParse, Takes64LevelsAndDumpsThem) {
  const std::string deep = nested(63);
  EXPECT_EQ(Json::parse(deep).dump(), deep);
}

TEST(JsonParse, RecoversAfterErrorsAndGiants) {
  EXPECT_FALSE(Json::try_parse("[1,"));
  const std::string giant = '"' + std::string(3 << 20, 'x') + '"';
  EXPECT_EQ(Json::parse(giant).text().size(), giant.size() - 2);
  EXPECT_FALSE(Json::try_parse(std::string((64 << 20) + 1, ' ')));
  EXPECT_FALSE(Json::try_parse(nested(100)));  // the depth bound survives a larger parser
  EXPECT_EQ(Json::parse("7").integer(), 7);
}

TEST(JsonView, ErrorsNameThePlaceAndNeverTheValue) {
  const Json j =
      Json::parse(R"({"a":[1,{"b":"13800000001"}],"c":null,"x/y~z":1.5,"big":18446744073709551615})");
  const std::pair<std::string, std::string> cases[] = {
      {error_of([&] { j.items("a").at(1).integer("b"); }), "/a/1/b is not an integer"},
      {error_of([&] { j.items("a").at(1).boolean("b"); }), "/a/1/b is not true or false"},
      {error_of([&] { j.at("a").text("b"); }), "/a is not an object"},
      {error_of([&] { j.text("a"); }), "/a is not a text"},
      {error_of([&] { j.at("missing"); }), "/missing is missing"},
      {error_of([&] { j.at("c").at("d"); }), "/c is not an object"},
      {error_of([&] { j.integer("x/y~z"); }), "/x~1y~0z is not an integer"},
      {error_of([&] { j.integer("big"); }), "/big is too large an integer"},
      {error_of([&] { j.items(); }), "/ is not a list"},
      {error_of([&] { j.text("c"); }), "/c is not a text"},
      {error_of([&] { j.items("a").at(0).members(); }), "/a/0 is not an object"},
      {error_of([&] { j.text_or("a", ""); }), "/a is not a text"},
      {error_of([&] { j.text_or_number("a", ""); }), "/a is neither a text nor a number"},
      {error_of([&] { j.at("a\nb"); }), "/a?b is missing"},
      {error_of([&] { j.at(std::string(1000, 'k')); }), "/" + std::string(48, 'k') + "... is missing"},
  };
  for (const auto& [got, expected] : cases) EXPECT_EQ(got, expected);
}

TEST(JsonView, ReadsValues) {
  const Json j =
      Json::parse(R"({"t":"满意","i":-3,"f":2.0,"d":2.5,"y":true,"n":null,"l":["a","b"],"s":"1"})");
  EXPECT_EQ(j.text("t"), "满意");
  EXPECT_EQ(j.integer("i"), -3);
  EXPECT_EQ(j.integer("f"), 2) << "a float without fraction is an integer";
  EXPECT_DOUBLE_EQ(j.number("i"), -3.0);
  EXPECT_DOUBLE_EQ(j.number("d"), 2.5);
  EXPECT_TRUE(j.boolean("y"));
  EXPECT_TRUE(j.has("n"));
  EXPECT_FALSE(j.has("m"));
  EXPECT_FALSE(j.at("l").has("m"));
  EXPECT_FALSE(j.find("n"));
  EXPECT_EQ(j.text_or("n", "-"), "-");
  EXPECT_EQ(j.integer_or("m", 9), 9);
  EXPECT_EQ(j.boolean_or("y", false), true);
  EXPECT_DOUBLE_EQ(j.number_or("m", 0.5), 0.5);
  EXPECT_EQ(j.items("l").at(1).text(), "b");
  EXPECT_EQ(j.items("l").at(1).path(), "/l/1");
  EXPECT_EQ(j.text_or_number("s", ""), "1");
  EXPECT_EQ(j.text_or_number("i", ""), "-3");
  EXPECT_EQ(j.text_or_number("f", ""), "2");
  EXPECT_EQ(j.text_or_number("d", ""), "2.5");
  EXPECT_EQ(j.text_or_number("n", "none"), "none");
  EXPECT_EQ(j.at("l").dump(), R"(["a","b"])");
}

TEST(JsonView, IntegersBeyondWhatFloatsTellApartAreRefused) {
  EXPECT_EQ(Json::parse("9223372036854775807").integer(), INT64_MAX);
  EXPECT_EQ(Json::parse("-9223372036854775808").integer(), INT64_MIN);
  EXPECT_EQ(error_of([] { Json::parse("1e300").integer(); }), "/ is not an integer");
  EXPECT_EQ(error_of([] { Json::parse("9007199254740994.0").integer(); }), "/ is not an integer");
  EXPECT_EQ(Json::parse("18446744073709551615").is_number(), true);
}

TEST(JsonView, FirstOfDuplicateKeysCounts) {
  const Json j = Json::parse(R"({"to":"a","to":"b"})");
  EXPECT_EQ(j.text("to"), "a");
  EXPECT_EQ(j.members().size(), 2u);
}

TEST(JsonView, OutlivesTheDocumentItCameFrom) {
  const Json inner = Json::parse(R"({"a":{"b":"c"}})").at("a");
  EXPECT_EQ(inner.text("b"), "c");
}

TEST(JsonView, KeepsEscapesAndNulInside) {
  EXPECT_EQ(Json::parse(R"("a\u0000b\n\ud83d\ude00")").text(), std::string("a\0b\n😀", 8));
}

TEST(JsonWriter, WritesNestedValues) {
  JsonWriter w;
  w.object().field("id", "IN-1").field("n", std::int64_t{-5}).field("u", UINT64_MAX).field("ok", true);
  w.field("x", 0.5).key("list").array().value(1).value("二").null().end();
  w.key("raw").raw(R"({"a":1})").key("empty").object().end().end();
  EXPECT_EQ(w.take(), R"({"id":"IN-1","n":-5,"u":18446744073709551615,"ok":true,"x":0.5,)"
                      R"("list":[1,"二",null],"raw":{"a":1},"empty":{}})");
  EXPECT_EQ(w.array().value("anew").end().take(), R"(["anew"])");
}

TEST(JsonWriter, AlwaysWritesValidJson) {
  const std::string hostile[] = {
      std::string("\0\x01\x1f\"\\/", 6), "\xC3\x28", "\xED\xA0\x80", "\xFF\xFE", "", "</script>"};
  for (const std::string& text : hostile) {
    JsonWriter w;
    const std::string out = w.object().field(text, text).end().take();
    const auto back = Json::try_parse(out);
    ASSERT_TRUE(back) << out << back.error().text();
    EXPECT_EQ(back->members().size(), 1u);
  }
  JsonWriter w;
  EXPECT_EQ(w.array().value("\xC3(").value(0.0 / 0.0).value(1.0 / 0.0).end().take(),
            "[\"\uFFFD(\",null,null]");
}

}  // namespace
}  // namespace huiyin
