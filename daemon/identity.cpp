#include "daemon/identity.h"

#include <sys/stat.h>

#include "daemon/base/bytes.h"
#include "daemon/base/fault_point.h"
#include "daemon/base/file.h"
#include "daemon/base/json.h"
#include "daemon/base/text.h"
#include "daemon/io/system.h"
#include "daemon/outbound/outcomes.h"
#include "daemon/store/holds.h"
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

// Hashed: machine-id(5) asks programs not to show it.
std::string host_hash() {
  const auto id = read_file("/etc/machine-id");
  if (!id || trim(*id).empty()) return {};
  return to_hex(sha256("huiyin " + std::string(trim(*id)))).substr(0, 32);
}

std::int64_t inode_of(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? static_cast<std::int64_t>(info.st_ino) : 0;
}

std::int64_t number(const std::string& text) {
  return text.empty() ? 0 : std::stoll(text);
}

Fingerprint print_of(Database& db) {
  return {meta(db, "instance"), number(meta(db, "epoch")), newest_event(db), meta(db, "host"),
          number(meta(db, "inode"))};
}

// Far enough that two copies thawed apart do not meet, and never back.
std::int64_t id_gap() {
  std::int64_t gap = 1;
  for (const char c : random_bytes(4)) gap = gap << 8 | static_cast<unsigned char>(c);
  return gap;
}

void freeze(Database& db, const std::string& why, TimePoint now) {
  set_hold(db, {"restored", now, "daemon", why, {}});
  skip_attempt_ids(db, id_gap(), now);
  JsonWriter w;
  append_event(db, "outbound.frozen", "outbound", now, w.object().field("reason", why).end().take());
}

Result<std::optional<Fingerprint>> side_of(const IdentityFiles& files) {
  const auto text = read_file(files.side);
  if (!text && text.error().code == Errc::not_found) return std::nullopt;
  if (!text) return tl::unexpected<Error>(text.error());
  auto print = Fingerprint::from_json(*text);
  if (!print) return fail(Errc::bad_input, "is damaged; remove it, start, and thaw", files.side);
  return std::optional<Fingerprint>(std::move(*print));
}

Result<Identity> begin(Database& db, const std::optional<Fingerprint>& side, const Fingerprint& here,
                       TimePoint now) {
  Identity id;
  Fingerprint ledger = print_of(db);
  id.frozen = broken_fence(ledger, side, here);
  if (ledger.instance.empty()) ledger.instance = new_instance();
  id.epoch = std::max(ledger.epoch, side ? side->epoch : 0) + 1;
  id.instance = ledger.instance;
  set_meta(db, "instance", id.instance);
  set_meta(db, "epoch", std::to_string(id.epoch));
  set_meta(db, "host", here.host);
  set_meta(db, "inode", std::to_string(here.inode));
  const auto lost = close_open_attempts(db, now);
  if (!lost) return tl::unexpected<Error>(lost.error());
  id.lost = *lost;
  if (!id.frozen.empty()) freeze(db, id.frozen, now);
  id.held = is_held(db);
  JsonWriter w;
  w.object().field("epoch", id.epoch).field("uncertain", id.lost).field("held", id.held).end();
  append_event(db, "daemon.started", "daemon/" + id.instance, now, w.take());
  fault_point("restart.closed");
  id.print = {id.instance, id.epoch, 0, here.host, here.inode};
  return id;
}

}  // namespace

Result<Identity> begin_epoch(Store& store, const IdentityFiles& files, TimePoint now) {
  const auto side = side_of(files);
  if (!side) return tl::unexpected<Error>(side.error());
  const Fingerprint here{{}, 0, 0, host_hash(), inode_of(files.ledger)};
  auto id = store.write_now<Identity>([&](Database& db) { return begin(db, *side, here, now); });
  if (!id) return id;
  if (auto kept = remember_identity(files, id->print, store.newest_seq()); !kept)
    return tl::unexpected<Error>(kept.error());
  return id;
}

Result<void> remember_identity(const IdentityFiles& files, Fingerprint print, std::int64_t newest_seq) {
  print.seq = newest_seq;
  return write_file_durably(files.side, print.json() + "\n");
}

}  // namespace huiyin
