#include "daemon/model/category_words.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "daemon/base/embedded.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr const char* kFile = "category_words.tsv";
constexpr std::size_t kHan = 3;  // bytes of a Chinese character
constexpr std::size_t kLongest = 3, kShown = 4;
constexpr double kHeaviest = 10;

bool is_han_at(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  return lead >= 0xE4 && lead <= 0xE9 && at + kHan <= text.size();
}

bool is_latin(char c) {
  return c >= 'a' && c <= 'z';
}

// Every two and three Chinese characters that stand together, and every Latin word.
std::set<std::string_view> terms_of(std::string_view text) {
  std::set<std::string_view> out;
  for (std::size_t at = 0; at < text.size();) {
    if (is_latin(text[at])) {
      const std::size_t begin = at;
      while (at < text.size() && is_latin(text[at])) ++at;
      out.insert(text.substr(begin, at - begin));
      continue;
    }
    if (!is_han_at(text, at)) {
      ++at;
      continue;
    }
    for (std::size_t n = 1; n < kLongest && is_han_at(text, at); ++n) {
      const std::size_t last = at + n * kHan;
      if (last >= text.size() || !is_han_at(text, last)) break;
      out.insert(text.substr(at, (n + 1) * kHan));
    }
    at += kHan;
  }
  return out;
}

std::string place(std::size_t line) {
  return std::string(kFile) + ':' + std::to_string(line);
}

}  // namespace

Result<CategoryWords> CategoryWords::load(const std::string& dir, const Categories& categories) {
  CategoryWords out;
  const std::string file = rule_file(dir, kFile);
  std::size_t number = 0;
  for (const std::string_view raw : split(file, '\n')) {
    ++number;
    const std::string_view line = trim(raw);
    if (line.empty() || line.front() == '#') continue;
    const auto cells = split(line, '\t');
    if (cells.size() != 3)
      return fail(Errc::bad_input, "has not three columns: term, category, points", place(number));
    double points = 0;
    const std::string_view told = cells[2];
    const auto read = std::from_chars(told.data(), told.data() + told.size(), points);
    if (read.ec != std::errc() || read.ptr != told.data() + told.size() || points < -kHeaviest ||
        points > kHeaviest)
      return fail(Errc::bad_input, "the points are no number from -10 to 10", place(number));
    if (categories.find(cells[1]) == nullptr)
      return fail(Errc::bad_input, "is no category: " + std::string(cells[1]), place(number));
    if (cells[0].empty()) return fail(Errc::bad_input, "the term is empty", place(number));
    out.weights_[std::string(cells[0])].emplace_back(cells[1], points);
  }
  return out;
}

std::vector<CategoryWords::Sum> CategoryWords::points(std::string_view matching_text,
                                                      const std::vector<std::string>& categories) const {
  std::vector<std::vector<std::pair<double, std::string_view>>> found(categories.size());
  for (const std::string_view term : terms_of(matching_text)) {
    const auto known = weights_.find(term);
    if (known == weights_.end()) continue;
    for (const auto& [category, points] : known->second)
      for (std::size_t i = 0; i < categories.size(); ++i)
        if (categories[i] == category) found[i].emplace_back(points, term);
  }
  std::vector<Sum> out;
  for (std::size_t i = 0; i < categories.size(); ++i) {
    if (found[i].empty()) continue;
    std::stable_sort(found[i].begin(), found[i].end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    Sum sum{categories[i], 0, {}};
    for (const auto& [points, term] : found[i]) {
      sum.points += points;
      if (sum.words.size() < kShown) sum.words.emplace_back(term);
    }
    out.push_back(std::move(sum));
  }
  return out;
}

}  // namespace huiyin
