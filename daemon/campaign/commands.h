// Commands that make and steer campaigns, and send one message to one person.
#pragma once
#include <memory>
#include <string>

#include "daemon/people/vault.h"
#include "daemon/store/commands.h"

namespace huiyin {

struct CampaignRules {
  std::string import_dir;     // where uploads lie: state.dir/import
  std::string signature;      // without 【】
  std::string region = "CN";  // of numbers without a country code
  std::string opt_out_line =
      "拒收请回复R";  // put after publicity texts that say nothing of the kind; empty: never
  Millis campaign_life{7 * 24 * 3'600'000};  // not_after of a campaign that names none, from its creation
  Millis message_life{24 * 3'600'000};       // the same of a single message
  std::shared_ptr<const Vault> vault;
};

// campaign.create {name, purpose (publicity|statutory_notice|staff), text?, template?, params?, import_file,
// not_after?}
//   -> {campaign, state, parts, not_after}. text or template must be given. import_file: the name of a file
//   that lies in import_dir already. Needs a key.
// campaign.start, .pause, .resume, .cancel {campaign} -> {campaign, state}.
// message.send {to, purpose (case_reply|statutory_notice|staff), text?, template?, params?, not_after?} ->
// {message,
//   person, parts, not_after}. Needs a key.
// All: operator.
void register_campaign_commands(CommandTable& table, std::shared_ptr<const CampaignRules> rules);

}  // namespace huiyin
