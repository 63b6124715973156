#include "adapters/line/settings.h"

namespace huiyin::line {

std::int64_t in_range(const CarrierSettings& s, std::string_view setting, std::int64_t least,
                      std::int64_t most) {
  const std::int64_t v = s.integer(setting);
  if (v < least || v > most)
    throw BadInput(std::string(setting), "must be " + std::to_string(least) + " to " + std::to_string(most));
  return v;
}

std::string fitting(const CarrierSettings& s, std::string_view setting, std::size_t most) {
  const std::string& text = s.text(setting);
  if (text.size() > most || text.find('\0') != std::string::npos)
    throw BadInput(std::string(setting), "must be at most " + std::to_string(most) + " characters");
  return text;
}

std::uint8_t small(const CarrierSettings& s, std::string_view setting) {
  return static_cast<std::uint8_t>(in_range(s, setting, 0, 255));
}

Millis millis(const CarrierSettings& s, std::string_view setting) {
  return Millis(in_range(s, setting, 10, 3'600'000));
}

CnTextRules read_cn_text(const CarrierSettings& s, std::size_t longest_ascii) {
  constexpr Choice<CnCoding> kCodings[] = {
      {"ucs2", CnCoding::ucs2}, {"gbk", CnCoding::gbk}, {"ascii", CnCoding::ascii}};
  constexpr Choice<ConcatHeader> kHeaders[] = {{"udh8", ConcatHeader::reference8},
                                               {"udh16", ConcatHeader::reference16}};
  return {choose(s, "coding", kCodings), choose(s, "long_text", kHeaders), longest_ascii};
}

std::vector<LinkPlan> read_links(const CarrierSettings& s) {
  LinkPlan plan;
  plan.host = s.text("host");
  plan.port = static_cast<int>(in_range(s, "port", 1, 65535));
  if (plan.host.empty()) throw BadInput("host", "is missing");
  std::vector<LinkPlan> plans;
  for (std::int64_t i = 1; i <= in_range(s, "links", 1, 64); ++i) {
    plan.name = std::to_string(i);
    plans.push_back(plan);
  }
  return plans;
}

void read_pace(const CarrierSettings& s, LinkPace* pace) {
  pace->window = static_cast<int>(in_range(s, "submit_window", 1, 10'000));
  pace->login_timeout = millis(s, "bind_timeout");
  pace->response_timeout = millis(s, "response_timeout");
  pace->throttle_pause = millis(s, "throttle_pause");
  pace->throttle_patience = millis(s, "throttle_patience");
  pace->longest_back_off = millis(s, "longest_back_off");
}

void read_life(const CarrierSettings& s, LinkPace* pace) {
  pace->life_interval = millis(s, "enquire_interval");
  pace->life_timeout = millis(s, "enquire_timeout");
}

}  // namespace huiyin::line
