// The pulls of Tencent SMS. The queue pulls are destructive: each item is given out once, so an answer lost
// on the way is made good by asking again by number.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/tencent/api.h"

namespace huiyin {

inline constexpr int kTencentPageLimit = 100;

struct TencentPull {
  std::string_view plan;             // "reply" or "status"
  std::string_view action;           // destructive
  std::string_view action_by_phone;  // of the last seven days, repeatable
  std::string_view set;
  std::string_view kind;  // of the kept bytes
};
const TencentPull* find_tencent_pull(std::string_view plan);  // null when there is no such plan

// Spans of time still to be asked for, in unix seconds. A span whose answer was full is halved.
class PhoneSpans {
 public:
  void add(std::int64_t begin, std::int64_t end) { spans_.emplace_back(begin, end); }
  bool empty() const { return spans_.empty(); }
  std::pair<std::int64_t, std::int64_t> current() const { return spans_.back(); }
  void done() { spans_.pop_back(); }
  // Replaces the current span by its halves; false when it can't be halved any more.
  bool halve();

 private:
  std::vector<std::pair<std::int64_t, std::int64_t>> spans_;
};

std::string by_phone_body(std::string_view e164, const std::string& sdk_app_id, std::int64_t begin,
                          std::int64_t end);

std::unique_ptr<Exchange> make_queue_pull(std::shared_ptr<const TencentApi> api, std::string sdk_app_id,
                                          const TencentPull& pull);
std::unique_ptr<Exchange> make_recovery(std::shared_ptr<const TencentApi> api, std::string sdk_app_id,
                                        const TencentPull& pull, std::string e164, TimePoint since);

}  // namespace huiyin
