#include "daemon/ctl/bus_event.h"

#include <charconv>

#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"
#include "daemon/ctl/terminal.h"

namespace huiyin {

std::int64_t sequence_of(const Json& event, std::string_view member) {
  const std::string text = event.text(member);
  std::int64_t seq = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seq);
  if (error != std::errc() || end != text.data() + text.size())
    throw BadInput("/" + std::string(member), "is not a number");
  return seq;
}

bool topic_wanted(const std::string& topic, const std::vector<std::string>& prefixes) {
  for (const std::string& p : prefixes)
    if (starts_with(topic, p)) return true;
  return prefixes.empty();
}

void print_event(Session& s, const Json& event) {
  if (s.json()) return s.out.line(event.dump());
  std::string line = std::to_string(sequence_of(event)) + "  " + local_time(event.text("time")) + "  " +
                     event.text("type") + "  " + event.text_or("subject", "") + "  " +
                     event.at("data").dump();
  line = printable(line);
  s.out.line(s.out.is_terminal() ? shorten(line, s.out.columns()) : line);
}

std::optional<GapWatch::Gap> GapWatch::saw(std::int64_t seq) {
  const std::int64_t before = last_;
  if (seq > last_) last_ = seq;
  if (before < 0 || seq <= before + 1) return std::nullopt;
  return Gap{before + 1, seq - 1};
}

std::optional<GapWatch::Gap> GapWatch::newest(std::int64_t seq) {
  const std::int64_t before = last_;
  if (seq > last_) last_ = seq;
  if (before < 0 || seq <= before) return std::nullopt;
  return Gap{before + 1, seq};
}

}  // namespace huiyin
