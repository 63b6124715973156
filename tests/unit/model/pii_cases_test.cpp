// Recall and precision of personal data on invented messages, byte by byte (pii_cases.txt).
#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>

#include <gtest/gtest.h>

#include "daemon/model/pii.h"

namespace huiyin {
namespace {

struct Marked {
  std::string text;
  std::vector<PiiSpan> spans;
};

// "我叫[NAME:张三]" -> the text without marks, and where they were.
Marked unmark(std::string_view line) {
  Marked out;
  while (!line.empty()) {
    const std::size_t open = line.find('[');
    const std::size_t colon = open == line.npos ? line.npos : line.find(':', open);
    const std::size_t close = colon == line.npos ? line.npos : line.find(']', colon);
    out.text += line.substr(0, open);
    if (close == line.npos) break;
    const auto begin = static_cast<std::uint32_t>(out.text.size());
    out.text += line.substr(colon + 1, close - colon - 1);
    out.spans.push_back({begin, static_cast<std::uint32_t>(out.text.size()),
                         std::string(line.substr(open + 1, colon - open - 1))});
    line.remove_prefix(close + 1);
  }
  return out;
}

TEST(PiiCases, AreFoundAtTheirVeryBytes) {
  std::ifstream in(HUIYIN_SOURCE_DIR "/tests/unit/model/pii_cases.txt");
  std::map<std::string, std::pair<int, int>> recall;
  int hits = 0, found = 0, lines = 0;
  for (std::string line; std::getline(in, line);) {
    const std::size_t bar = line.find('|');
    if (line.starts_with('#') || bar == line.npos) continue;
    ++lines;
    const Marked m = unmark(std::string_view(line).substr(bar + 1));
    const std::vector<PiiSpan> spans = find_pii(m.text);
    found += static_cast<int>(spans.size());
    for (const PiiSpan& wanted : m.spans) {
      const bool hit = std::find(spans.begin(), spans.end(), wanted) != spans.end();
      hits += hit ? 1 : 0;
      recall[wanted.type].first += hit ? 1 : 0;
      ++recall[wanted.type].second;
    }
  }
  ASSERT_GE(lines, 60);
  int strong = 0, strong_of = 0, named = 0, named_of = 0;
  for (const auto& [type, n] : recall) {
    std::cout << type << " " << n.first << "/" << n.second << "\n";
    const bool number = type == "ID_CN" || type == "MOBILE" || type == "BANK_CARD" || type == "EMAIL";
    (number ? strong : named) += number || type == "NAME" || type == "ADDRESS" ? n.first : 0;
    (number ? strong_of : named_of) += number || type == "NAME" || type == "ADDRESS" ? n.second : 0;
  }
  std::cout << "precision " << hits << "/" << found << "\n";
  EXPECT_GE(strong, 0.98 * strong_of);
  EXPECT_GE(named, 0.85 * named_of);
  EXPECT_GE(hits, 0.90 * found);
}

}  // namespace
}  // namespace huiyin
