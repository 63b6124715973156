#include "daemon/outbound/pacer.h"

#include <algorithm>
#include <cmath>

namespace huiyin {

Pacer::Pacer(double per_second)
    : rate_(per_second), capacity_(std::max(1.0, per_second / 10)), tokens_(capacity_) {}

double Pacer::available(Steady now) const {
  const double seconds = std::chrono::duration<double>(now - last_).count();
  return std::min(capacity_, tokens_ + seconds * rate_);
}

bool Pacer::take(Steady now) {
  if (rate_ <= 0) return true;
  tokens_ = available(now);
  last_ = now;
  if (tokens_ < 1) return false;
  tokens_ -= 1;
  return true;
}

std::chrono::milliseconds Pacer::wait(Steady now) const {
  if (rate_ <= 0) return std::chrono::milliseconds(0);
  const double missing = 1 - available(now);
  if (missing <= 0) return std::chrono::milliseconds(0);
  return std::chrono::milliseconds(static_cast<long>(std::ceil(missing / rate_ * 1000)));
}

}  // namespace huiyin
