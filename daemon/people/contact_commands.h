// contact.*: how and when a person may be reached. One table, one code, whoever asks: by a record, a number
// or a pseudonym.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "daemon/people/vault.h"
#include "daemon/store/commands.h"

namespace huiyin {

struct ContactRules {
  std::shared_ptr<const Vault> vault;
  // A number as somebody wrote it, in E.164; throws BadInput naming /phone. Any thread.
  std::function<std::string(const std::string& phone)> number;
  std::string time_zone = "Asia/Shanghai";  // of the office
};

// contact.hours {intake_id | phone | person, hours?, zone?, strict?, never?, note?} -> {person, set, strict?,
// never?,
//   hours?, zone?, by}. A wish narrows the hours of purposes; with neither hours nor zone it is taken back.
//   strict: safe contact: nothing outside these hours but for staff, dangers included; never: nothing at all.
//   A wish is refused where safe contact was told: whoever says strict has that in mind.
// contact.set {intake_id, never | hours, zone?, note?}: the same with strict, for the person of a record. ->
// {intake_id,
//   never, hours, by}. contact.clear {intake_id} -> {intake_id, changed, by}: taken back, whatever it was.
// All operator. Events: contact.changed for a record, contact.hours for a person.
void register_contact_commands(CommandTable& table, std::shared_ptr<const ContactRules> rules);

}  // namespace huiyin
