// Settings of line carriers read with their bounds: what does not fit throws BadInput naming the setting.
#pragma once
#include <string>

#include "adapters/line/cn_text.h"
#include "adapters/line/link_session.h"
#include "adapters/line/numbers.h"
#include "adapters/registry.h"
#include "daemon/base/bad_input.h"

namespace huiyin::line {

template <typename T>
struct Choice {
  std::string_view name;
  T value;
};

template <typename T, std::size_t N>
T choose(const CarrierSettings& s, std::string_view setting, const Choice<T> (&choices)[N]) {
  const std::string& text = s.text(setting);
  std::string known;
  for (const auto& c : choices) {
    if (c.name == text) return c.value;
    known += (known.empty() ? "" : ", ") + std::string(c.name);
  }
  throw BadInput(std::string(setting), "must be one of " + known);
}

std::int64_t in_range(const CarrierSettings& s, std::string_view setting, std::int64_t least,
                      std::int64_t most);
std::string fitting(const CarrierSettings& s, std::string_view setting, std::size_t most);
std::uint8_t small(const CarrierSettings& s, std::string_view setting);
Millis millis(const CarrierSettings& s, std::string_view setting);
inline constexpr Choice<NumberForm> kNumberForms[] = {{"international", NumberForm::international},
                                                      {"plus", NumberForm::plus},
                                                      {"national", NumberForm::national}};
// coding and long_text of the Chinese protocols.
CnTextRules read_cn_text(const CarrierSettings& s, std::size_t longest_ascii);
// links, host and port; names "1", "2", ….
std::vector<LinkPlan> read_links(const CarrierSettings& s);
// The settings that every line protocol has: submit_window, response_timeout, bind_timeout, throttle_*,
// longest_back_off.
void read_pace(const CarrierSettings& s, LinkPace* pace);
// enquire_interval and enquire_timeout, of protocols that have heartbeats.
void read_life(const CarrierSettings& s, LinkPace* pace);

}  // namespace huiyin::line
