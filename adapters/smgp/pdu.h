// SMGP 3.0.3 PDUs as values, and their octets (China Telecom). Nothing here knows links or time.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/line/tlv.h"

namespace huiyin::smgp {

namespace command {
inline constexpr std::uint32_t kLogin = 1, kSubmit = 2, kDeliver = 3, kActiveTest = 4, kExit = 6,
                               kResponse = 0x80000000;
}  // namespace command

namespace tag {
inline constexpr std::uint16_t kTpUdhi = 0x02, kLinkId = 0x03, kPkTotal = 0x09, kPkNumber = 0x0A,
                               kMsgSrc = 0x10, kServiceId = 0x12;
}  // namespace tag

inline constexpr std::size_t kHeaderOctets = 12;
// 100 numbers and 255 octets of text have 2481, and room for TLVs.
inline constexpr std::size_t kMaxPduOctets = 8 * 1024;

enum class Version : std::uint8_t { v13 = 0x13, v30 = 0x30 };  // 1.3 has no FixedFee

struct Login {
  std::string client_id, authenticator;  // 16 octets
  std::uint8_t mode = 2;                 // 0 send, 1 receive, 2 both
  std::uint32_t timestamp = 0;           // MMDDHHMMSS as a decimal number
  std::uint8_t version = 0x30;
};
struct LoginResult {
  std::uint32_t status = 0;
  std::string authenticator;  // 16 octets
  std::uint8_t version = 0;
};
struct Submit {
  std::uint8_t msg_type = 6;  // MT
  std::uint8_t need_report = 1, priority = 1;
  std::string service_id, fee_type, fee_code, fixed_fee;
  std::uint8_t format = 0;
  std::string valid_time, at_time, source, charge_number;
  std::vector<std::string> destinations;  // 1 to 100
  std::string content, reserve;
};
// The answers to Submit and Deliver.
struct MessageResult {
  std::string msg_id;  // 10 octets
  std::uint32_t status = 0;
};
struct Deliver {
  std::string msg_id;  // 10 octets
  std::uint8_t is_report = 0, format = 0;
  std::string receive_time, source, destination, content, reserve;
};

// monostate: nothing but the header (Active_Test, Exit and their answers).
using Body = std::variant<std::monostate, Login, LoginResult, Submit, MessageResult, Deliver>;

struct Header {
  std::uint32_t length = 0, command = 0, sequence = 0;
};

struct Pdu {
  std::uint32_t command = 0, sequence = 0;
  Body body;
  line::Tlvs tlvs;
};

std::string_view name_of_command(std::uint32_t command);  // "Submit_Resp"; "PDU" when unknown

Header read_header(std::string_view octets);  // REQUIRES: octets.size() >= kHeaderOctets
// One whole PDU. Throws BadInput naming PDU and field.
Pdu decode(std::string_view octets, Version version = Version::v30);
// Throws BadInput where a value does not fit its field.
std::string encode(const Pdu& pdu, Version version = Version::v30);

}  // namespace huiyin::smgp
