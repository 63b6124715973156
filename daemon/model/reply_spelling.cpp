#include "daemon/model/reply_spelling.h"

#include <algorithm>
#include <array>

namespace huiyin {
namespace {

constexpr std::size_t kShortest = 5, kLong = 9, kLongest = 24;

bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}

// Optimal string alignment: insert, delete, replace, swap neighbours.
std::size_t distance(std::string_view a, std::string_view b) {
  std::array<std::array<std::size_t, kLongest + 1>, kLongest + 1> d{};
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

}  // namespace

ReplySpelling ReplySpelling::read(const Toml& table) {
  ReplySpelling spelling;
  for (const std::string& word : table.at("words").texts())
    if (word.size() <= kLongest) spelling.words_.push_back(word);
  for (const std::string& word : table.at("keep").texts()) spelling.known_.insert(word);
  spelling.known_.insert(spelling.words_.begin(), spelling.words_.end());
  return spelling;
}

std::string_view ReplySpelling::nearest(std::string_view word) const {
  const std::size_t allowed = word.size() >= kLong ? 2 : 1;
  std::size_t best = allowed + 1;
  std::string_view found = word;
  for (const std::string& known : words_) {
    const std::size_t longer = std::max(known.size(), word.size()),
                      shorter = std::min(known.size(), word.size());
    if (longer - shorter > allowed) continue;
    const std::size_t d = distance(word, known);
    if (d < best) {
      best = d;
      found = known;
    } else if (d == best && d <= allowed) {
      found = word;
    }
  }
  return found;
}

std::string ReplySpelling::corrected(std::string_view form) const {
  std::string out;
  for (std::size_t i = 0; i < form.size();) {
    if (!is_letter(form[i])) {
      out += form[i++];
      continue;
    }
    std::size_t end = i;
    while (end < form.size() && is_letter(form[end])) ++end;
    const std::string_view word = form.substr(i, end - i);
    const bool ours = word.size() < kShortest || word.size() > kLongest || known_.contains(word);
    out += ours ? word : nearest(word);
    i = end;
  }
  return out;
}

}  // namespace huiyin
