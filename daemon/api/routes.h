// The table of routes: method, pattern, the role it needs, what it does. One place that a test can walk.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/io/http_server.h"
#include "daemon/store/commands.h"

namespace huiyin {

struct Visitor {      // who asks
  std::string actor;  // "token:ctl"
  Role role = Role::viewer;
};

struct RouteCall {
  HttpRequest request;
  std::map<std::string, std::string, std::less<>> path;  // values of {name} parts
  Visitor visitor;
  std::shared_ptr<Responder> responder;
};

enum class Access { open, token };  // open: health and hooks

struct Route {
  std::string method;
  std::string pattern;  // "/api/v1/campaigns/{id}"
  Access access = Access::token;
  Role needs = Role::viewer;
  std::function<void(RouteCall)> run;
};

class RouteTable {
 public:
  void add(Route r) { routes_.push_back(std::move(r)); }
  // Null when no pattern fits; *other_method tells that one does with another method.
  const Route* find(std::string_view method, std::string_view path,
                    std::map<std::string, std::string, std::less<>>* values, bool* other_method) const;
  const std::vector<Route>& all() const { return routes_; }

 private:
  std::vector<Route> routes_;
};

// RFC 9457. The number is of config/errors (Errc); instance is the request's path.
HttpResponse problem(const Error& e, std::string_view path);
int http_status(Errc code);
HttpResponse json_response(std::string body, int status = 200);

}  // namespace huiyin
