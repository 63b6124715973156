// Live progress: one line that is drawn again in a terminal, plain lines now and then elsewhere.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "daemon/base/clock.h"
#include "daemon/ctl/messages.h"
#include "daemon/ctl/terminal.h"

namespace huiyin {

// Things done per second over the last five seconds. Times are of any one clock.
class RateMeter {
 public:
  void add(Millis at, std::int64_t done);
  double per_second() const;  // 0 until two samples are 200 ms apart

 private:
  struct Sample {
    Millis at;
    std::int64_t done;
  };
  std::deque<Sample> samples_;
};

struct Progress {
  std::string what;  // "sending"
  std::int64_t done = 0, total = 0;
  double per_second = 0;  // 0: neither rate nor time left is shown
  std::string tail;       // "accepted 15,700 …"; cut first when it does not fit
};

// "sending [#####-----]  53%  15,900/30,000  2,310/s  left 0:06  accepted 15,700", at most `columns` wide
// (0: without bound).
std::string progress_line(const Progress& p, int columns, Language language);

class LiveLine {
 public:
  explicit LiveLine(Terminal& out, Millis plain_every = Millis(2'000))
      : out_(out), plain_every_(plain_every) {}
  ~LiveLine();
  // In a terminal at once; elsewhere when it has changed and the last line (at first: the first call) is old
  // enough.
  void show(const std::string& text, Millis now);
  // Something else is to be written: ends the line that is drawn.
  void finish();

 private:
  Terminal& out_;
  const Millis plain_every_;
  std::optional<Millis> last_;
  std::string shown_;
  bool drawn_ = false;
};

Millis steady_now();

}  // namespace huiyin
