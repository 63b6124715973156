// The gate: what may leave at this moment. Asked inside the transaction that writes the intent, so that an
// opt-out or a cancelled campaign that is durable before the intent always wins.
#pragma once
#include <array>
#include <string_view>
#include <unordered_map>

#include "daemon/model/civil_time.h"
#include "daemon/model/purpose.h"
#include "daemon/store/messages.h"

namespace huiyin {

struct SendingHours {
  TimeZone zone;
  std::array<DayWindow, kPurposes> windows;  // by purpose
  bool open(Purpose p, TimePoint now) const { return window(p).open_at(zone.civil(now).minute_of_day()); }
  TimePoint next_open(Purpose p, TimePoint now) const { return window(p).next_open(now, zone); }
  const DayWindow& window(Purpose p) const { return windows[static_cast<std::size_t>(p)]; }
};

struct GateVerdict {
  enum class Say { send, wait, suppress, miss, cancel } say = Say::send;
  std::string_view rule;  // why, when not send: "opt_out", "hours", "not_after", "paused", "start_at",
                          // "cancelled", "safe_contact"
  TimePoint until{};      // when to ask again, where the rule knows it
};

// For the messages of one claim: remembers what it asked about campaigns. Store thread.
class Gate {
 public:
  Gate(Database& db, const SendingHours& hours, TimePoint now) : db_(db), hours_(hours), now_(now) {}
  GateVerdict judge(const MessageRow& m);
  // For plans: judges this campaign's messages as if it were running and due.
  void suppose_running(std::int64_t campaign_id) { campaigns_[campaign_id] = {}; }

 private:
  GateVerdict campaign_verdict(std::int64_t campaign_id);
  GateVerdict contact_verdict(std::int64_t person_id);

  Database& db_;
  const SendingHours& hours_;
  const TimePoint now_;
  std::unordered_map<std::int64_t, GateVerdict> campaigns_;
};

}  // namespace huiyin
