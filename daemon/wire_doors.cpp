// Opens the bus and the web, last of all: who comes in finds everything there.
#include "daemon/base/json.h"
#include "daemon/base/metrics.h"
#include "daemon/daemon_parts.h"
#include "daemon/io/system.h"

namespace huiyin {

Result<void> Daemon::Parts::bind() {
  auto started_bus =
      Bus::start({settings.bus.stream, settings.bus.service, identity.instance, settings.bus.heartbeat,
                  settings.bus.remote_stream, settings.bus.remote_service, bus_key.secret_key},
                 *store, commands, *clock);
  if (!started_bus) return tl::unexpected<Error>(started_bus.error());
  bus = std::move(*started_bus);
  {
    const Lock held(told_mutex);
    told_bus = bus.get();
  }
  if (!settings.api.enabled) return publish_endpoints();
  ApiParts parts{store.get(), vault.get(), clock.get(),
                 &commands,   &loop,       settings.hooks.enabled ? pushes.get() : nullptr,
                 {},          {},          {}};
  parts.status = [this] {
    net_role.assert_here();
    return status_json({&settings, &identity, store.get(), reader.get(), clock.get(), started, &loop,
                        dispatcher.get(), reconciler.get(), puller.get(), bus.get(), link_status(),
                        edge_watch.alarms()});
  };
  parts.hook_secret = [carriers = settings.carriers](const std::string& account) {
    for (const CarrierAccount& a : carriers)
      if (a.name == account) return a.hook_secret.reveal();
    return std::string();
  };
  parts.ready = [this] { return ready.load(); };
  parts.broken_edges = [] {  // the net thread sets it: see wire_edges.cpp
    return static_cast<std::size_t>(
        gauge("huiyin_edges_alarmed", "Those that have been broken for longer than alarm.after").value());
  };
  parts.followup = rules->followup;
  parts.truth = truth;
  parts.plan_terms = [this] { return plan_terms.get(); };
  if (settings.open311.enabled)
    parts.open311 = std::make_shared<const Open311Rules>(
        Open311Rules{rules->categories, settings.office.name, settings.open311.descriptions});
  parts.looks = looks;
  parts.templates = templates;
  parts.share_folder = settings.state.dir;
  Api::Options o;
  o.address = settings.api.address;
  o.port = static_cast<int>(settings.api.port);
  o.max_body = static_cast<std::size_t>(settings.api.max_body);
  o.max_push = static_cast<std::size_t>(settings.hooks.max_body);
  o.upload_dir = settings.state.dir + "/import";
  o.token_file = settings.api.token_file;
  o.setup_file = settings.state.dir + "/setup-code";
  o.office = settings.office.name;
  auto started_api = Api::start(o, parts);
  if (!started_api) return tl::unexpected<Error>(started_api.error());
  api = std::move(*started_api);
  {
    const Lock held(told_mutex);
    told_api = api.get();
  }
  return publish_endpoints();
}

// Where huiyinctl on this machine finds us.
Result<void> Daemon::Parts::publish_endpoints() {
  JsonWriter w;
  w.object();
  if (api)
    w.field("api", "http://" + settings.api.address + ":" + std::to_string(api->port()))
        .field("token_file", settings.api.token_file);
  w.field("stream", bus->stream_endpoint()).field("service", bus->service_endpoint());
  if (!settings.bus.remote_stream.empty())
    w.field("remote_stream", settings.bus.remote_stream)
        .field("remote_service", settings.bus.remote_service)
        .field("server_key", bus_key.public_key);
  w.end();
  return write_file_durably(settings.state.run_dir + "/endpoints.json", w.take() + "\n", 0644);
}

}  // namespace huiyin
