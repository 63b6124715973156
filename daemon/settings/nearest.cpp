#include "daemon/settings/nearest.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace huiyin {
namespace {

// Levenshtein, one row at a time.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

std::string_view last_part(std::string_view key) {
  return key.substr(key.rfind('.') + 1);
}

}  // namespace

std::string nearest_key(std::string_view wrong, std::span<const std::string> known) {
  std::string_view best;
  std::size_t least = std::max<std::size_t>(2, wrong.size() / 4) + 1;
  for (const std::string& key : known) {
    const std::size_t whole = distance(wrong, key);
    const std::size_t near = last_part(wrong) == last_part(key) ? std::min<std::size_t>(whole, 2) : whole;
    if (near >= least) continue;
    least = near;
    best = key;
  }
  return std::string(best);
}

std::string did_you_mean(std::string_view wrong, std::span<const std::string> known) {
  const std::string near = nearest_key(wrong, known);
  return near.empty() ? "" : "; did you mean " + near + "?";
}

}  // namespace huiyin
