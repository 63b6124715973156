#include "daemon/api/open311_form.h"

#include <gtest/gtest.h>

namespace huiyin {
namespace {

const std::vector<Open311Row> kRows = {
    {{"code", "A<b>&\"\x01"}, {"metadata", "false", true}, {"address", std::nullopt}}};

TEST(Open311Form, ANameSaysItsForm) {
  EXPECT_EQ(open311_name("requests.json"), std::pair(std::string("requests"), Open311Form::json));
  EXPECT_EQ(open311_name("IN-20260105-000031.xml"),
            std::pair(std::string("IN-20260105-000031"), Open311Form::xml));
  for (const char* bad : {"", "requests", ".json", "requests.html", "requests.JSON"})
    EXPECT_FALSE(open311_name(bad)) << bad;
}

TEST(Open311Form, Json) {
  const HttpResponse r = open311_list(Open311Form::json, "services", "service", kRows);
  EXPECT_EQ(r.body, "[{\"code\":\"A<b>&\\\"\\u0001\",\"metadata\":false,\"address\":null}]");
  EXPECT_EQ(open311_list(Open311Form::json, "services", "service", {}).body, "[]");
}

TEST(Open311Form, XmlHoldsNothingThatCouldEndAnElement) {
  const HttpResponse r = open311_list(Open311Form::xml, "services", "service", kRows);
  EXPECT_EQ(
      r.body,
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<services><service><code>A&lt;b&gt;&amp;&quot; </code>"
      "<metadata>false</metadata><address></address></service></services>\n");
  EXPECT_EQ(r.content_type, "text/xml; charset=utf-8");
}

TEST(Open311Form, ErrorsAreInTheFormAskedFor) {
  const HttpResponse r = open311_error(Open311Form::xml, 404, "there is no such service request");
  EXPECT_EQ(r.status, 404);
  EXPECT_NE(r.body.find("<errors><error><code>404</code>"), std::string::npos);
  EXPECT_EQ(open311_error(Open311Form::json, 400, "x").body, "[{\"code\":\"400\",\"description\":\"x\"}]");
}

}  // namespace
}  // namespace huiyin
