// Reading routes of follow-ups: lists, worklists, figures in every form.
#pragma once
#include <memory>

#include "daemon/api/routes.h"
#include "daemon/followup/rules.h"
#include "daemon/io/worker.h"
#include "daemon/store/store.h"

namespace huiyin {

// reader, clock, store and worker must outlive the routes. Figures are made on the worker: they read the
// whole history.
void add_followup_routes(RouteTable& routes, Database& reader,
                         std::shared_ptr<const FollowupRulesInForce> rules, const Clock& clock, Store& store,
                         Worker& worker);

}  // namespace huiyin
