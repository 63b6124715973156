// What `huiyinctl status` shows: one JSON object, without personal data. Net role.
#pragma once
#include <string>
#include <vector>

#include "daemon/bus/bus.h"
#include "daemon/identity.h"
#include "daemon/intake/puller.h"
#include "daemon/model/edge_watch.h"
#include "daemon/outbound/reconciler.h"
#include "daemon/settings/settings.h"

namespace huiyin {

// The links of one account of a line carrier.
struct LinkStatus {
  std::string account;
  int links = 0, up = 0, stopped = 0;
  std::string fault;  // of a link that is not up
};

struct StatusParts {
  const Settings* settings = nullptr;
  const Identity* identity = nullptr;
  Store* store = nullptr;
  Database* reader = nullptr;  // the net thread's
  const Clock* clock = nullptr;
  TimePoint started{};
  Loop* loop = nullptr;
  const Dispatcher* dispatcher = nullptr;
  const Reconciler* reconciler = nullptr;
  const Puller* puller = nullptr;
  const Bus* bus = nullptr;
  std::vector<LinkStatus> lines;
  std::vector<EdgeState> alarms;
};
std::string status_json(const StatusParts& p) ON_ROLE(net_role);

}  // namespace huiyin
