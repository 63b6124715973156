// explain: one timeline of why. Of a message: the campaign it belongs to, who released it, each attempt and
// its answer, its end in plain words. Of a campaign: who did what when, with the states between told
// together. Of a person: what we sent and what the person said about being written to; nothing of any matter,
// and every look is on record.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "daemon/model/failure_reasons.h"
#include "daemon/people/vault.h"
#include "daemon/store/commands.h"

namespace huiyin {

// {"message":…, facts…, "timeline":[{at, what, …}]}. Reads attempts back to the first one of the message.
// Nothing when there is no such message.
std::optional<std::string> explain_message_json(Database& db, const Vault& vault, const FailureReasons& words,
                                                std::int64_t id);
std::optional<std::string> explain_campaign_json(Database& db, std::int64_t id);

struct ExplainRules {
  std::shared_ptr<const Vault> vault;
  std::shared_ptr<const FailureReasons> words;
  // A number as somebody wrote it, in E.164; throws BadInput naming the field. Any thread.
  std::function<std::string(const std::string& phone)> number;
};
// person.explain {person? | phone?, why} -> the timeline; audit.person_explained. Supervisor.
void register_explain_commands(CommandTable& table, std::shared_ptr<const ExplainRules> rules);

}  // namespace huiyin
