#include "daemon/followup/texts.h"

#include <gtest/gtest.h>

#include "daemon/base/embedded.h"
#include "daemon/model/segments.h"

namespace huiyin {
namespace {

TEST(FollowupTexts, ShippedOnesFitOnePart) {
  const auto texts =
      FollowupTexts::load(rule_file("", "followup_texts.toml"), "followup_texts.toml", "云溪区群众工作局");
  ASSERT_TRUE(texts) << texts.error().text();
  for (const Wording& w : {texts->survey, texts->reminder, texts->clarify})
    EXPECT_EQ(count_segments_ucs2(fill_wording(w, "0031", "云溪区群众工作局").text).parts, 1) << w.text;
}

TEST(FollowupTexts, OnlyTheTailIsReplaced) {
  const Content c = fill_wording({"事项{tail}，{tail} {other} %s", "7"}, "00{tail}", "甲");
  EXPECT_EQ(c.text, "【甲】事项00{tail}，00{tail} {other} %s");
  EXPECT_EQ(c.template_params, std::vector<std::string>{"00{tail}"});
  EXPECT_TRUE(fill_wording({"无尾号", ""}, "0031", "").template_params.empty());
}

TEST(FollowupTexts, FaultsNameTheirPlace) {
  const auto missing = FollowupTexts::load("version = \"1\"\n[survey]\ntext = \"a\"\n", "texts.toml", "");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().text().find("texts.toml"), std::string::npos) << missing.error().text();
  std::string longer;
  for (int i = 0; i < 71; ++i) longer += "长";
  const auto too_long =
      FollowupTexts::load("version = \"1\"\n[survey]\ntext = \"" + longer + "\"\n", "texts.toml", "");
  ASSERT_FALSE(too_long);
  EXPECT_NE(too_long.error().text().find("texts.toml:3"), std::string::npos) << too_long.error().text();
}

}  // namespace
}  // namespace huiyin
