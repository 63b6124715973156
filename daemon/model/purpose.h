// What a message is for. The purpose carries the policy: hours, opt-out scope, what to do when uncertain.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace huiyin {

// Values stand in the ledger: never renumber.
enum class Purpose : std::uint8_t {
  statutory_notice = 0,
  case_reply = 1,
  follow_up = 2,
  publicity = 3,
  staff = 4
};
inline constexpr int kPurposes = 5;
std::string_view name_of(Purpose p);
std::optional<Purpose> purpose_of(std::string_view name);

// Priority lanes, most urgent first. Values stand in the ledger.
enum class Lane : std::uint8_t { danger = 0, one_to_one = 1, follow_up = 2, publicity = 3 };
inline constexpr int kLanes = 4;
std::string_view name_of(Lane l);
Lane lane_of(Purpose p);

// How an uncertain message is settled when the carrier can't be asked.
enum class UncertainPolicy { wait, give_up, resend_once };

struct PurposePolicy {
  bool opt_out_applies;  // an opt-out from publicity never blocks case replies or statutory notices
  UncertainPolicy uncertain;
};
// statutory notices: resend_once (a person must not miss a legal date for a lost answer); all others never
// resend.
PurposePolicy policy_of(Purpose p);

}  // namespace huiyin
