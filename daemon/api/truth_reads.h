// Routes that tell what happened: explain, the uncertain, reports of campaigns.
#pragma once
#include <memory>

#include "daemon/api/routes.h"
#include "daemon/io/worker.h"
#include "daemon/model/failure_reasons.h"
#include "daemon/people/vault.h"
#include "daemon/store/store.h"
#include "daemon/truth/cost_report.h"
#include "daemon/truth/uncertain.h"

namespace huiyin {

struct TruthParts {
  std::shared_ptr<const FailureReasons> words;
  UncertainTerms uncertain;
  CostTerms cost;
};

// All outlive the routes. Reports are made on the worker.
struct TruthRouteParts {
  Database* reader;
  const Vault* vault;
  const Clock* clock;
  Store* store;
  Worker* worker;
  std::shared_ptr<const TruthParts> truth;
};
void add_truth_routes(RouteTable& routes, const TruthRouteParts& parts);

}  // namespace huiyin
