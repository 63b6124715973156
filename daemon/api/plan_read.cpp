#include "daemon/api/plan_read.h"

namespace huiyin {

void plan_route(Store& store, Worker& worker, PlanAsk ask, RouteCall call) {
  const std::int64_t id = integer_parameter("id", call.path.at("id"), 1, std::int64_t{1} << 62);
  answer_slowly(store, worker, std::move(call), [id, ask = std::move(ask)](Database& db, const RouteCall& c) {
    auto plan = plan_json(db, id, *ask.terms, *ask.vault, ask.now);
    if (!plan) return problem(plan.error(), c.request.path);
    if (!*plan) return problem({Errc::not_found, "there is no such campaign", ""}, c.request.path);
    return json_response(std::move(**plan));
  });
}

}  // namespace huiyin
