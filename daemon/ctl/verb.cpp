#include "daemon/ctl/verb.h"

namespace huiyin {

bool Arguments::has(std::string_view name) const {
  return values.contains(name);
}

std::string Arguments::text(std::string_view name, std::string_view otherwise) const {
  const auto it = values.find(name);
  return it == values.end() || it->second.empty() ? std::string(otherwise) : it->second.back();
}

std::optional<std::int64_t> Arguments::number(std::string_view name) const {
  if (!has(name)) return std::nullopt;
  return std::stoll(text(name));  // parse.cpp has checked it
}

const std::vector<std::string>& Arguments::list(std::string_view name) const {
  static const std::vector<std::string> kNone;
  const auto it = values.find(name);
  return it == values.end() ? kNone : it->second;
}

Client& Session::daemon() {
  if (!client_) client_ = std::make_unique<Client>(find_daemon(globals, language()), language());
  return *client_;
}

Client& Session::daemon_again() {
  client_.reset();
  return daemon();
}

}  // namespace huiyin
