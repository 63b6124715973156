// libFuzzer target: what an SMSC may send. Decoding answers with a PDU or BadInput; what is read can be
// written and is read as the same again; deliveries are read or refused by name; a session survives any bytes
// in any pieces, before and after its bind, and never takes them for more than one outcome of its submit.
#include <cstdlib>
#include <string>

#include "adapters/smpp/pdu.h"
#include "adapters/smpp/reader.h"
#include "adapters/smpp/session.h"
#include "daemon/base/bad_input.h"

namespace huiyin::smpp {
namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void decode_and_back(std::string_view octets) {
  Pdu pdu;
  try {
    pdu = decode(octets);
  } catch (const BadInput&) {
    return;
  }
  std::string once;
  try {
    once = encode(pdu);
  } catch (const BadInput&) {
    return;  // readable, but no value of ours would have been written so
  }
  require(encode(decode(once)) == once);
}

void read(std::string_view octets) {
  ReadRules rules;
  rules.sender = "106900001234";
  rules.country_code = "86";
  try {
    const Inbox inbox = read_deliver(octets, rules);
    require(inbox.messages.size() + inbox.receipts.size() == 1);
  } catch (const BadInput&) {
  }
}

class Driven {
 public:
  Driven() : session_(rules()) { session_.connected(moment()); }
  void bind() {
    const Header h = read_header(session_.take_output());
    give(encode({h.command | command::kResponse, 0, h.sequence, BindResult{"SMSC"}, {}}));
    SubmitBatch batch;
    batch.key = "b";
    batch.content.text = "您好";
    batch.to = {{"m", "+8613800000001"}};
    require(session_.room() > 0);
    session_.submit(batch, moment());
  }
  void give(std::string_view octets) {
    session_.received(octets, moment());
    for (const LineEvent& e : session_.take_events()) {
      if (std::holds_alternative<SubmitDone>(e)) require(++outcomes_ == 1);
      if (const auto* arrived = std::get_if<Arrived>(&e)) session_.kept(arrived->handle, moment());
    }
    session_.take_output();
  }
  // An answer that is whole or lost: in the end there is one outcome.
  void end() {
    session_.disconnected(moment());
    give("");
    require(outcomes_ == 1);
  }

 private:
  static LinkRules rules() {
    LinkRules r;
    r.bind.system_id = "hotline";
    r.sender = "106900001234";
    return r;
  }
  Moment moment() {
    return {from_ms(1'772'330'584'000), "00112233445566778899aabbccddeeff", steady_ += Millis(1)};
  }
  Millis steady_{1};
  int outcomes_ = 0;
  Session session_;
};

void drive(std::string_view octets) {
  Driven fresh;
  fresh.give(octets);
  Driven bound;
  bound.bind();
  const std::size_t piece = octets.empty() ? 1 : 1 + static_cast<unsigned char>(octets.back()) % 40;
  for (std::size_t at = 0; at < octets.size(); at += piece) bound.give(octets.substr(at, piece));
  bound.end();
}

}  // namespace
}  // namespace huiyin::smpp

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  if (size >= huiyin::smpp::kHeaderOctets) {
    huiyin::smpp::decode_and_back(octets);
    huiyin::smpp::read(octets);
  }
  huiyin::smpp::drive(octets);
  return 0;
}
