#include "daemon/store/bus_keys.h"

#include "daemon/store/word_list.h"

namespace huiyin {
namespace {

// Every topic is the empty prefix, which a list of words can't hold.
constexpr std::string_view kAll = "*";

std::string packed(std::vector<std::string> prefixes) {
  for (std::string& p : prefixes)
    if (p.empty()) p = kAll;
  return word_list(prefixes);
}

std::vector<std::string> unpacked(std::string_view list) {
  std::vector<std::string> prefixes = words_of(list);
  for (std::string& p : prefixes)
    if (p == kAll) p.clear();
  return prefixes;
}

bool known_key(Database& db, std::string_view public_key) {
  return db.any("SELECT 1 FROM bus_key WHERE public_key = $1", {public_key});
}

void add_key(Database& db, std::string_view client, std::string_view public_key) {
  db.run("INSERT INTO bus_key (public_key, client, until) VALUES ($1, $2, NULL)", {public_key, client});
}

}  // namespace

Result<void> add_bus_client(Database& db, const BusClient& c, std::string_view public_key,
                            std::string_view by, TimePoint now) {
  const std::string_view name = c.name;
  if (db.any("SELECT 1 FROM bus_client WHERE name = $1", {name}))
    return fail(Errc::conflict, "there is such a client; rotate or revoke its key", "/client");
  if (known_key(db, public_key)) return fail(Errc::conflict, "is a client's key already", "/public_key");
  const std::string topics = packed(c.topics), commands = packed(c.commands);
  db.run("INSERT INTO bus_client (name, topics, commands, added_at, added_by) VALUES ($1, $2, $3, $4, $5)",
         {name, std::string_view(topics), std::string_view(commands), val(now), by});
  add_key(db, name, public_key);
  return {};
}

Result<void> rotate_bus_key(Database& db, std::string_view client, std::string_view public_key,
                            TimePoint until) {
  if (!db.any("SELECT 1 FROM bus_client WHERE name = $1", {client}))
    return fail(Errc::not_found, "there is no such client", "/client");
  if (known_key(db, public_key)) return fail(Errc::conflict, "is a client's key already", "/public_key");
  db.run("DELETE FROM bus_key WHERE client = $1 AND until IS NOT NULL", {client});
  db.run("UPDATE bus_key SET until = $1 WHERE client = $2", {val(until), client});
  add_key(db, client, public_key);
  return {};
}

bool remove_bus_client(Database& db, std::string_view name) {
  db.run("DELETE FROM bus_key WHERE client = $1", {name});
  return db.run("DELETE FROM bus_client WHERE name = $1", {name}) > 0;
}

std::vector<BusClient> list_bus_clients(Database& db) {
  std::vector<BusClient> out;
  db.each("SELECT name, topics, commands FROM bus_client ORDER BY name", {}, [&](const Row& r) {
    out.push_back({r.text(0), unpacked(r.text(1)), unpacked(r.text(2))});
  });
  return out;
}

std::vector<BusKey> list_bus_keys(Database& db) {
  std::vector<BusKey> out;
  db.each("SELECT public_key, client, until FROM bus_key ORDER BY client", {}, [&](const Row& r) {
    BusKey k{r.text(0), r.text(1), std::nullopt};
    if (!r.is_null(2)) k.until = from_ms(r.integer(2));
    out.push_back(std::move(k));
  });
  return out;
}

}  // namespace huiyin
