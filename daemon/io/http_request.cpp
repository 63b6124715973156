#include <algorithm>
#include <optional>

#include "daemon/base/bytes.h"
#include "daemon/base/text.h"
#include "daemon/io/http_exchange.h"
#include "daemon/io/http_server.h"

namespace huiyin {
namespace {

bool has_dot_segment(std::string_view path) {
  const auto segments = split(path, '/');
  return std::any_of(segments.begin(), segments.end(),
                     [](std::string_view s) { return s == "." || s == ".."; });
}

bool has_control(std::string_view s) {
  return std::any_of(s.begin(), s.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

std::optional<std::string> find_parameter(std::string_view query, std::string_view name) {
  if (query.empty()) return std::nullopt;
  for (const std::string_view pair : split(query, '&')) {
    const std::size_t equals = pair.find('=');
    if (percent_decode(pair.substr(0, equals), true) != name) continue;
    return equals == std::string_view::npos ? std::string() : percent_decode(pair.substr(equals + 1), true);
  }
  return std::nullopt;
}

}  // namespace

std::string HttpRequest::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers)
    if (name == lower_case_name) return value;
  return {};
}

std::string HttpRequest::parameter(std::string_view name) const {
  return find_parameter(query, name).value_or(std::string());
}

bool HttpRequest::has_parameter(std::string_view name) const {
  return find_parameter(query, name).has_value();
}

bool set_target(std::string_view target, HttpRequest* request) {
  const std::size_t mark = target.find('?');
  request->path = percent_decode(target.substr(0, mark));
  if (mark != std::string_view::npos) request->query = target.substr(mark + 1);
  const std::string& path = request->path;
  return starts_with(path, "/") && is_utf8(path) && !has_control(path) && !has_dot_segment(path);
}

}  // namespace huiyin
