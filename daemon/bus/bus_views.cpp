#include "daemon/bus/bus_views.h"

#include "daemon/base/bytes.h"
#include "daemon/base/json.h"
#include "daemon/store/bus_keys.h"
#include "daemon/store/consumers.h"

namespace huiyin {
namespace {

void write_prefixes(JsonWriter& w, std::string_view name, const std::vector<std::string>& prefixes) {
  w.key(name).array();
  for (const std::string& p : prefixes) w.value(p.empty() ? "*" : p);
  w.end();
}

}  // namespace

std::string key_fingerprint(std::string_view key) {
  return to_hex(sha256(key)).substr(0, 12);
}

std::string bus_clients_json(Database& db, TimePoint now) {
  const std::vector<BusKey> keys = list_bus_keys(db);
  JsonWriter w;
  w.object().key("items").array();
  for (const BusClient& c : list_bus_clients(db)) {
    w.object().field("client", c.name);
    write_prefixes(w, "topics", c.topics);
    write_prefixes(w, "commands", c.commands);
    w.key("keys").array();
    for (const BusKey& k : keys) {
      if (k.client != c.name || (k.until && *k.until <= now)) continue;
      w.object().field("key_fingerprint", key_fingerprint(k.public_key)).key("until");
      if (k.until)
        w.value(to_rfc3339(*k.until));
      else
        w.null();
      w.end();
    }
    w.end().end();
  }
  w.end().end();
  return w.take();
}

std::string bus_consumers_json(Database& db) {
  const std::int64_t newest = newest_event(db);
  JsonWriter w;
  w.array();
  for (const Consumer& c : list_consumers(db)) {
    w.object().field("consumer", c.name).field("owner", c.owner);
    write_prefixes(w, "topics", c.topics.empty() ? std::vector<std::string>{""} : c.topics);
    w.field("acked", c.acked).field("lag", newest - c.acked).field("dead", count_dead(db, c.name));
    w.field("changed_at", to_rfc3339(c.at)).end();
  }
  w.end();
  return w.take();
}

}  // namespace huiyin
