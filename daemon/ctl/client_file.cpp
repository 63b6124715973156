#include "daemon/ctl/client_file.h"

#include <unistd.h>

#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"
#include "daemon/base/text.h"
#include "daemon/ctl/endpoints.h"
#include "daemon/ctl/show.h"
#include "daemon/io/system.h"

namespace huiyin {
namespace {

ClientFile read_client_file(const Session& s, const std::string& path) {
  const std::string bytes = read_users_file(s, path);
  try {
    const Json j = Json::parse(bytes);
    ClientFile f{j.text_or("client", ""), j.text("public_key"),    j.text("secret_key"),
                 j.text("server_key"),    j.text_or("stream", ""), j.text_or("service", "")};
    for (const auto& [name, key] :
         {std::pair("/public_key", f.public_key), std::pair("/server_key", f.server_key)})
      if (!is_curve_key(key)) throw BadInput(name, "is no CURVE key");
    if (curve_public_key(f.secret_key) != f.public_key)
      throw BadInput("/secret_key", "does not belong to the public key");
    return f;
  } catch (const BadInput& e) {
    throw CtlError(Exit::usage, s.say(Msg::bad_client_file, {path, e.what()}));
  }
}

// "tcp://*:5556" says where the server listens, not where it is.
bool reachable(const std::string& endpoint) {
  return starts_with(endpoint, "tcp://") && endpoint.find("//*") == std::string::npos &&
         endpoint.find("//0.0.0.0:") == std::string::npos && endpoint.find("//[::]:") == std::string::npos;
}

}  // namespace

void refuse_existing(const Session& s, const std::string& path) {
  if (::access(path.c_str(), F_OK) == 0) throw CtlError(Exit::usage, s.say(Msg::file_exists, {path}));
}

void write_client_file(const Session& s, const std::string& path, const ClientFile& file) {
  refuse_existing(s, path);
  JsonWriter w;
  w.object().field("client", file.client).field("public_key", file.public_key);
  w.field("secret_key", file.secret_key).field("server_key", file.server_key);
  w.field("stream", file.stream).field("service", file.service).end();
  if (auto written = write_file_durably(path, w.take() + "\n", 0600); !written)
    throw CtlError(Exit::usage, written.error().text());
}

BusPlace find_bus_place(const Session& s, BusEnd end) {
  const std::string path = s.args.text("client"), at = s.args.text("at");
  if (path.empty()) {
    if (!at.empty()) throw CtlError(Exit::usage, s.say(Msg::at_needs_client));
    const Endpoints e = find_bus(s.globals, s.language());
    return {end == BusEnd::stream ? e.stream : e.service, {}};
  }
  const ClientFile f = read_client_file(s, path);
  BusPlace place{!at.empty() ? at : end == BusEnd::stream ? f.stream : f.service, {}};
  if (!reachable(place.endpoint)) throw CtlError(Exit::usage, s.say(Msg::client_no_endpoint, {path}));
  place.options.curve_public = f.public_key;
  place.options.curve_secret = f.secret_key;
  place.options.curve_server = f.server_key;
  return place;
}

}  // namespace huiyin
