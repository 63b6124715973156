// What a reload (SIGHUP, `huiyinctl config reload`) may change in a running daemon.
#pragma once
#include <string>
#include <vector>

#include "daemon/settings/load.h"

namespace huiyin {

struct ReloadPlan {
  Settings merged;                   // what is in force afterwards
  std::vector<std::string> applied;  // "log.level is now \"debug\" (huiyin.toml:3:9)"
  std::vector<std::string> refused;  // "store.path needs a restart: stays \"/var/lib/huiyin/huiyin.db\""
};

// Never reveals a secret. Carrier accounts are not reloadable: any difference in them is refused, by account.
ReloadPlan plan_reload(const Settings& running, const LoadedSettings& fresh);

}  // namespace huiyin
