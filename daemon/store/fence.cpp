#include "daemon/store/fence.h"

#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"

namespace huiyin {

std::string Fingerprint::json() const {
  JsonWriter w;
  w.object().field("instance", instance).field("epoch", epoch).field("seq", seq);
  w.field("host", host).field("inode", inode).end();
  return w.take();
}

Result<Fingerprint> Fingerprint::from_json(std::string_view text) {
  try {
    const Json j = Json::parse(text);
    return Fingerprint{j.text("instance"), j.integer("epoch"), j.integer("seq"), j.text("host"),
                       j.integer("inode")};
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what());
  }
}

std::string broken_fence(const Fingerprint& ledger, const std::optional<Fingerprint>& side,
                         const Fingerprint& here) {
  const bool fenced_before = ledger.inode != 0;
  if (!fenced_before && !side) return {};
  if (fenced_before && !side) return "the ledger came here without its side file: it was copied or moved";
  if (side->instance != ledger.instance) return "the ledger is another installation's than its side file";
  if (ledger.epoch < side->epoch)
    return "the ledger is from an earlier start than its side file: it was restored";
  if (ledger.seq < side->seq)
    return "the ledger has forgotten events that its side file knows: it was restored";
  if (!fenced_before) return {};
  if (!ledger.host.empty() && !here.host.empty() && ledger.host != here.host)
    return "the ledger was last used on another machine";
  if (here.inode != 0 && ledger.inode != here.inode) return "the ledger's file was replaced by another one";
  return {};
}

}  // namespace huiyin
