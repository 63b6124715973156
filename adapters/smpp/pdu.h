// SMPP 3.4 PDUs as values, and their octets. Every field has one description that both reads and writes it.
// TLVs stay as they came: any order, unknown ones, repeated ones. Nothing here knows links or time.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/line/tlv.h"

namespace huiyin::smpp {

namespace command {
inline constexpr std::uint32_t kGenericNack = 0x80000000, kBindReceiver = 0x01, kBindTransmitter = 0x02,
                               kQuerySm = 0x03, kSubmitSm = 0x04, kDeliverSm = 0x05, kUnbind = 0x06,
                               kReplaceSm = 0x07, kCancelSm = 0x08, kBindTransceiver = 0x09, kOutbind = 0x0B,
                               kEnquireLink = 0x15, kSubmitMulti = 0x21, kAlertNotification = 0x102,
                               kDataSm = 0x103, kResponse = 0x80000000;
}  // namespace command

namespace tag {
inline constexpr std::uint16_t kReceiptedMessageId = 0x001E, kUserMessageReference = 0x0204,
                               kSarReference = 0x020C, kSarTotal = 0x020E, kSarNumber = 0x020F,
                               kInterfaceVersion = 0x0210, kNetworkErrorCode = 0x0423,
                               kMessagePayload = 0x0424, kMoreMessages = 0x0426, kMessageState = 0x0427,
                               kCongestionState = 0x0428;
}  // namespace tag

inline constexpr std::size_t kHeaderOctets = 16;
// A message_payload of 65535 octets with everything around it, and room for more TLVs.
inline constexpr std::size_t kMaxPduOctets = 72 * 1024;
inline constexpr std::uint32_t kMaxSequence = 0x7FFFFFFF;

using line::number_tlv;
using line::Tlv;

struct Address {
  std::uint8_t ton = 0, npi = 0;
  std::string digits;
  bool operator==(const Address&) const = default;
};

struct Bind {
  std::string system_id, password, system_type;
  std::uint8_t interface_version = 0x34, addr_ton = 0, addr_npi = 0;
  std::string address_range;
};
struct BindResult {
  std::string system_id;
};
struct Outbind {
  std::string system_id, password;
};
// submit_sm and deliver_sm.
struct ShortMessage {
  std::string service_type;
  Address source, destination;
  std::uint8_t esm_class = 0, protocol_id = 0, priority = 0;
  std::string schedule_time, validity;  // empty or 16 characters
  std::uint8_t registered_delivery = 0, replace_if_present = 0, data_coding = 0, default_message_id = 0;
  std::string octets;  // at most 254; longer ones go in message_payload
};
// The answers to submit_sm, deliver_sm and data_sm.
struct MessageId {
  std::string id;
};
struct DataSm {
  std::string service_type;
  Address source, destination;
  std::uint8_t esm_class = 0, registered_delivery = 0, data_coding = 0;
};
struct QuerySm {
  std::string id;
  Address source;
};
struct QueryResult {
  std::string id, final_date;
  std::uint8_t state = 0, error = 0;
};
struct CancelSm {
  std::string service_type, id;
  Address source, destination;
};
struct ReplaceSm {
  std::string id;
  Address source;
  std::string schedule_time, validity;
  std::uint8_t registered_delivery = 0, default_message_id = 0;
  std::string octets;
};
struct MultiDestination {
  std::uint8_t flag = 1;  // 1: an address, 2: a distribution list
  Address address;
  std::string list;
};
struct SubmitMulti {
  ShortMessage message;  // its destination is not used
  std::vector<MultiDestination> destinations;
};
struct MultiFailure {
  Address address;
  std::uint32_t status = 0;
};
struct SubmitMultiResult {
  std::string id;
  std::vector<MultiFailure> failures;
};
struct AlertNotification {
  Address source, esme;
};

// monostate: nothing but the header (enquire_link, unbind, generic_nack, most answers that say no).
using Body =
    std::variant<std::monostate, Bind, BindResult, Outbind, ShortMessage, MessageId, DataSm, QuerySm,
                 QueryResult, CancelSm, ReplaceSm, SubmitMulti, SubmitMultiResult, AlertNotification>;

struct Header {
  std::uint32_t length = 0, command = 0, status = 0, sequence = 0;
};

struct Pdu {
  std::uint32_t command = 0, status = 0, sequence = 0;
  Body body;
  std::vector<Tlv> tlvs;
};

bool is_response(std::uint32_t command);
bool is_known(std::uint32_t command);
std::string_view name_of_command(std::uint32_t command);  // "submit_sm_resp"; "pdu" when unknown

Header read_header(std::string_view octets);  // REQUIRES: octets.size() >= kHeaderOctets
// One whole PDU. Throws BadInput naming PDU and field. An answer that says no may have any body or none: what
// of it can't be read is left out.
Pdu decode(std::string_view octets);
// Throws BadInput where a value does not fit its field.
std::string encode(const Pdu& pdu);

// ---- TLVs. The first one of a tag counts; one of the wrong length is as good as none.
inline const std::string* find_tlv(const Pdu& pdu, std::uint16_t tag) {
  return line::find_tlv(pdu.tlvs, tag);
}
inline std::optional<std::uint32_t> tlv_number(const Pdu& pdu, std::uint16_t tag, std::size_t octets) {
  return line::tlv_number(pdu.tlvs, tag, octets);
}
std::optional<std::string> tlv_text(const Pdu& pdu, std::uint16_t tag);  // with or without its NUL

}  // namespace huiyin::smpp
