#include "daemon/followup/wilson.h"

#include <algorithm>
#include <cmath>

namespace huiyin {

Interval wilson95(std::int64_t hits, std::int64_t n) {
  if (n == 0) return {};
  constexpr double kZ = 1.959963984540054;
  const auto count = static_cast<double>(n);
  const double p = static_cast<double>(hits) / count, zz = kZ * kZ / count;
  const double middle = (p + zz / 2) / (1 + zz);
  const double reach = kZ / (1 + zz) * std::sqrt(p * (1 - p) / count + zz / (4 * count));
  return {std::max(0.0, middle - reach), std::min(1.0, middle + reach)};
}

}  // namespace huiyin
