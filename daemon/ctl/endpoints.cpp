#include "daemon/ctl/endpoints.h"

#include <algorithm>
#include <cstdlib>

#include "daemon/base/bad_input.h"
#include "daemon/base/file.h"
#include "daemon/base/json.h"
#include "daemon/base/text.h"
#include "daemon/ctl/exit.h"
#include "daemon/ctl/verb.h"
#include "daemon/settings/table.h"

namespace huiyin {
namespace {

std::string read_token(const std::string& path, Language language) {
  const auto bytes = read_file(path);
  if (!bytes) throw CtlError(Exit::unreachable, tell(language, Msg::no_token_file, {bytes.error().text()}));
  std::string token(trim(*bytes));
  const bool usable = !token.empty() && std::all_of(token.begin(), token.end(), [](unsigned char c) {
    return c > 0x20 && c < 0x7F;  // it goes into a header
  });
  if (!usable) throw CtlError(Exit::unreachable, tell(language, Msg::empty_token_file, {path}));
  return token;
}

Endpoints by_flags(const Globals& globals, Language language) {
  if (globals.token_file.empty()) throw CtlError(Exit::usage, tell(language, Msg::api_needs_token_file));
  if (!starts_with(globals.api, "http://") && !starts_with(globals.api, "https://"))
    throw CtlError(Exit::usage, tell(language, Msg::bad_api_url));
  Endpoints e;
  e.api = globals.api;
  while (e.api.back() == '/') e.api.pop_back();
  e.token_file = globals.token_file;
  return e;
}

Endpoints by_folder(const Globals& globals, Language language) {
  const std::string folder = run_folder(globals), path = folder + "/endpoints.json";
  const auto bytes = read_file(path);
  if (!bytes)
    throw CtlError(Exit::unreachable, tell(language, Msg::no_endpoints, {folder, bytes.error().what}));
  try {
    const Json j = Json::parse(*bytes);
    Endpoints e;
    e.api = j.text_or("api", "");
    e.token_file = globals.token_file.empty() ? j.text_or("token_file", "") : globals.token_file;
    e.stream = j.text_or("stream", "");
    e.service = j.text_or("service", "");
    e.remote_stream = j.text_or("remote_stream", "");
    e.remote_service = j.text_or("remote_service", "");
    return e;
  } catch (const BadInput& bad) {
    throw CtlError(Exit::unreachable, tell(language, Msg::bad_endpoints, {path, bad.what()}));
  }
}

}  // namespace

std::string run_folder(const Globals& globals) {
  if (!globals.run_dir.empty()) return globals.run_dir;
  if (const char* const set = std::getenv("HUIYIN_RUN_DIR"); set != nullptr && *set != '\0') return set;
  return std::string(find_setting("state.run_dir")->fallback);
}

Endpoints find_daemon(const Globals& globals, Language language) {
  Endpoints e = globals.api.empty() ? by_folder(globals, language) : by_flags(globals, language);
  if (e.api.empty())
    throw CtlError(Exit::unreachable, tell(language, Msg::no_api, {run_folder(globals) + "/endpoints.json"}));
  e.token = read_token(e.token_file, language);
  return e;
}

Endpoints find_bus(const Globals& globals, Language language) {
  return by_folder(globals, language);
}

}  // namespace huiyin
