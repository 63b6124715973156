// The list of what nobody knows: messages that perhaps left, what the policy does about each next and when,
// and the commands by which a person decides instead.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "daemon/people/vault.h"
#include "daemon/store/commands.h"
#include "daemon/store/messages.h"

namespace huiyin {

// What the reconciler goes by; made by the daemon from the same settings.
struct UncertainTerms {
  Millis grace{};     // asked about this long after
  Millis patience{};  // then the policy of its purpose decides
  int max_tries = 5;
  // Whether this account's carrier can be asked about the message. Any thread.
  std::function<bool(const std::string& account, const MessageRow& m)> can_ask;
};

// What happens by itself next.
struct NextStep {
  std::string_view step;  // "ask_carrier", "wait_for_receipt", "give_up", "send_once_more"
  TimePoint at{};         // zero: when a receipt or a person tells
};
NextStep next_step(const MessageRow& m, const std::string& account, const UncertainTerms& terms,
                   TimePoint now);

// {"items":[{message, campaign, person, purpose, carrier, since, tries, reason, next:{step, at},
// decide:[…]}], "total":n, "next":cursor or null}, by message number after `after`.
std::string uncertain_json(Database& db, const Vault& vault, const UncertainTerms& terms, std::int64_t after,
                           int limit, TimePoint now);

// uncertain.decide {message? | campaign?, decision (delivered|not_delivered|resend|give_up), note} ->
// {decided, left}. resend: only what a person knows not to have been taken; needs the role approver, since it
// may reach somebody twice. Operator otherwise.
void register_uncertain_commands(CommandTable& table, std::shared_ptr<const Vault> vault);

}  // namespace huiyin
