// The gate: what may leave at this moment. Asked inside the transaction that writes the intent, so that an
// opt-out or a cancelled campaign that is durable before the intent always wins.
#pragma once
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "daemon/model/frequency_caps.h"
#include "daemon/model/purpose.h"
#include "daemon/model/sending_hours.h"
#include "daemon/store/messages.h"

namespace huiyin {

struct GateVerdict {
  enum class Say { send, wait, suppress, miss, cancel } say = Say::send;
  // Why, when not send: "opt_out", "not_after", "paused", "start_at", "cancelled", "safe_contact",
  // "frequency", "zone", "staff", "template_expired", "template_withdrawn", "template_not_valid_yet", or what
  // SendingHours::closed_by says.
  std::string_view rule;
  std::optional<TimePoint> until;  // wait: when to ask again; nothing: whenever something changes
};

// The account that would carry it, for the carriers' frequency caps. Plans ask without one.
struct GateAccount {
  std::string_view name, kind;
  std::int64_t ledger_id = 0;
  const FrequencyCaps* caps = nullptr;  // null: none
};

// For the messages of one claim: remembers what it asked about campaigns. Store thread.
class Gate {
 public:
  Gate(Database& db, const SendingHours& hours, TimePoint now, const GateAccount& account = {});
  GateVerdict judge(const MessageRow& m);
  // It leaves in this claim: the next message to the same person counts it.
  void leaves(const MessageRow& m);
  // For plans: judges this campaign's messages as if it were running and due.
  void suppose_running(std::int64_t campaign_id) { campaigns_[campaign_id] = {}; }

 private:
  struct Asked {  // of one person's row
    std::optional<PersonHours> hours;
    bool unusable = false;  // a zone or hours that nobody can read any more
  };
  GateVerdict campaign_verdict(std::int64_t campaign_id);
  GateVerdict template_verdict(std::int64_t campaign_id);
  GateVerdict contact_verdict(std::int64_t person_id);
  GateVerdict hours_verdict(const MessageRow& m);
  GateVerdict purpose_verdict(Purpose p);
  GateVerdict frequency_verdict(const MessageRow& m);
  Asked hours_of(std::int64_t person_id);

  Database& db_;
  const SendingHours& hours_;
  const TimePoint now_;
  const GateAccount account_;
  const bool asks_persons_;
  const bool spares_staff_;
  std::unordered_map<std::int64_t, GateVerdict> campaigns_;
  std::array<std::optional<GateVerdict>, kPurposes> by_purpose_;
  std::array<std::optional<std::vector<const FrequencyCap*>>, kPurposes> caps_;
  std::optional<std::vector<std::int64_t>> recent_;  // campaigns within the longest cap
  std::unordered_map<std::int64_t, std::vector<PersonSend>> leaving_;
};

}  // namespace huiyin
