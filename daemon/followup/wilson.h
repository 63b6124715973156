// Wilson's score interval: what a share of few answers can mean.
#pragma once
#include <cstdint>

namespace huiyin {

struct Interval {
  double low = 0, high = 1;
};
// At 95 % for hits of n; [0, 1] for n = 0. REQUIRES: 0 <= hits <= n.
Interval wilson95(std::int64_t hits, std::int64_t n);

}  // namespace huiyin
