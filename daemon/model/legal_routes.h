// Hints at the legal way a matter may belong to: litigation, arbitration, review, inspection … each with the
// rule that names it (config/legal_routes.toml). A hint for who reads the record: nothing is closed or
// refused by it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.h"
#include "daemon/model/weighted_rules.h"

namespace huiyin {

struct LegalHint {
  std::string route;           // id of a [[route]]: "arbitration"
  std::string zh, en, source;  // its names, and the article that names it
  double points = 0;
  std::vector<std::string> why;  // "route.wages: 工资 仲裁"
};

// Immutable after load; read() may run on many threads at once.
class LegalRoutes {
 public:
  // From dir/legal_routes.toml, or the shipped one where dir is empty or has none.
  static Result<LegalRoutes> load(const std::string& dir = {});

  // The best first; empty where no route reaches what is needed. REQUIRES a matching form (match_text.h).
  std::vector<LegalHint> read(std::string_view matching_text) const;

 private:
  struct Route {
    std::string id, zh, en, source;
  };
  LegalRoutes(std::vector<Route> routes, WeightedRules rules, double needs, std::size_t most)
      : routes_(std::move(routes)), rules_(std::move(rules)), needs_(needs), most_(most) {}
  std::vector<Route> routes_;
  WeightedRules rules_;
  double needs_;
  std::size_t most_;
};

}  // namespace huiyin
