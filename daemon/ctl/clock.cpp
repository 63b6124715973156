// clock show|advance: the virtual clock of training and tests (setting clock.virtual_file).
#include "daemon/ctl/clock.h"

#include <charconv>

#include <unistd.h>

#include "daemon/ctl/show.h"
#include "daemon/ctl/verbs.h"
#include "daemon/io/virtual_clock.h"

namespace huiyin {
namespace {

std::unique_ptr<VirtualClock> open_clock(const Session& s) {
  const std::string file = s.args.text("file");
  // A new file would be a clock that nobody looks at.
  if (access(file.c_str(), F_OK) != 0) throw CtlError(Exit::usage, s.say(Msg::cannot_read, {file}));
  auto clock = VirtualClock::open(file);
  if (!clock) throw CtlError(Exit::usage, clock.error().text());
  return std::move(*clock);
}

std::string offset_text(Millis offset) {
  const std::int64_t seconds = std::abs(offset.count()) / 1000;
  return (offset.count() < 0 ? "-" : "+") + clock_time(seconds);
}

void print(Session& s, const VirtualClock& clock, const std::string& moved) {
  const std::string now = to_rfc3339(clock.now());
  if (s.json()) {
    JsonWriter w;
    w.object().field("now", now).field("offset_ms", std::int64_t{clock.offset().count()}).end();
    return s.out.line(w.take());
  }
  const std::string shown = s.say(Msg::clock_now, {local_time(now), offset_text(clock.offset())});
  s.out.line(moved.empty() ? shown : s.say(Msg::clock_moved, {moved, shown}));
}

}  // namespace

std::optional<Millis> read_duration(std::string_view text) {
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || n < 0) return std::nullopt;
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  std::int64_t factor = 0;
  if (unit == "ms") factor = 1;
  if (unit == "s") factor = 1'000;
  if (unit == "m") factor = 60'000;
  if (unit == "h") factor = 3'600'000;
  if (unit == "d") factor = 86'400'000;
  constexpr std::int64_t kMost = 100LL * 365 * 86'400'000;
  if (factor == 0 || n > kMost / factor) return std::nullopt;
  return Millis(n * factor);
}

Exit run_clock_show(Session& s) {
  print(s, *open_clock(s), "");
  return Exit::ok;
}

Exit run_clock_advance(Session& s) {
  const std::string by = s.args.text("by");
  const auto duration = read_duration(by);
  if (!duration) throw CtlError(Exit::usage, s.say(Msg::no_duration, {by}));
  const auto clock = open_clock(s);
  clock->advance(*duration);
  print(s, *clock, by);
  return Exit::ok;
}

}  // namespace huiyin
