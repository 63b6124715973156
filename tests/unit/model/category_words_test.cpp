#include "daemon/model/category_words.h"

#include <fstream>

#include <gtest/gtest.h>

#include "tests/unit/io/temporary_folder.h"

namespace huiyin {
namespace {

CategoryWords words_of(const std::string& tsv) {
  const test::TemporaryFolder dir;
  std::ofstream(dir.path() + "/category_words.tsv") << (tsv);
  auto loaded = CategoryWords::load(dir.path(), Categories::load().value());
  if (!loaded) throw std::runtime_error(loaded.error().text());
  return std::move(*loaded);
}

std::string error_of(const std::string& tsv) {
  const test::TemporaryFolder dir;
  std::ofstream(dir.path() + "/category_words.tsv") << (tsv);
  const auto loaded = CategoryWords::load(dir.path(), Categories::load().value());
  return loaded ? "" : loaded.error().text();
}

TEST(CategoryWords, SumsOnceAndOnlyForWhoIsAsked) {
  const CategoryWords w =
      words_of("# a comment\n路灯\tURB\t1.5\n路灯\tTRA\t0.5\n不亮\tURB\t1.0\nlamp\tURB\t2.0\n");
  const auto sums = w.points("路灯不亮,路灯不亮", {"TRA", "URB"});
  ASSERT_EQ(sums.size(), 2u);
  EXPECT_EQ(sums[0].category, "TRA");
  EXPECT_DOUBLE_EQ(sums[0].points, 0.5);
  EXPECT_DOUBLE_EQ(sums[1].points, 2.5);
  EXPECT_EQ(sums[1].words, (std::vector<std::string>{"路灯", "不亮"}));
  EXPECT_TRUE(w.points("路灯", {"ENV"}).empty());
  EXPECT_EQ(w.points("a lamp", {"URB"}).size(), 1u);
  EXPECT_TRUE(w.points("lamps", {"URB"}).empty());
}

TEST(CategoryWords, ATermIsNotFoundOverAMark) {
  const CategoryWords w = words_of("路灯\tURB\t1.5\n");
  EXPECT_TRUE(w.points("路,灯", {"URB"}).empty());
  EXPECT_TRUE(w.points("", {"URB"}).empty());
  EXPECT_TRUE(w.points("\xE8\xB7", {"URB"}).empty());  // cut short
}

TEST(CategoryWords, FaultsNameTheLine) {
  EXPECT_NE(error_of("路灯\tURB\n").find("category_words.tsv:1"), std::string::npos);
  EXPECT_NE(error_of("\n路灯\tXXX\t1\n").find("category_words.tsv:2"), std::string::npos);
  EXPECT_NE(error_of("路灯\tURB\tmuch\n").find("category_words.tsv:1"), std::string::npos);
  EXPECT_NE(error_of("路灯\tURB\t99\n").find("category_words.tsv:1"), std::string::npos);
}

}  // namespace
}  // namespace huiyin
