// libFuzzer target: what an ISMG may send, in both versions. Decoding answers with a PDU or BadInput; what is
// read can be written and is read as the same again; deliveries are read or refused by name; a session
// survives any bytes.
#include "adapters/cmpp/reader.h"
#include "adapters/cmpp/session.h"
#include "daemon/base/bad_input.h"
#include "tests/fuzz/line_driven.h"

namespace huiyin::cmpp {
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

void read(std::string_view octets, Version version) {
  try {
    const Inbox inbox = read_deliver(kind_of(version), octets, {"106900001234", "86", {}});
    require(inbox.messages.size() + inbox.receipts.size() == 1);
  } catch (const BadInput&) {
  }
}

std::unique_ptr<Session> session(Version version) {
  LinkRules r;
  r.version = version;
  r.sp_id = "901234";
  r.sender = "106900001234";
  return std::make_unique<Session>(std::move(r));
}

void drive(std::string_view octets, Version version) {
  DrivenLine fresh(session(version));
  fresh.give(octets);
  DrivenLine up(session(version));
  const Header h = read_header(up.login());
  up.give(encode({command::kConnect | command::kResponse, h.sequence, ConnectResult{}}, version));
  up.submit();
  up.give_in_pieces(octets);
  up.end();
}

}  // namespace
}  // namespace huiyin::cmpp

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  for (const auto version : {huiyin::cmpp::Version::v20, huiyin::cmpp::Version::v30}) {
    huiyin::cmpp::decode_and_back(octets, version);
    huiyin::cmpp::read(octets, version);
    huiyin::cmpp::drive(octets, version);
  }
  return 0;
}
