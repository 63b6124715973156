#include "adapters/sgip/pdu.h"

#include "adapters/line/fields.h"
#include "daemon/base/bad_input.h"

namespace huiyin::sgip {
namespace {

constexpr std::size_t kNumber = 21, kName = 16, kTime = 16, kReserve = 8, kMostUsers = 100;

template <typename F>
void fields(F&, std::monostate&) {}
template <typename F>
void fields(F& f, Sequence& s) {
  f.u32("SequenceNumber.node", s.node);
  f.u32("SequenceNumber.time", s.time);
  f.u32("SequenceNumber.serial", s.serial);
}
template <typename F>
void fields(F& f, Bind& b) {
  f.u8("LoginType", b.type);
  f.text("LoginName", b.name, kName);
  f.text("LoginPassword", b.password, kName);
  f.text("Reserve", b.reserve, kReserve);
}
template <typename F>
void fields(F& f, Submit& b) {
  f.text("SPNumber", b.sp_number, kNumber);
  f.text("ChargeNumber", b.charge_number, kNumber);
  f.numbers("UserNumber", b.users, kNumber, kMostUsers);
  f.text("CorpId", b.corp_id, 5);
  f.text("ServiceType", b.service_type, 10);
  f.u8("FeeType", b.fee_type);
  f.text("FeeValue", b.fee_value, 6);
  f.text("GivenValue", b.given_value, 6);
  f.u8("AgentFlag", b.agent_flag);
  f.u8("MorelatetoMTFlag", b.morelate_to_mt);
  f.u8("Priority", b.priority);
  f.text("ExpireTime", b.expire_time, kTime);
  f.text("ScheduleTime", b.schedule_time, kTime);
  f.u8("ReportFlag", b.report_flag);
  f.u8("TP_pid", b.tp_pid);
  f.u8("TP_udhi", b.tp_udhi);
  f.u8("MessageCoding", b.coding);
  f.u8("MessageType", b.type);
  f.counted32("MessageContent", b.content);
  f.text("Reserve", b.reserve, kReserve);
}
template <typename F>
void fields(F& f, Deliver& b) {
  f.text("UserNumber", b.user, kNumber);
  f.text("SPNumber", b.sp_number, kNumber);
  f.u8("TP_pid", b.tp_pid);
  f.u8("TP_udhi", b.tp_udhi);
  f.u8("MessageCoding", b.coding);
  f.counted32("MessageContent", b.content);
  f.text("Reserve", b.reserve, kReserve);
}
template <typename F>
void fields(F& f, Report& b) {
  fields(f, b.submit);
  f.u8("ReportType", b.type);
  f.text("UserNumber", b.user, kNumber);
  f.u8("State", b.state);
  f.u8("ErrorCode", b.error);
  f.text("Reserve", b.reserve, kReserve);
}
template <typename F>
void fields(F& f, UserReport& b) {
  f.text("SPNumber", b.sp_number, kNumber);
  f.text("UserNumber", b.user, kNumber);
  f.u8("UserCondition", b.condition);
  f.text("Reserve", b.reserve, kReserve);
}
template <typename F>
void fields(F& f, Result& b) {
  f.u8("Result", b.result);
  f.text("Reserve", b.reserve, kReserve);
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
    {kBind, "BIND", empty<Bind>},
    {kBind | kResponse, "BIND_RESP", empty<Result>},
    {kUnbind, "UNBIND", empty<std::monostate>},
    {kUnbind | kResponse, "UNBIND_RESP", empty<std::monostate>},
    {kSubmit, "SUBMIT", empty<Submit>},
    {kSubmit | kResponse, "SUBMIT_RESP", empty<Result>},
    {kDeliver, "DELIVER", empty<Deliver>},
    {kDeliver | kResponse, "DELIVER_RESP", empty<Result>},
    {kReport, "REPORT", empty<Report>},
    {kReport | kResponse, "REPORT_RESP", empty<Result>},
    {kUserReport, "USERRPT", empty<UserReport>},
    {kUserReport | kResponse, "USERRPT_RESP", empty<Result>},
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
  line::FieldsIn in{OctetReader(octets, "header")};
  Header h;
  in.u32("Message_Length", h.length);
  in.u32("Command_Id", h.command);
  fields(in, h.sequence);
  return h;
}

Pdu decode(std::string_view octets) {
  if (octets.size() < kHeaderOctets) throw BadInput("header", "is cut");
  const Header h = read_header(octets);
  if (h.length != octets.size()) throw BadInput("header.Message_Length", "is not the PDU's length");
  const Kind* kind = find_kind(h.command);
  if (kind == nullptr) throw BadInput("header.Command_Id", "is not of SGIP");
  line::FieldsIn in{OctetReader(octets.substr(kHeaderOctets), kind->name)};
  Pdu pdu{h.command, h.sequence, kind->body()};
  std::visit([&](auto& b) { fields(in, b); }, pdu.body);
  // go_sgip answers UNBIND with nine octets.
  if (in.io.left() > 0 && h.command != (kUnbind | kResponse))
    in.io.refuse("body", "has " + std::to_string(in.io.left()) + " octets too many");
  return pdu;
}

std::string encode(const Pdu& pdu) {
  line::FieldsOut out{OctetWriter(name_of_command(pdu.command))};
  out.io.u32(0);
  out.io.u32(pdu.command);
  Sequence sequence = pdu.sequence;
  fields(out, sequence);
  Body body = pdu.body;
  std::visit([&](auto& b) { fields(out, b); }, body);
  if (out.io.size() > kMaxPduOctets) out.io.refuse("Message_Length", "is above 2048");
  out.io.patch_u32(0, static_cast<std::uint32_t>(out.io.size()));
  return out.io.take();
}

}  // namespace huiyin::sgip
