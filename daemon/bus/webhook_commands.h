// Commands about outgoing webhooks. All: admin.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "daemon/store/commands.h"

namespace huiyin {

// How secrets rest: the vault's, which this folder does not know.
struct SecretSeal {
  std::function<std::string(std::string_view plain)> seal;
  std::function<Result<std::string>(std::string_view sealed)> open;
};

// webhook.add {name, url, secret, topics, from? ("now", "start", seq), pinned_key?} -> {name, after}
// webhook.update {name, url?, topics?, pinned_key?} -> {name}
// webhook.rotate {name, secret, grace_seconds?} -> {name, old_until}: until then both secrets sign
// webhook.pause {name, reason?}, webhook.resume {name} -> {name, paused}
// webhook.replay {name, from (seq or time)} -> {name, after}: everything behind it is posted again
// webhook.remove {name} -> {name, removed}
// Secrets are "whsec_…"; they are taken, never given out.
void register_webhook_commands(CommandTable& table, const SecretSeal& secrets);

}  // namespace huiyin
