#include "daemon/identity.h"

#include "daemon/base/bytes.h"
#include "daemon/base/json.h"
#include "daemon/outbound/outcomes.h"
#include "daemon/store/journal.h"
#include "daemon/store/raw_inbound.h"

namespace huiyin {
namespace {

std::string new_instance() {
  std::string out;
  for (const char c : random_bytes(6))
    out.push_back("0123456789abcdefghijklmnopqrstuvwxyz"[static_cast<unsigned char>(c) % 36]);
  return out;
}

}  // namespace

Result<Identity> begin_epoch(Store& store, TimePoint now) {
  return store.write_now<Identity>([now](Database& db) -> Result<Identity> {
    Identity id;
    id.instance = meta(db, "instance");
    if (id.instance.empty()) {
      id.instance = new_instance();
      set_meta(db, "instance", id.instance);
    }
    const std::string before = meta(db, "epoch");
    id.epoch = before.empty() ? 1 : std::stoll(before) + 1;
    set_meta(db, "epoch", std::to_string(id.epoch));
    const auto lost = close_open_attempts(db, now);
    if (!lost) return tl::unexpected<Error>(lost.error());
    id.lost = *lost;
    JsonWriter w;
    w.object().field("epoch", id.epoch).field("uncertain", id.lost).end();
    append_event(db, "daemon.started", "daemon/" + id.instance, now, w.take());
    return id;
  });
}

}  // namespace huiyin
