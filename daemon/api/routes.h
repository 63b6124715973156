// Routes: what serves each operation. A route without a row in the table of operations is not served: its
// role would be nobody's word. That, and an operation that nothing serves, is logged at start; a test looks
// for it.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/api/operations.h"
#include "daemon/api/problems.h"
#include "daemon/io/http_server.h"
#include "daemon/store/commands.h"

namespace huiyin {

struct Visitor {      // who asks
  std::string actor;  // "user:li": a person, by session or token; "token:ctl": a token that is nobody's
  Role role = Role::viewer;
  std::string session;              // the session's id, where it is one
  std::vector<std::string> scopes;  // of a token: prefixes of operations' names; empty: all that the role may
  bool may(const Operation& operation) const;
};

using PathValues = std::map<std::string, std::string, std::less<>>;

struct RouteCall {
  const Operation* operation = nullptr;
  HttpRequest request;
  PathValues path;  // values of {name} parts
  Visitor visitor;
  std::shared_ptr<Responder> responder;
};

struct Route {
  Route(std::string m, std::string p, std::function<void(RouteCall)> r)
      : method(std::move(m)), pattern(std::move(p)), run(std::move(r)) {}
  // Access and role are those of the table of operations, whatever is said here.
  Route(std::string m, std::string p, Access, Role, std::function<void(RouteCall)> r)
      : Route(std::move(m), std::move(p), std::move(r)) {}
  std::string method;
  std::string pattern;  // "/api/v1/campaigns/{id}"
  std::function<void(RouteCall)> run;
  const Operation* operation = nullptr;  // set by RouteTable::add()
};

class RouteTable {
 public:
  explicit RouteTable(const Operations& operations) : operations_(operations) {}  // which outlive it
  void add(Route r);
  bool has_operation(std::string_view method, std::string_view path) const {
    return operations_.find(method, path) != nullptr;
  }
  // Null when no pattern fits; *allowed lists the methods that another pattern of this path has.
  const Route* find(std::string_view method, std::string_view path, PathValues* values,
                    std::string* allowed) const;
  // Logs operations that no route serves but those whose path begins as one of `may_miss`. How many.
  int tell_unserved(const std::vector<std::string_view>& may_miss) const;

 private:
  const Operations& operations_;
  std::vector<std::unique_ptr<Route>> routes_;
  std::map<std::string, std::vector<const Route*>, std::less<>> exact_;  // without {…}
  std::vector<const Route*> patterns_;
};

HttpResponse json_response(std::string body, int status = 200);

}  // namespace huiyin
