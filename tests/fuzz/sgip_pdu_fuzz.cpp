// libFuzzer target: what an SMG may send, and who may call us. Decoding answers with a PDU or BadInput; what
// is read can be written and is read as the same again; arrivals are read or refused by name; both kinds of
// session survive any bytes.
#include "adapters/sgip/reader.h"
#include "adapters/sgip/session.h"
#include "daemon/base/bad_input.h"
#include "tests/fuzz/line_driven.h"

namespace huiyin::sgip {
namespace {

using fuzz::DrivenLine;
using fuzz::require;
using Side = Session::Side;

void decode_and_back(std::string_view octets) {
  std::string once;
  try {
    once = encode(decode(octets));
  } catch (const BadInput&) {
    return;  // not readable, or nothing that we would have written
  }
  require(encode(decode(once)) == once);
}

void read(std::string_view octets) {
  try {
    const Inbox inbox = read_arrival(octets, {"106550001234", "86"});
    require(inbox.messages.size() + inbox.receipts.size() + inbox.unreadable.size() == 1);
  } catch (const BadInput&) {
  }
}

std::unique_ptr<Session> session(Side side) {
  LinkRules r;
  r.node = 3079101234;
  r.name = r.peer_name = "hotline";
  r.sender = "106550001234";
  return std::make_unique<Session>(std::move(r), side);
}

void drive(std::string_view octets) {
  for (const Side side : {Side::we_call, Side::we_are_called}) {
    DrivenLine fresh(session(side));
    fresh.give(octets);
  }
  DrivenLine called(session(Side::we_are_called));
  called.give(encode({command::kBind, {1, 2, 3}, Bind{2, "hotline", "", {}}}));
  called.give_in_pieces(octets);
  called.end();
  DrivenLine up(session(Side::we_call));
  const Header h = read_header(up.login());
  up.give(encode({command::kBind | command::kResponse, h.sequence, Result{}}));
  up.submit();
  up.give_in_pieces(octets);
  up.end();
}

}  // namespace
}  // namespace huiyin::sgip

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  huiyin::sgip::decode_and_back(octets);
  huiyin::sgip::read(octets);
  huiyin::sgip::drive(octets);
  return 0;
}
