#include "daemon/api/routes.h"

#include <algorithm>

#include "daemon/base/log.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

bool fits(std::string_view pattern, std::string_view path, PathValues* values) {
  const auto want = split(pattern, '/');
  const auto have = split(path, '/');
  if (want.size() != have.size()) return false;
  PathValues found;
  for (std::size_t i = 0; i < want.size(); ++i) {
    if (want[i].size() > 2 && want[i].front() == '{' && !have[i].empty())
      found[std::string(want[i].substr(1, want[i].size() - 2))] = std::string(have[i]);
    else if (want[i] != have[i])
      return false;
  }
  *values = std::move(found);
  return true;
}

}  // namespace

bool Visitor::may(const Operation& operation) const {
  if (role < operation.needs) return false;
  return scopes.empty() || std::any_of(scopes.begin(), scopes.end(),
                                       [&](const std::string& s) { return starts_with(operation.name, s); });
}

void RouteTable::add(Route r) {
  r.operation = operations_.find(r.method, r.pattern);
  if (r.operation == nullptr)
    return log_error("api.route.unserved", "a route is in no row of the table of operations",
                     {{"route", r.pattern}});
  routes_.push_back(std::make_unique<Route>(std::move(r)));
  const Route* route = routes_.back().get();
  if (route->pattern.find('{') == std::string::npos)
    exact_[route->pattern].push_back(route);
  else
    patterns_.push_back(route);
}

const Route* RouteTable::find(std::string_view method, std::string_view path, PathValues* values,
                              std::string* allowed) const {
  allowed->clear();
  const auto takes = [&](const Route* r) {
    if (r->method == method) return true;
    *allowed += (allowed->empty() ? "" : ", ") + r->method;
    return false;
  };
  if (const auto exact = exact_.find(path); exact != exact_.end()) {
    for (const Route* r : exact->second)
      if (takes(r)) return r;
    return nullptr;
  }
  for (const Route* r : patterns_)
    if (fits(r->pattern, path, values) && takes(r)) return r;
  return nullptr;
}

int RouteTable::tell_unserved(const std::vector<std::string_view>& may_miss) const {
  int unserved = 0;
  for (const auto& op : operations_.all()) {
    const auto serves = [&](const auto& r) { return r->operation == op.get(); };
    const auto fits_prefix = [&](std::string_view prefix) { return starts_with(op->path, prefix); };
    if (std::any_of(routes_.begin(), routes_.end(), serves)) continue;
    if (std::any_of(may_miss.begin(), may_miss.end(), fits_prefix)) continue;
    ++unserved;
    log_error("api.operation.unserved", "no route serves an operation", {{"operation", op->name}});
  }
  return unserved;
}

HttpResponse json_response(std::string body, int status) {
  HttpResponse r;
  r.status = status;
  r.body = std::move(body);
  return r;
}

}  // namespace huiyin
