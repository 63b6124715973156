// The rules on labelled messages: the shared corpus where it is present, and our own cases always.
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include <gtest/gtest.h>

#include "daemon/base/file.h"
#include "daemon/model/intake_score.h"

namespace huiyin {
namespace {

const IntakeRules& rules() {
  static const IntakeRules shipped = [] {
    auto loaded = IntakeRules::load();
    if (!loaded) throw std::runtime_error(loaded.error().text());
    return std::move(*loaded);
  }();
  return shipped;
}

// With the environment variable HUIYIN_SHOW_MISSES set, every miss is printed too.
IntakeScores score_of(const std::string& path) {
  const auto bytes = read_file(path);
  if (!bytes) throw std::runtime_error(bytes.error().text());
  const auto messages = parse_labelled(*bytes, path);
  if (!messages) throw std::runtime_error(messages.error().text());
  IntakeScores s = score(rules(), *messages);
  std::cout << path << ":\n" << s.text() << '\n';
  if (std::getenv("HUIYIN_SHOW_MISSES") != nullptr)
    for (const std::string& miss : s.misses) std::cout << miss << '\n';
  return s;
}

void expect_targets(const IntakeScores& s) {
  EXPECT_GE(s.category.value(), 0.88);
  EXPECT_GE(s.danger_recall.value(), 0.95);
  EXPECT_GE(s.danger_precision.value(), 0.75);
  EXPECT_GE(s.confidential.value(), 0.92);
  EXPECT_GE(s.purpose.value(), 0.68);
  EXPECT_GE(s.recall_of({"ID_CN", "MOBILE", "BANK_CARD", "EMAIL"}).value(), 0.98);
  EXPECT_GE(s.recall_of({"NAME", "ADDRESS"}).value(), 0.88);
  EXPECT_GE(s.pii_precision.value(), 0.90);
}

TEST(IntakeCorpus, SharedDevelopmentHalf) {
  const std::string path = HUIYIN_SOURCE_DIR "/../shared/corpora/intake_messages.tsv";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "the shared corpus is not here: " << path;
  expect_targets(score_of(path));
}

// Invented in lots, each scored once before the rules saw it. First sight of C: category 0.52, 0.62, 0.77,
// 0.54 (the last nearly all danger told without the word); danger recall 0.42, 0.67, 0.70, 0.68. D (192):
// category 0.89, or offered 0.94, danger recall 15/18 at precision 15/24, purpose 0.58. E (232): 0.83, 0.91,
// 14/21 at 14/24, 0.55. F (116): 0.81, 0.89, 10/14 at 10/12, 0.65. G (90, plainly told): 0.92,
// 0.98, 11/11 at 11/13, 0.76. The rules have learned from them since, so these thresholds only guard against
// decay.
TEST(IntakeCorpus, OwnCases) {
  expect_targets(score_of(HUIYIN_SOURCE_DIR "/tests/unit/model/intake_cases.tsv"));
}

// Four lots of 80 in all registers, few dangers among much that only sounds like it. First sight: H category
// 0.85 (or offered 0.96), danger recall 6/8 at precision 6/12; I 0.78 (0.91), 4/5 at 4/13; J 0.78 (0.89), 5/5
// at 5/12, with category_words.tsv 0.81; K, written after the mending: 0.84 (0.90), 4/6 at 4/4.
TEST(IntakeCorpus, LotsInAllRegisters) {
  const IntakeScores s = score_of(HUIYIN_SOURCE_DIR "/tests/unit/model/intake_lots.tsv");
  EXPECT_GE(s.category.value(), 0.88);
  EXPECT_GE(s.danger_recall.value(), 0.95);
  EXPECT_GE(s.danger_precision.value(), 0.75);
  EXPECT_GE(s.confidential.value(), 0.92);
}

}  // namespace
}  // namespace huiyin
