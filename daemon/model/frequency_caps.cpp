#include "daemon/model/frequency_caps.h"

#include <algorithm>

#include "daemon/base/bad_input.h"
#include "daemon/base/toml.h"

namespace huiyin {
namespace {

constexpr std::int64_t kMinuteMs = 60'000, kHourMs = 60 * kMinuteMs, kDayMs = 24 * kHourMs;
constexpr std::int64_t kBeijingMs = 8 * kHourMs;  // no daylight saving since 1991

Millis window_of(const Toml& value) {
  const std::string text = value.text();
  std::int64_t n = 0;
  std::size_t digits = 0;
  for (; digits < text.size() && digits < 6 && text[digits] >= '0' && text[digits] <= '9'; ++digits)
    n = n * 10 + (text[digits] - '0');
  const std::string_view unit = std::string_view(text).substr(digits);
  const std::int64_t ms = unit == "s" ? 1000 : unit == "m" ? kMinuteMs : unit == "h" ? kHourMs : 0;
  if (n <= 0 || ms == 0 || n * ms > 31 * kDayMs)
    throw BadInput(value.where(), "\"" + text + "\" is no time like \"30s\", \"1m\" or \"24h\"");
  return Millis(n * ms);
}

FrequencyCap read_cap(const Toml& t) {
  FrequencyCap c;
  c.name = t.text("name");
  c.carrier = t.text("carrier");
  if (const std::string p = t.text("purpose"); p != "*") {
    c.purpose = purpose_of(p);
    if (!c.purpose) throw BadInput(t.at("purpose").where(), "\"" + p + "\" is no purpose, nor \"*\"");
  }
  const std::int64_t limit = t.at("limit").integer();
  if (limit < 1 || limit > 1'000'000) throw BadInput(t.at("limit").where(), "is not from 1 to 1000000");
  c.limit = static_cast<int>(limit);
  c.window = window_of(t.at("window"));
  const std::string counts = t.text("counts");
  if (counts != "rolling" && counts != "wall_clock")
    throw BadInput(t.at("counts").where(), "is neither \"rolling\" nor \"wall_clock\"");
  c.wall_clock = counts == "wall_clock";
  const std::int64_t ms = c.window.count();
  if (c.wall_clock && ms != kMinuteMs && ms != kHourMs && ms != kDayMs)
    throw BadInput(t.at("window").where(), "a wall-clock window is 1m, 1h or 24h");
  if (const auto same = t.find("same_content")) c.same_content = same->boolean();
  return c;
}

TimePoint window_start(const FrequencyCap& c, TimePoint now) {
  const std::int64_t ms = c.window.count();
  if (!c.wall_clock) return now - c.window + Millis(1);
  const std::int64_t local = to_ms(now) + kBeijingMs;
  return from_ms(local - local % ms - kBeijingMs);
}

}  // namespace

bool FrequencyCap::fits(std::string_view account, std::string_view kind, Purpose p) const {
  return (carrier == "*" || carrier == account || carrier == kind) && (!purpose || *purpose == p);
}

Result<FrequencyCaps> FrequencyCaps::parse(std::string_view toml, std::string file_name) {
  const auto file = Toml::parse(toml, std::move(file_name));
  if (!file) return tl::unexpected<Error>(file.error());
  try {
    FrequencyCaps out;
    if (const auto caps = file->find("cap"))
      for (const Toml& t : caps->items()) out.caps_.push_back(read_cap(t));
    return out;
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what());
  }
}

std::vector<const FrequencyCap*> FrequencyCaps::of(std::string_view account, std::string_view kind,
                                                   Purpose p) const {
  std::vector<const FrequencyCap*> out;
  for (const FrequencyCap& c : caps_)
    if (c.fits(account, kind, p)) out.push_back(&c);
  return out;
}

std::optional<CapHit> cap_hit(std::span<const FrequencyCap* const> caps, std::span<const PersonSend> sent,
                              const PersonSend& next) {
  std::optional<CapHit> worst;
  for (const FrequencyCap* c : caps) {
    const TimePoint start = window_start(*c, next.at);
    std::vector<TimePoint> counted;
    for (const PersonSend& s : sent)
      if (s.at >= start && (c->carrier == "*" || s.account == next.account) &&
          (!c->purpose || s.purpose == next.purpose) && (!c->same_content || s.content == next.content))
        counted.push_back(s.at);
    const auto limit = static_cast<std::size_t>(c->limit);
    if (counted.size() < limit) continue;
    std::sort(counted.begin(), counted.end());
    const TimePoint until = c->wall_clock ? start + c->window : counted[counted.size() - limit] + c->window;
    if (!worst || until > worst->until) worst = CapHit{c, until};
  }
  return worst;
}

}  // namespace huiyin
