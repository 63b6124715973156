#include "daemon/bus/key_book.h"

#include <algorithm>

namespace huiyin {
namespace {

bool same_rights(const BusClient& a, const BusClient& b) {
  return a.topics == b.topics && a.commands == b.commands;
}

}  // namespace

bool KeyBook::load(Database& reader, TimePoint now) {
  const std::vector<BusKey> old_keys = std::exchange(keys_, {});
  const Clients old_clients = std::exchange(clients_, {});
  for (const BusClient& c : list_bus_clients(reader)) clients_[c.name] = std::make_shared<const BusClient>(c);
  for (BusKey& k : list_bus_keys(reader))
    if (!k.until || *k.until > now) keys_.push_back(std::move(k));
  return std::any_of(old_keys.begin(), old_keys.end(), [&](const BusKey& k) {
    const auto before = old_clients.at(k.client), after = of_key(k.public_key);
    return after == nullptr || after->name != k.client || !same_rights(*before, *after);
  });
}

bool KeyBook::any_ended(TimePoint now) const {
  return std::any_of(keys_.begin(), keys_.end(), [&](const BusKey& k) { return k.until && *k.until <= now; });
}

std::shared_ptr<const BusClient> KeyBook::of_key(const std::string& public_key) const {
  for (const BusKey& k : keys_)
    if (k.public_key == public_key) return of_name(k.client);
  return nullptr;
}

std::shared_ptr<const BusClient> KeyBook::of_name(const std::string& client) const {
  const auto it = clients_.find(client);
  return it == clients_.end() ? nullptr : it->second;
}

}  // namespace huiyin
