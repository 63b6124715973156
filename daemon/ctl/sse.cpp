#include "daemon/ctl/sse.h"

namespace huiyin {

bool SseReader::feed(std::string_view piece, const std::function<bool(const SseEvent&)>& take) {
  rest_ += piece;
  std::size_t begin = 0;
  for (std::size_t end; (end = rest_.find('\n', begin)) != std::string::npos; begin = end + 1) {
    std::string_view text(rest_.data() + begin, end - begin);
    if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
    if (!line(text, take)) return false;
  }
  rest_.erase(0, begin);
  return true;
}

bool SseReader::line(std::string_view text, const std::function<bool(const SseEvent&)>& take) {
  if (text.empty()) {
    const bool whole = has_data_;
    has_data_ = false;
    const bool more = !whole || take(now_);
    now_.data.clear();
    now_.event.clear();
    return more;
  }
  const std::size_t colon = text.find(':');
  const std::string_view field = text.substr(0, colon);
  std::string_view value = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  if (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  if (field == "id") now_.id = value;
  if (field == "event") now_.event = value;
  if (field == "data") {
    if (has_data_) now_.data += '\n';
    now_.data += value;
    has_data_ = true;
  }
  return true;
}

}  // namespace huiyin
