#include "daemon/api/routes.h"

#include "daemon/base/json.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

bool fits(std::string_view pattern, std::string_view path,
          std::map<std::string, std::string, std::less<>>* values) {
  const auto want = split(pattern, '/');
  const auto have = split(path, '/');
  if (want.size() != have.size()) return false;
  std::map<std::string, std::string, std::less<>> found;
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

const Route* RouteTable::find(std::string_view method, std::string_view path,
                              std::map<std::string, std::string, std::less<>>* values,
                              bool* other_method) const {
  *other_method = false;
  for (const Route& r : routes_) {
    if (!fits(r.pattern, path, values)) continue;
    if (r.method == method) return &r;
    *other_method = true;
  }
  return nullptr;
}

int http_status(Errc code) {
  switch (code) {
    case Errc::bad_input:
      return 400;
    case Errc::forbidden:
      return 403;
    case Errc::not_found:
      return 404;
    case Errc::conflict:
      return 409;
    case Errc::unavailable:
      return 503;
    case Errc::storage:
      return 507;
    case Errc::internal:
      return 500;
  }
  return 500;
}

HttpResponse problem(const Error& e, std::string_view path) {
  JsonWriter w;
  w.object()
      .field("type", "urn:huiyin:error:" + std::string(name_of(e.code)))
      .field("title", name_of(e.code));
  w.field("status", http_status(e.code)).field("detail", e.text()).field("instance", path).end();
  HttpResponse r;
  r.status = http_status(e.code);
  r.content_type = "application/problem+json";
  r.body = w.take();
  return r;
}

HttpResponse json_response(std::string body, int status) {
  HttpResponse r;
  r.status = status;
  r.body = std::move(body);
  return r;
}

}  // namespace huiyin
