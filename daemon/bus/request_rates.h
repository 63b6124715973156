// How many requests a client may make in a second: a token bucket for each. Bus role.
#pragma once
#include <algorithm>
#include <chrono>
#include <string>
#include <unordered_map>

namespace huiyin {

class RequestRates {
 public:
  explicit RequestRates(double a_second) : a_second_(a_second) {}
  // False when the client has used up its share.
  bool take(const std::string& client) {
    const auto now = Steady::now();
    if (buckets_.size() > kMostClients)
      buckets_.clear();  // all begin anew: cheaper than to remember who left
    Bucket& b = buckets_.try_emplace(client, Bucket{a_second_, now}).first->second;
    const std::chrono::duration<double> passed = now - b.at;
    b = {std::min(a_second_, b.left + passed.count() * a_second_), now};
    if (b.left < 1) return false;
    b.left -= 1;
    return true;
  }

 private:
  using Steady = std::chrono::steady_clock;
  static constexpr std::size_t kMostClients = 10'000;
  struct Bucket {
    double left;
    Steady::time_point at;
  };
  const double a_second_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace huiyin
