#include "adapters/smpp/pdu.h"

#include <type_traits>

#include "adapters/octets.h"
#include "daemon/base/bad_input.h"

namespace huiyin::smpp {
namespace {

constexpr std::size_t kAddressOctets = 21, kLongAddressOctets = 65, kIdOctets = 65, kTimeOctets = 17;

// The two directions have the same methods, so that each PDU is described once.
struct In {
  OctetReader io;
  void u8(std::string_view field, std::uint8_t& v) { v = io.u8(field); }
  void u32(std::string_view field, std::uint32_t& v) { v = io.u32(field); }
  void text(std::string_view field, std::string& v, std::size_t limit) { v = io.terminated(field, limit); }
  void counted(std::string_view field, std::string& v) { v = io.octets(field, io.u8("sm_length")); }
  template <typename T, typename One>
  void list(std::string_view field, std::vector<T>& v, One one) {
    const std::size_t n = io.u8(field);
    for (std::size_t i = 0; i < n; ++i) one(*this, v.emplace_back());
  }
};

struct Out {
  OctetWriter io;
  void u8(std::string_view, std::uint8_t& v) { io.u8(v); }
  void u32(std::string_view, std::uint32_t& v) { io.u32(v); }
  void text(std::string_view field, std::string& v, std::size_t limit) { io.terminated(field, v, limit); }
  void counted(std::string_view field, std::string& v) {
    if (v.size() > 254) io.refuse(field, "is longer than 254 octets: message_payload is for it");
    io.u8(static_cast<std::uint8_t>(v.size()));
    io.octets(v);
  }
  template <typename T, typename One>
  void list(std::string_view field, std::vector<T>& v, One one) {
    if (v.size() > 255) io.refuse(field, "is above 255");
    io.u8(static_cast<std::uint8_t>(v.size()));
    for (T& item : v) one(*this, item);
  }
};

struct AddressFields {
  std::string_view ton, npi, digits;
};
constexpr AddressFields kSource{"source_addr_ton", "source_addr_npi", "source_addr"};
constexpr AddressFields kDestination{"dest_addr_ton", "dest_addr_npi", "destination_addr"};
constexpr AddressFields kEsme{"esme_addr_ton", "esme_addr_npi", "esme_addr"};

template <typename F>
void address(F& f, const AddressFields& names, Address& a, std::size_t limit = kAddressOctets) {
  f.u8(names.ton, a.ton);
  f.u8(names.npi, a.npi);
  f.text(names.digits, a.digits, limit);
}

template <typename F>
void fields(F&, std::monostate&) {}
template <typename F>
void fields(F& f, Bind& b) {
  f.text("system_id", b.system_id, 16);
  f.text("password", b.password, 9);
  f.text("system_type", b.system_type, 13);
  f.u8("interface_version", b.interface_version);
  f.u8("addr_ton", b.addr_ton);
  f.u8("addr_npi", b.addr_npi);
  f.text("address_range", b.address_range, 41);
}
template <typename F>
void fields(F& f, BindResult& b) {
  f.text("system_id", b.system_id, 16);
}
template <typename F>
void fields(F& f, Outbind& b) {
  f.text("system_id", b.system_id, 16);
  f.text("password", b.password, 9);
}
template <typename F>
void after_destination(F& f, ShortMessage& b) {
  f.u8("esm_class", b.esm_class);
  f.u8("protocol_id", b.protocol_id);
  f.u8("priority_flag", b.priority);
  f.text("schedule_delivery_time", b.schedule_time, kTimeOctets);
  f.text("validity_period", b.validity, kTimeOctets);
  f.u8("registered_delivery", b.registered_delivery);
  f.u8("replace_if_present_flag", b.replace_if_present);
  f.u8("data_coding", b.data_coding);
  f.u8("sm_default_msg_id", b.default_message_id);
  f.counted("short_message", b.octets);
}
template <typename F>
void fields(F& f, ShortMessage& b) {
  f.text("service_type", b.service_type, 6);
  address(f, kSource, b.source);
  address(f, kDestination, b.destination);
  after_destination(f, b);
}
template <typename F>
void fields(F& f, MessageId& b) {
  f.text("message_id", b.id, kIdOctets);
}
template <typename F>
void fields(F& f, DataSm& b) {
  f.text("service_type", b.service_type, 6);
  address(f, kSource, b.source, kLongAddressOctets);
  address(f, kDestination, b.destination, kLongAddressOctets);
  f.u8("esm_class", b.esm_class);
  f.u8("registered_delivery", b.registered_delivery);
  f.u8("data_coding", b.data_coding);
}
template <typename F>
void fields(F& f, QuerySm& b) {
  f.text("message_id", b.id, kIdOctets);
  address(f, kSource, b.source);
}
template <typename F>
void fields(F& f, QueryResult& b) {
  f.text("message_id", b.id, kIdOctets);
  f.text("final_date", b.final_date, kTimeOctets);
  f.u8("message_state", b.state);
  f.u8("error_code", b.error);
}
template <typename F>
void fields(F& f, CancelSm& b) {
  f.text("service_type", b.service_type, 6);
  f.text("message_id", b.id, kIdOctets);
  address(f, kSource, b.source);
  address(f, kDestination, b.destination);
}
template <typename F>
void fields(F& f, ReplaceSm& b) {
  f.text("message_id", b.id, kIdOctets);
  address(f, kSource, b.source);
  f.text("schedule_delivery_time", b.schedule_time, kTimeOctets);
  f.text("validity_period", b.validity, kTimeOctets);
  f.u8("registered_delivery", b.registered_delivery);
  f.u8("sm_default_msg_id", b.default_message_id);
  f.counted("short_message", b.octets);
}
template <typename F>
void destination(F& f, MultiDestination& d) {
  f.u8("dest_flag", d.flag);
  if (d.flag == 1) return address(f, kDestination, d.address);
  if (d.flag == 2) return f.text("dl_name", d.list, 21);
  f.io.refuse("dest_flag", "is neither 1 nor 2");
}
template <typename F>
void fields(F& f, SubmitMulti& b) {
  f.text("service_type", b.message.service_type, 6);
  address(f, kSource, b.message.source);
  f.list("number_of_dests", b.destinations, [](F& g, MultiDestination& d) { destination(g, d); });
  after_destination(f, b.message);
}
template <typename F>
void fields(F& f, SubmitMultiResult& b) {
  f.text("message_id", b.id, kIdOctets);
  f.list("no_unsuccess", b.failures, [](F& g, MultiFailure& d) {
    address(g, kDestination, d.address);
    g.u32("error_status_code", d.status);
  });
}
template <typename F>
void fields(F& f, AlertNotification& b) {
  address(f, kSource, b.source, kLongAddressOctets);
  address(f, kEsme, b.esme, kLongAddressOctets);
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
    {kGenericNack, "generic_nack", empty<std::monostate>},
    {kBindReceiver, "bind_receiver", empty<Bind>},
    {kBindReceiver | kResponse, "bind_receiver_resp", empty<BindResult>},
    {kBindTransmitter, "bind_transmitter", empty<Bind>},
    {kBindTransmitter | kResponse, "bind_transmitter_resp", empty<BindResult>},
    {kQuerySm, "query_sm", empty<QuerySm>},
    {kQuerySm | kResponse, "query_sm_resp", empty<QueryResult>},
    {kSubmitSm, "submit_sm", empty<ShortMessage>},
    {kSubmitSm | kResponse, "submit_sm_resp", empty<MessageId>},
    {kDeliverSm, "deliver_sm", empty<ShortMessage>},
    {kDeliverSm | kResponse, "deliver_sm_resp", empty<MessageId>},
    {kUnbind, "unbind", empty<std::monostate>},
    {kUnbind | kResponse, "unbind_resp", empty<std::monostate>},
    {kReplaceSm, "replace_sm", empty<ReplaceSm>},
    {kReplaceSm | kResponse, "replace_sm_resp", empty<std::monostate>},
    {kCancelSm, "cancel_sm", empty<CancelSm>},
    {kCancelSm | kResponse, "cancel_sm_resp", empty<std::monostate>},
    {kBindTransceiver, "bind_transceiver", empty<Bind>},
    {kBindTransceiver | kResponse, "bind_transceiver_resp", empty<BindResult>},
    {kOutbind, "outbind", empty<Outbind>},
    {kEnquireLink, "enquire_link", empty<std::monostate>},
    {kEnquireLink | kResponse, "enquire_link_resp", empty<std::monostate>},
    {kSubmitMulti, "submit_multi", empty<SubmitMulti>},
    {kSubmitMulti | kResponse, "submit_multi_resp", empty<SubmitMultiResult>},
    {kAlertNotification, "alert_notification", empty<AlertNotification>},
    {kDataSm, "data_sm", empty<DataSm>},
    {kDataSm | kResponse, "data_sm_resp", empty<MessageId>},
};

const Kind* find_kind(std::uint32_t command) {
  for (const Kind& k : kKinds)
    if (k.command == command) return &k;
  return nullptr;
}

void read_body(std::string_view octets, const Kind& kind, Pdu* pdu) {
  In in{OctetReader(octets, kind.name)};
  Body body = kind.body();
  std::visit([&](auto& b) { fields(in, b); }, body);
  pdu->body = std::move(body);
  pdu->tlvs = line::read_tlvs(&in.io);
}

}  // namespace

bool is_response(std::uint32_t command) {
  return (command & kResponse) != 0;
}

bool is_known(std::uint32_t command) {
  return find_kind(command) != nullptr;
}

std::string_view name_of_command(std::uint32_t command) {
  const Kind* kind = find_kind(command);
  return kind == nullptr ? "pdu" : kind->name;
}

Header read_header(std::string_view octets) {
  OctetReader in(octets, "header");
  Header h;
  h.length = in.u32("command_length");
  h.command = in.u32("command_id");
  h.status = in.u32("command_status");
  h.sequence = in.u32("sequence_number");
  return h;
}

Pdu decode(std::string_view octets) {
  if (octets.size() < kHeaderOctets) throw BadInput("header", "is cut");
  const Header h = read_header(octets);
  if (h.length != octets.size()) throw BadInput("header.command_length", "is not the PDU's length");
  const Kind* kind = find_kind(h.command);
  if (kind == nullptr) throw BadInput("header.command_id", "is not of SMPP 3.4");
  Pdu pdu{h.command, h.status, h.sequence, {}, {}};
  const std::string_view body = octets.substr(kHeaderOctets);
  if (body.empty() && is_response(h.command)) return pdu;
  try {
    read_body(body, *kind, &pdu);
  } catch (const BadInput&) {
    if (!is_response(h.command) || h.status == 0) throw;
  }
  return pdu;
}

std::string encode(const Pdu& pdu) {
  Out out{OctetWriter(name_of_command(pdu.command))};
  out.io.u32(0);
  out.io.u32(pdu.command);
  out.io.u32(pdu.status);
  out.io.u32(pdu.sequence);
  Body body = pdu.body;
  std::visit([&](auto& b) { fields(out, b); }, body);
  line::write_tlvs(pdu.tlvs, &out.io);
  out.io.patch_u32(0, static_cast<std::uint32_t>(out.io.size()));
  return out.io.take();
}

std::optional<std::string> tlv_text(const Pdu& pdu, std::uint16_t tag) {
  const std::string* value = line::find_tlv(pdu.tlvs, tag);
  if (value == nullptr) return std::nullopt;
  return value->substr(0, value->find('\0'));
}

}  // namespace huiyin::smpp
