// GET /api/v1/campaigns/{id}/plan: the dry run. Web thread; the work is done on the worker.
#pragma once
#include <memory>

#include "daemon/api/reads.h"
#include "daemon/outbound/plan.h"

namespace huiyin {

struct PlanAsk {
  std::shared_ptr<const PlanTerms> terms;
  const Vault* vault;
  TimePoint now;
};
void plan_route(Store& store, Worker& worker, PlanAsk ask, RouteCall call);

}  // namespace huiyin
