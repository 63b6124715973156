#include "adapters/smgp/pdu.h"

#include "adapters/line/fields.h"
#include "daemon/base/bad_input.h"

namespace huiyin::smgp {
namespace {

constexpr std::size_t kMd5 = 16, kMsgId = 10, kNumber = 21, kTime = 17, kMostDestinations = 100;

template <typename Direction>
struct Fields : Direction {
  bool fixed_fee = true;
};

template <typename F>
void fields(F&, std::monostate&) {}
template <typename F>
void fields(F& f, Login& b) {
  f.text("ClientID", b.client_id, 8);
  f.raw("AuthenticatorClient", b.authenticator, kMd5);
  f.u8("LoginMode", b.mode);
  f.u32("TimeStamp", b.timestamp);
  f.u8("ClientVersion", b.version);
}
template <typename F>
void fields(F& f, LoginResult& b) {
  f.u32("Status", b.status);
  f.raw("AuthenticatorServer", b.authenticator, kMd5);
  f.u8("ServerVersion", b.version);
}
template <typename F>
void fields(F& f, Submit& b) {
  f.u8("MsgType", b.msg_type);
  f.u8("NeedReport", b.need_report);
  f.u8("Priority", b.priority);
  f.text("ServiceID", b.service_id, 10);
  f.text("FeeType", b.fee_type, 2);
  f.text("FeeCode", b.fee_code, 6);
  if (f.fixed_fee) f.text("FixedFee", b.fixed_fee, 6);
  f.u8("MsgFormat", b.format);
  f.text("ValidTime", b.valid_time, kTime);
  f.text("AtTime", b.at_time, kTime);
  f.text("SrcTermID", b.source, kNumber);
  f.text("ChargeTermID", b.charge_number, kNumber);
  f.numbers("DestTermID", b.destinations, kNumber, kMostDestinations);
  f.counted("MsgContent", b.content);
  f.text("Reserve", b.reserve, 8);
}
template <typename F>
void fields(F& f, MessageResult& b) {
  f.raw("MsgID", b.msg_id, kMsgId);
  f.u32("Status", b.status);
}
template <typename F>
void fields(F& f, Deliver& b) {
  f.raw("MsgID", b.msg_id, kMsgId);
  f.u8("IsReport", b.is_report);
  f.u8("MsgFormat", b.format);
  f.text("RecvTime", b.receive_time, 14);
  f.text("SrcTermID", b.source, kNumber);
  f.text("DestTermID", b.destination, kNumber);
  f.counted("MsgContent", b.content);
  f.text("Reserve", b.reserve, 8);
}

template <typename T>
Body empty() {
  return T{};
}
struct Kind {
  std::uint32_t command;
  std::string_view name;
  Body (*body)();
};
using namespace command;
constexpr Kind kKinds[] = {
    {kLogin, "Login", empty<Login>},
    {kLogin | kResponse, "Login_Resp", empty<LoginResult>},
    {kSubmit, "Submit", empty<Submit>},
    {kSubmit | kResponse, "Submit_Resp", empty<MessageResult>},
    {kDeliver, "Deliver", empty<Deliver>},
    {kDeliver | kResponse, "Deliver_Resp", empty<MessageResult>},
    {kActiveTest, "Active_Test", empty<std::monostate>},
    {kActiveTest | kResponse, "Active_Test_Resp", empty<std::monostate>},
    {kExit, "Exit", empty<std::monostate>},
    {kExit | kResponse, "Exit_Resp", empty<std::monostate>},
};

const Kind* find_kind(std::uint32_t command) {
  for (const Kind& k : kKinds)
    if (k.command == command) return &k;
  return nullptr;
}

}  // namespace

std::string_view name_of_command(std::uint32_t command) {
  const Kind* kind = find_kind(command);
  return kind == nullptr ? "PDU" : kind->name;
}

Header read_header(std::string_view octets) {
  OctetReader in(octets, "header");
  Header h;
  h.length = in.u32("PacketLength");
  h.command = in.u32("RequestID");
  h.sequence = in.u32("SequenceID");
  return h;
}

Pdu decode(std::string_view octets, Version version) {
  if (octets.size() < kHeaderOctets) throw BadInput("header", "is cut");
  const Header h = read_header(octets);
  if (h.length != octets.size()) throw BadInput("header.PacketLength", "is not the PDU's length");
  const Kind* kind = find_kind(h.command);
  if (kind == nullptr) throw BadInput("header.RequestID", "is not of SMGP");
  Fields<line::FieldsIn> in{{OctetReader(octets.substr(kHeaderOctets), kind->name)}, version != Version::v13};
  Pdu pdu{h.command, h.sequence, kind->body(), {}};
  std::visit([&](auto& b) { fields(in, b); }, pdu.body);
  pdu.tlvs = line::read_tlvs(&in.io);
  return pdu;
}

std::string encode(const Pdu& pdu, Version version) {
  Fields<line::FieldsOut> out{{OctetWriter(name_of_command(pdu.command))}, version != Version::v13};
  out.io.u32(0);
  out.io.u32(pdu.command);
  out.io.u32(pdu.sequence);
  Body body = pdu.body;
  std::visit([&](auto& b) { fields(out, b); }, body);
  line::write_tlvs(pdu.tlvs, &out.io);
  out.io.patch_u32(0, static_cast<std::uint32_t>(out.io.size()));
  return out.io.take();
}

}  // namespace huiyin::smgp
