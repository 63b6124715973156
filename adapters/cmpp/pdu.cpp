#include "adapters/cmpp/pdu.h"

#include "adapters/line/fields.h"
#include "daemon/base/bad_input.h"

namespace huiyin::cmpp {
namespace {

constexpr std::size_t kMd5 = 16, kService = 10, kTime = 17, kOurNumber = 21, kMostDestinations = 99;
constexpr std::size_t kNarrowReport = 60, kWideReport = 71;

// wide: the layout of 3.0.
struct In : line::FieldsIn {
  bool wide;
  // One octet in 2.0, four in 3.0; `behind` more follow it.
  void result(std::string_view field, std::uint32_t& v, std::size_t behind) {
    v = io.left() >= behind + 4 ? io.u32(field) : io.u8(field);
  }
  void reserved(std::uint8_t& v) { v = io.left() > 0 ? io.u8("Reserved") : 0; }
};

struct Out : line::FieldsOut {
  bool wide;
  void result(std::string_view field, std::uint32_t& v, std::size_t) {
    if (wide) return io.u32(v);
    if (v > 0xFF) io.refuse(field, "is above 255");
    io.u8(static_cast<std::uint8_t>(v));
  }
  void reserved(std::uint8_t& v) { io.u8(v); }
};

template <typename F>
std::size_t number_octets(const F& f) {
  return f.wide ? 32 : 21;
}
template <typename F>
std::size_t link_octets(const F& f) {
  return f.wide ? 20 : 8;
}

template <typename F>
void fields(F&, std::monostate&) {}
template <typename F>
void fields(F& f, Connect& b) {
  f.text("Source_Addr", b.source_addr, 6);
  f.raw("AuthenticatorSource", b.authenticator, kMd5);
  f.u8("Version", b.version);
  f.u32("Timestamp", b.timestamp);
}
template <typename F>
void fields(F& f, ConnectResult& b) {
  f.result("Status", b.status, kMd5 + 1);
  f.raw("AuthenticatorISMG", b.authenticator, kMd5);
  f.u8("Version", b.version);
}
template <typename F>
void fields(F& f, Submit& b) {
  f.u64("Msg_Id", b.msg_id);
  f.u8("Pk_total", b.pk_total);
  f.u8("Pk_number", b.pk_number);
  f.u8("Registered_Delivery", b.registered_delivery);
  f.u8("Msg_level", b.msg_level);
  f.text("Service_Id", b.service_id, kService);
  f.u8("Fee_UserType", b.fee_user_type);
  f.text("Fee_terminal_Id", b.fee_terminal, number_octets(f));
  if (f.wide) f.u8("Fee_terminal_type", b.fee_terminal_type);
  f.u8("TP_pId", b.tp_pid);
  f.u8("TP_udhi", b.tp_udhi);
  f.u8("Msg_Fmt", b.msg_fmt);
  f.text("Msg_src", b.msg_src, 6);
  f.text("FeeType", b.fee_type, 2);
  f.text("FeeCode", b.fee_code, 6);
  f.text("ValId_Time", b.valid_time, kTime);
  f.text("At_Time", b.at_time, kTime);
  f.text("Src_Id", b.src_id, kOurNumber);
  f.numbers("Dest_terminal_Id", b.destinations, number_octets(f), kMostDestinations);
  if (f.wide) f.u8("Dest_terminal_type", b.destination_type);
  f.counted("Msg_Content", b.content);
  f.text("LinkID", b.link_id, link_octets(f));
}
template <typename F>
void fields(F& f, MessageResult& b) {
  f.u64("Msg_Id", b.msg_id);
  f.result("Result", b.result, 0);
}
template <typename F>
void fields(F& f, Deliver& b) {
  f.u64("Msg_Id", b.msg_id);
  f.text("Dest_Id", b.dest_id, kOurNumber);
  f.text("Service_Id", b.service_id, kService);
  f.u8("TP_pid", b.tp_pid);
  f.u8("TP_udhi", b.tp_udhi);
  f.u8("Msg_Fmt", b.msg_fmt);
  f.text("Src_terminal_Id", b.source, number_octets(f));
  if (f.wide) f.u8("Src_terminal_type", b.source_type);
  f.u8("Registered_Delivery", b.registered_delivery);
  f.counted("Msg_Content", b.content);
  f.text("LinkID", b.link_id, link_octets(f));
}
template <typename F>
void fields(F& f, Query& b) {
  f.text("Time", b.time, 8);
  f.u8("Query_Type", b.type);
  f.text("Query_Code", b.code, 10);
  f.text("Reserve", b.reserve, 8);
}
template <typename F>
void fields(F& f, QueryResult& b) {
  f.text("Time", b.time, 8);
  f.u8("Query_Type", b.type);
  f.text("Query_Code", b.code, 10);
  for (std::uint32_t& n : b.counters) f.u32("counter", n);
}
template <typename F>
void fields(F& f, Cancel& b) {
  f.u64("Msg_Id", b.msg_id);
}
template <typename F>
void fields(F& f, CancelResult& b) {
  f.result("Success_Id", b.success_id, 0);
}
template <typename F>
void fields(F& f, ActiveTestResult& b) {
  f.reserved(b.reserved);
}
template <typename F>
void fields(F& f, Report& r) {
  f.u64("Msg_Id", r.msg_id);
  f.text("Stat", r.stat, 7);
  f.text("Submit_time", r.submit_time, 10);
  f.text("Done_time", r.done_time, 10);
  f.text("Dest_terminal_Id", r.destination, number_octets(f));
  f.u32("SMSC_sequence", r.smsc_sequence);
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
    {kConnect, "CMPP_CONNECT", empty<Connect>},
    {kConnect | kResponse, "CMPP_CONNECT_RESP", empty<ConnectResult>},
    {kTerminate, "CMPP_TERMINATE", empty<std::monostate>},
    {kTerminate | kResponse, "CMPP_TERMINATE_RESP", empty<std::monostate>},
    {kSubmit, "CMPP_SUBMIT", empty<Submit>},
    {kSubmit | kResponse, "CMPP_SUBMIT_RESP", empty<MessageResult>},
    {kDeliver, "CMPP_DELIVER", empty<Deliver>},
    {kDeliver | kResponse, "CMPP_DELIVER_RESP", empty<MessageResult>},
    {kQuery, "CMPP_QUERY", empty<Query>},
    {kQuery | kResponse, "CMPP_QUERY_RESP", empty<QueryResult>},
    {kCancel, "CMPP_CANCEL", empty<Cancel>},
    {kCancel | kResponse, "CMPP_CANCEL_RESP", empty<CancelResult>},
    {kActiveTest, "CMPP_ACTIVE_TEST", empty<std::monostate>},
    {kActiveTest | kResponse, "CMPP_ACTIVE_TEST_RESP", empty<ActiveTestResult>},
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
  h.length = in.u32("Total_Length");
  h.command = in.u32("Command_Id");
  h.sequence = in.u32("Sequence_Id");
  return h;
}

Pdu decode(std::string_view octets, Version version) {
  if (octets.size() < kHeaderOctets) throw BadInput("header", "is cut");
  const Header h = read_header(octets);
  if (h.length != octets.size()) throw BadInput("header.Total_Length", "is not the PDU's length");
  const Kind* kind = find_kind(h.command);
  if (kind == nullptr) throw BadInput("header.Command_Id", "is not of CMPP");
  In in{{OctetReader(octets.substr(kHeaderOctets), kind->name)}, version == Version::v30};
  Pdu pdu{h.command, h.sequence, kind->body()};
  std::visit([&](auto& b) { fields(in, b); }, pdu.body);
  if (in.io.left() > 0) in.io.refuse("body", "has " + std::to_string(in.io.left()) + " octets too many");
  return pdu;
}

std::string encode(const Pdu& pdu, Version version) {
  Out out{{OctetWriter(name_of_command(pdu.command))}, version == Version::v30};
  out.io.u32(0);
  out.io.u32(pdu.command);
  out.io.u32(pdu.sequence);
  Body body = pdu.body;
  std::visit([&](auto& b) { fields(out, b); }, body);
  out.io.patch_u32(0, static_cast<std::uint32_t>(out.io.size()));
  return out.io.take();
}

Report decode_report(std::string_view content) {
  if (content.size() != kNarrowReport && content.size() != kWideReport)
    throw BadInput("report.Msg_Length", "is neither 60 nor 71");
  In in{{OctetReader(content, "report")}, content.size() == kWideReport};
  Report r;
  fields(in, r);
  return r;
}

std::string encode_report(const Report& report, bool wide) {
  Out out{{OctetWriter("report")}, wide};
  Report copy = report;
  fields(out, copy);
  return out.io.take();
}

}  // namespace huiyin::cmpp
