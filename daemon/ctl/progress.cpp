#include "daemon/ctl/progress.h"

#include <algorithm>
#include <cmath>

#include "daemon/ctl/exit.h"

namespace huiyin {
namespace {

constexpr Millis kSpan{5'000}, kLeast{200};
constexpr int kBar = 24;

std::string rate_text(double per_second) {
  if (per_second >= 10) return with_thousands(std::llround(per_second)) + "/s";
  const std::int64_t tenths = std::llround(per_second * 10);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "/s";
}

}  // namespace

void RateMeter::add(Millis at, std::int64_t done) {
  if (!samples_.empty() && done < samples_.back().done) samples_.clear();  // it began anew
  samples_.push_back({at, done});
  while (samples_.size() > 2 && at - samples_[1].at >= kSpan) samples_.pop_front();
}

double RateMeter::per_second() const {
  if (samples_.empty()) return 0;
  const Millis span = samples_.back().at - samples_.front().at;
  if (span < kLeast) return 0;
  return static_cast<double>(samples_.back().done - samples_.front().done) * 1000.0 /
         static_cast<double>(span.count());
}

std::string progress_line(const Progress& p, int columns, Language language) {
  const std::int64_t done = std::clamp<std::int64_t>(p.done, 0, std::max<std::int64_t>(p.total, 0));
  const double share = p.total > 0 ? static_cast<double>(done) / static_cast<double>(p.total) : 0;
  const int filled = static_cast<int>(share * kBar);
  const std::string percent = std::to_string(static_cast<int>(share * 100)) + "%";  // 100 only when it is all
  std::string out = p.what + (p.what.empty() ? "" : " ") + "[" +
                    std::string(static_cast<std::size_t>(filled), '#') +
                    std::string(static_cast<std::size_t>(kBar - filled), '-') + "] ";
  out += std::string(4 - std::min<std::size_t>(4, percent.size()), ' ') + percent + "  " +
         with_thousands(done) + "/" + with_thousands(p.total);
  if (p.per_second > 0) {
    out += "  " + rate_text(p.per_second);
    if (done < p.total)
      out += "  " + word(language, "time left") + " " +
             clock_time(std::llround(std::ceil(static_cast<double>(p.total - done) / p.per_second)));
  }
  if (!p.tail.empty()) out += "  " + p.tail;
  return columns > 0 ? shorten(out, columns) : out;
}

LiveLine::~LiveLine() {
  try {
    finish();
  } catch (const CtlError&) {  // nobody reads any more; who wrote last has said so
  }
}

void LiveLine::show(const std::string& text, Millis now) {
  if (out_.is_terminal()) {
    out_.write("\r" + shorten(text, out_.columns() - 1) + "\x1b[K");
    drawn_ = true;
    return;
  }
  if (!last_) last_ = now;
  if (text == shown_ || now - *last_ < plain_every_) return;
  out_.line(text);
  shown_ = text;
  last_ = now;
}

void LiveLine::finish() {
  if (drawn_) out_.write("\n");
  drawn_ = false;
}

Millis steady_now() {
  return std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace huiyin
