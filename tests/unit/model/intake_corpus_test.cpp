// The rules on labelled messages: the shared corpus where it is present, and our own cases always.
#include "tests/unit/model/intake_corpus.h"

#include <ctime>
#include <filesystem>
#include <iostream>

#include <gtest/gtest.h>

namespace huiyin::testing {
namespace {

const IntakeRules& rules() {
  static const IntakeRules shipped = [] {
    auto loaded = IntakeRules::load();
    if (!loaded) throw std::runtime_error(loaded.error().text());
    return std::move(*loaded);
  }();
  return shipped;
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

TEST(IntakeCorpus, AMessageIsReadInAMillisecond) {
  const auto messages = read_messages(HUIYIN_SOURCE_DIR "/tests/unit/model/intake_cases.tsv");
  rules().read("warm");
  const std::clock_t start = std::clock();  // of the processor: a busy machine slows nothing
  for (const LabelledMessage& m : messages) rules().read(m.text);
  const double each =
      1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / static_cast<double>(messages.size());
  std::cout << each << " ms a message\n";
  EXPECT_LT(each, 20);  // this build may be unoptimised or sanitized
}

TEST(IntakeCorpus, SharedDevelopmentHalf) {
  const std::string path = HUIYIN_SOURCE_DIR "/../shared/corpora/intake_messages.tsv";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "the shared corpus is not here: " << path;
  const IntakeScores s = score(rules(), read_messages(path));
  std::cout << "shared corpus:\n" << s.text << '\n';
  expect_targets(s);
}

// Invented in lots, each scored once before the rules saw it. First sight of C: category 0.52, 0.62, 0.77,
// 0.54 (the last nearly all danger told without the word); danger recall 0.42, 0.67, 0.70, 0.68. D (192):
// category 0.89, or offered 0.94, danger recall 15/18 at precision 15/24, purpose 0.58. E (232): 0.83, 0.91,
// 14/21 at 14/24, 0.55. F (116): 0.81, 0.89, 10/14 at 10/12, 0.65. G (90, plainly told): 0.92,
// 0.98, 11/11 at 11/13, 0.76. The rules have learned from them since, so these thresholds only guard against
// decay.
TEST(IntakeCorpus, OwnCases) {
  const IntakeScores s =
      score(rules(), read_messages(HUIYIN_SOURCE_DIR "/tests/unit/model/intake_cases.tsv"));
  std::cout << "own cases:\n" << s.text << '\n';
  expect_targets(s);
}

}  // namespace
}  // namespace huiyin::testing
