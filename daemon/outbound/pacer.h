// A token bucket on steady time: what a carrier account may do a second. Not for the domain's clock, which
// may jump.
#pragma once
#include <chrono>

namespace huiyin {

class Pacer {
 public:
  using Steady = std::chrono::steady_clock::time_point;
  // per_second 0: unlimited. The bucket holds a tenth of a second's worth, at least one.
  explicit Pacer(double per_second);
  bool take(Steady now);
  // How long until take() would say yes; zero when it would now.
  std::chrono::milliseconds wait(Steady now) const;

 private:
  double available(Steady now) const;

  const double rate_, capacity_;
  double tokens_;
  Steady last_{};
};

}  // namespace huiyin
