// libFuzzer target: what an SMGP gateway may send. Decoding answers with a PDU or BadInput; what is read can
// be written and is read as the same again; deliveries are read or refused by name; a session survives any
// bytes.
#include "adapters/smgp/reader.h"
#include "adapters/smgp/session.h"
#include "daemon/base/bad_input.h"
#include "tests/fuzz/line_driven.h"

namespace huiyin::smgp {
namespace {

using fuzz::DrivenLine;
using fuzz::require;

void decode_and_back(std::string_view octets, Version version) {
  std::string once;
  try {
    once = encode(decode(octets, version), version);
  } catch (const BadInput&) {
    return;  // not readable, or nothing that we would have written
  }
  require(encode(decode(once, version), version) == once);
}

void read(std::string_view octets) {
  try {
    const Inbox inbox = read_deliver(octets, {"106590001234", "86", {}});
    require(inbox.messages.size() + inbox.receipts.size() == 1);
  } catch (const BadInput&) {
  }
}

std::unique_ptr<Session> session() {
  LinkRules r;
  r.client_id = "10690001";
  r.sender = "106590001234";
  return std::make_unique<Session>(std::move(r));
}

void drive(std::string_view octets) {
  DrivenLine fresh(session());
  fresh.give(octets);
  DrivenLine up(session());
  const Header h = read_header(up.login());
  up.give(encode({command::kLogin | command::kResponse, h.sequence, LoginResult{}, {}}));
  up.submit();
  up.give_in_pieces(octets);
  up.end();
}

}  // namespace
}  // namespace huiyin::smgp

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  huiyin::smgp::decode_and_back(octets, huiyin::smgp::Version::v30);
  huiyin::smgp::decode_and_back(octets, huiyin::smgp::Version::v13);
  huiyin::smgp::read(octets);
  huiyin::smgp::drive(octets);
  return 0;
}
