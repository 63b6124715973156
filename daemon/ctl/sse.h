// Server-Sent Events, as they arrive in pieces (WHATWG HTML, section 9.2).
#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace huiyin {

struct SseEvent {
  std::string id, event, data;
};

class SseReader {
 public:
  // Returns false when `take` did: it wants no more.
  bool feed(std::string_view piece, const std::function<bool(const SseEvent&)>& take);

 private:
  bool line(std::string_view text, const std::function<bool(const SseEvent&)>& take);

  std::string rest_;
  SseEvent now_;
  bool has_data_ = false;
};

}  // namespace huiyin
