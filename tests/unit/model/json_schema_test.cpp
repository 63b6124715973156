// Bodies held against the published schemas: what is told, and that every schema of a command can be read.
#include "daemon/model/json_schema.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

constexpr const char* kSchema = R"({"$schema":"x","type":"object","required":["name"],"properties":{
"name":{"type":"string","minLength":2,"maxLength":4},"n":{"type":"integer","minimum":1,"maximum":9},
"kind":{"enum":["a","b"]},"at":{"type":["string","null"],"format":"date-time"},"day":{"type":"string","format":"date"},
"id":{"type":"string","pattern":"^IN-[0-9]{3}$"},"yes":{"const":true},
"list":{"type":"array","minItems":1,"maxItems":2,"items":{"type":"string"}},
"inner":{"type":"object","properties":{"x":{"type":"number"}},"additionalProperties":false},
"free":{"type":"object","additionalProperties":{"type":"string"}}}})";

std::string fault(const std::string& body, const char* schema = kSchema) {
  const auto s = JsonSchema::parse(schema);
  if (!s) return "no schema: " + s.error().text();
  try {
    s->check(Json::parse(body));
  } catch (const BadInput& e) {
    return e.what();
  }
  return "";
}

TEST(JsonSchema, WhatFitsPasses) {
  for (
      const char* body :
      {R"({"name":"ab"})",
       R"({"name":"四个汉字","n":9,"kind":"b","at":null,"day":"2026-02-28","id":"IN-123","yes":true})",
       R"({"name":"ab","n":1.0,"at":"2026-01-01T00:00:00Z","list":["x","y"],"inner":{"x":1.5},"free":{"any":"z"}})"})
    EXPECT_EQ(fault(body), "") << body;
}

TEST(JsonSchema, WhatDoesNotIsNamedByItsPlace) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({})", "/name is missing"},
      {R"([])", "the body must be of the type object"},
      {R"({"name":1})", "/name must be of the type string"},
      {R"({"name":"a"})", "/name must have at least 2 characters"},
      {R"({"name":"五个汉字啊"})", "/name must have at most 4 characters"},
      {R"({"name":"ab","n":0})", "/n must be at least 1"},
      {R"({"name":"ab","n":10})", "/n must be at most 9"},
      {R"({"name":"ab","n":1.5})", "/n must be of the type integer"},
      {R"({"name":"ab","kind":"c"})", "/kind must be one of: \"a\", \"b\""},
      {R"({"name":"ab","at":"soon"})", "/at must be a time of RFC 3339"},
      {R"({"name":"ab","day":"2026-02-30"})", "/day must be a day like 2026-03-01"},
      {R"({"name":"ab","id":"IN-1234"})", "/id must look like ^IN-[0-9]{3}$"},
      {R"({"name":"ab","yes":false})", "/yes must be one of: true"},
      {R"({"name":"ab","list":[]})", "/list must have at least 1 entries"},
      {R"({"name":"ab","list":["a","b","c"]})", "/list must have at most 2 entries"},
      {R"({"name":"ab","list":["a",2]})", "/list/1 must be of the type string"},
      {R"({"name":"ab","inner":{"y":1}})", "/inner/y is not known here"},
      {R"({"name":"ab","free":{"any":1}})", "/free/any must be of the type string"},
      {R"({"name":"ab","nmae":"x"})", "/nmae is not known here"},
      {R"({"name":"ab","name":"cd"})", "/name is given twice"},
  };
  for (const auto& [body, told] : cases) EXPECT_EQ(fault(body), told) << body;
}

TEST(JsonSchema, AnyOfTellsEveryReason) {
  const char* schema =
      R"({"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"anyOf":[{"required":["a"]},{"required":["b"]}]})";
  EXPECT_EQ(fault(R"({"b":"x"})", schema), "");
  EXPECT_EQ(fault("{}", schema), "the body fits none of what is allowed: /a is missing; or /b is missing");
}

TEST(JsonSchema, AKeywordThatIsNotUnderstoodIsNoSchema) {
  EXPECT_FALSE(JsonSchema::parse(R"({"type":"string","unheardOf":1})"));
  EXPECT_FALSE(JsonSchema::parse(R"({"pattern":"("})"));
  EXPECT_FALSE(JsonSchema::parse("["));
}

TEST(JsonSchema, EverySchemaOfACommandIsUnderstood) {
  int n = 0;
  for (const auto& file :
       std::filesystem::directory_iterator(std::string(HUIYIN_SOURCE_DIR) + "/docs/schemas/commands")) {
    std::ifstream in(file.path(), std::ios::binary);
    const auto made = JsonSchema::parse(std::string(std::istreambuf_iterator<char>(in), {}));
    EXPECT_TRUE(made) << file.path() << (made ? "" : made.error().text());
    ++n;
  }
  EXPECT_GT(n, 60);
}

}  // namespace
}  // namespace huiyin
