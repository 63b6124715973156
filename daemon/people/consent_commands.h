// consent.*: a person's word told to the office otherwise than by a reply, and what the person said so far;
// and the one confirmation of an opt-out.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "daemon/people/content.h"
#include "daemon/people/vault.h"
#include "daemon/store/commands.h"

namespace huiyin {

struct ConsentRules {
  std::shared_ptr<const Vault> vault;
  // A number as somebody wrote it, in E.164; throws BadInput naming /phone. Any thread.
  std::function<std::string(const std::string& phone)> number;
  bool confirm = false;  // whether an opt-out by text is confirmed
  Content confirmation;  // text, or the carrier's template
  Millis confirmation_life{24 * 3'600'000};
};

// consent.set {person? | phone?, scope (publicity|follow_up|all), channel? (sms|voice|all), word
//   (opted_out|opted_in), source (phone|letter|visit|web|email|clerk), wording?} -> {person, changed}.
//   Operator. Statutory notices and replies to a person's own matter can't be refused.
// consent.show {person? | phone?} -> {person, now: […], history: […]}. Operator; the wording for supervisors.
void register_consent_commands(CommandTable& table, std::shared_ptr<const ConsentRules> rules);

// Queues the confirmations that are due, one a person; those too old to make sense any more are forgotten.
// Store thread, inside a transaction. True: more wait.
Result<bool> confirm_opt_outs(Database& db, const ConsentRules& rules, TimePoint now);

}  // namespace huiyin
