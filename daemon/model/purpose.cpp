#include "daemon/model/purpose.h"

#include <array>

namespace huiyin {
namespace {
constexpr std::array<std::string_view, kPurposes> kPurposeNames = {"statutory_notice", "case_reply",
                                                                   "follow_up", "publicity", "staff"};
constexpr std::array<std::string_view, kLanes> kLaneNames = {"danger", "one_to_one", "follow_up",
                                                             "publicity"};
}  // namespace

std::string_view name_of(Purpose p) {
  return kPurposeNames[static_cast<std::size_t>(p)];
}

std::optional<Purpose> purpose_of(std::string_view name) {
  for (std::size_t i = 0; i < kPurposeNames.size(); ++i)
    if (kPurposeNames[i] == name) return static_cast<Purpose>(i);
  return std::nullopt;
}

std::string_view name_of(Lane l) {
  return kLaneNames[static_cast<std::size_t>(l)];
}

Lane lane_of(Purpose p) {
  switch (p) {
    case Purpose::publicity:
      return Lane::publicity;
    case Purpose::follow_up:
      return Lane::follow_up;
    case Purpose::statutory_notice:
    case Purpose::case_reply:
    case Purpose::staff:
      return Lane::one_to_one;
  }
  return Lane::publicity;
}

PurposePolicy policy_of(Purpose p) {
  switch (p) {
    case Purpose::statutory_notice:
      return {false, UncertainPolicy::resend_once};
    case Purpose::case_reply:
      return {false, UncertainPolicy::wait};
    case Purpose::staff:
      return {false, UncertainPolicy::wait};
    case Purpose::follow_up:
      return {true, UncertainPolicy::give_up};
    case Purpose::publicity:
      return {true, UncertainPolicy::give_up};
  }
  return {true, UncertainPolicy::give_up};
}

}  // namespace huiyin
