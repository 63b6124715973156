#include "daemon/base/toml.h"

#include <gtest/gtest.h>

#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

constexpr std::string_view kFile = R"(# a comment
name = "云溪区"
port = 8080
ratio = 0.5
on = true
hosts = ["a", "b"]

[zeta]
late = 1
early = 2

[[carrier]]
url = "https://one"
[[carrier]]
url = 7
)";

Toml file() {
  return Toml::parse(kFile, "huiyin.toml").value();
}

template <typename F>
std::string error_of(F f) {
  try {
    f();
  } catch (const BadInput& e) {
    return e.what();
  }
  return "no error";
}

TEST(Toml, ReadsValues) {
  const Toml t = file();
  EXPECT_EQ(t.text("name"), "云溪区");
  EXPECT_EQ(t.at("port").integer(), 8080);
  EXPECT_DOUBLE_EQ(t.at("port").number(), 8080.0);
  EXPECT_DOUBLE_EQ(t.number_or("ratio", 0), 0.5);
  EXPECT_TRUE(t.boolean_or("on", false));
  EXPECT_EQ(t.texts_or_empty("hosts"), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(t.texts_or_empty("none").empty());
  EXPECT_EQ(t.text_or("none", "x"), "x");
  EXPECT_EQ(t.integer_or("none", 3), 3);
  EXPECT_FALSE(t.find("none"));
  EXPECT_EQ(t.at("carrier").items().size(), 2u);
  EXPECT_EQ(t.at("port").type_name(), "integer");
}

TEST(Toml, EveryValueKnowsItsPlaceAndKey) {
  const Toml t = file();
  EXPECT_EQ(t.at("port").where(), "huiyin.toml:3:8");
  EXPECT_EQ(t.at("hosts").items().at(1).where(), "huiyin.toml:6:15");
  const Toml url = t.at("carrier").items().at(1).at("url");
  EXPECT_EQ(url.where(), "huiyin.toml:15:7");
  EXPECT_EQ(url.key(), "carrier[1].url");
}

TEST(Toml, MembersComeInTheOrderOfLines) {
  std::string order;
  for (const auto& [key, value] : file().members()) order += key + ' ';
  EXPECT_EQ(order, "name port ratio on hosts zeta carrier ");
  order.clear();
  for (const auto& [key, value] : file().at("zeta").members()) order += key + ' ';
  EXPECT_EQ(order, "late early ");
}

TEST(Toml, ErrorsNameFileLineColumnKeyAndType) {
  const Toml t = file();
  const std::pair<std::string, std::string> cases[] = {
      {error_of([&] { t.text("port"); }), "huiyin.toml:3:8 port is not a string, it is of type integer"},
      {error_of([&] { t.at("name").integer(); }),
       "huiyin.toml:2:8 name is not an integer, it is of type string"},
      {error_of([&] { t.at("ratio").integer(); }),
       "huiyin.toml:4:9 ratio is not an integer, it is of type floating-point"},
      {error_of([&] { t.at("on").number(); }), "huiyin.toml:5:6 on is not a number, it is of type boolean"},
      {error_of([&] { t.at("port").at("x"); }), "huiyin.toml:3:8 port is not a table, it is of type integer"},
      {error_of([&] { t.at("zeta").at("x"); }), "huiyin.toml:8:1 zeta.x is missing"},
      {error_of([&] { t.at("carrier").items().at(1).text("url"); }),
       "huiyin.toml:15:7 carrier[1].url is not a string, it is of type integer"},
      {error_of([&] { t.text_or("port", ""); }),
       "huiyin.toml:3:8 port is not a string, it is of type integer"},
      {error_of([&] { t.at("port").items(); }),
       "huiyin.toml:3:8 port is not an array, it is of type integer"},
      {error_of([&] { t.at("zeta").boolean(); }),
       "huiyin.toml:8:1 zeta is not true or false, it is of type table"},
  };
  for (const auto& [got, expected] : cases) EXPECT_EQ(got, expected);
}

TEST(Toml, RefusesBrokenFilesWithTheirPlace) {
  const std::pair<const char*, const char*> cases[] = {
      {"a = 1\na = 2\n", "f.toml:2:"},            // duplicate key
      {"a = 1\n[b\n", "f.toml:2:"},               // open table header
      {"a = \"\xC3(\"\n", "f.toml:1:"},           // not UTF-8
      {"x = 1\ny = \"\\ud800\"\n", "f.toml:2:"},  // surrogate
      {"a = 99999999999999999999\n", "f.toml:1:"},
      {"a = \n", "f.toml:1:"},
  };
  for (const auto& [text, place] : cases) {
    const auto t = Toml::parse(text, "f.toml");
    ASSERT_FALSE(t) << text;
    EXPECT_EQ(t.error().code, Errc::bad_input);
    EXPECT_TRUE(t.error().where.starts_with(place)) << t.error().text();
    EXPECT_FALSE(t.error().what.empty());
  }
  std::string deep = "a = ";
  deep.append(100000, '[');
  EXPECT_FALSE(Toml::parse(deep, "f.toml"));
}

TEST(Toml, MissingFileIsNotFound) {
  const auto t = Toml::load("/nonexistent/huiyin.toml");
  ASSERT_FALSE(t);
  EXPECT_EQ(t.error().code, Errc::not_found);
  EXPECT_EQ(t.error().text(), "/nonexistent/huiyin.toml: can't be opened: No such file or directory");
}

TEST(Toml, ADirectoryIsAnErrorToo) {
  EXPECT_FALSE(Toml::load("/tmp"));
}

TEST(Toml, ValuesOutliveTheRoot) {
  const Toml t = Toml::parse("a = {b = 'c'}", "f").value().at("a").at("b");
  EXPECT_EQ(t.text(), "c");
}

}  // namespace
}  // namespace huiyin
