// SGIP 1.2 and 1.3 PDUs as values, and their octets (China Unicom). Nothing here knows links or time.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace huiyin::sgip {

namespace command {
inline constexpr std::uint32_t kBind = 1, kUnbind = 2, kSubmit = 3, kDeliver = 4, kReport = 5,
                               kUserReport = 0x11, kResponse = 0x80000000;
}  // namespace command

inline constexpr std::size_t kHeaderOctets = 20, kMaxPduOctets = 2048;

// Names a request for ever: who, when (MMDDHHMMSS as a decimal number), and a counter.
struct Sequence {
  std::uint32_t node = 0, time = 0, serial = 0;
  bool operator==(const Sequence&) const = default;
};

struct Bind {
  std::uint8_t type = 1;  // 1: SP to SMG, 2: SMG to SP
  std::string name, password, reserve;
};
struct Submit {
  std::string sp_number, charge_number;
  std::vector<std::string> users;  // 1 to 100
  std::string corp_id, service_type;
  std::uint8_t fee_type = 1;
  std::string fee_value, given_value;
  std::uint8_t agent_flag = 0, morelate_to_mt = 2, priority = 0;
  std::string expire_time, schedule_time;
  std::uint8_t report_flag = 1;  // 0 on failure, 1 always, 2 never
  std::uint8_t tp_pid = 0, tp_udhi = 0, coding = 0, type = 0;
  std::string content, reserve;
};
struct Deliver {
  std::string user, sp_number;
  std::uint8_t tp_pid = 0, tp_udhi = 0, coding = 0;
  std::string content, reserve;
};
struct Report {
  Sequence submit;
  std::uint8_t type = 0;  // 0: of a Submit
  std::string user;
  std::uint8_t state = 0;  // 0 delivered, 1 waiting, 2 failed
  std::uint8_t error = 0;
  std::string reserve;
};
struct UserReport {
  std::string sp_number, user;
  std::uint8_t condition = 0;
  std::string reserve;
};
// Every answer but Unbind's.
struct Result {
  std::uint8_t result = 0;
  std::string reserve;
};

// monostate: nothing but the header (Unbind and its answer).
using Body = std::variant<std::monostate, Bind, Submit, Deliver, Report, UserReport, Result>;

struct Header {
  std::uint32_t length = 0, command = 0;
  Sequence sequence;
};

struct Pdu {
  std::uint32_t command = 0;
  Sequence sequence;
  Body body;
};

std::string_view name_of_command(std::uint32_t command);  // "SUBMIT_RESP"; "PDU" when unknown

Header read_header(std::string_view octets);  // REQUIRES: octets.size() >= kHeaderOctets
// One whole PDU. Throws BadInput naming PDU and field.
Pdu decode(std::string_view octets);
// Throws BadInput where a value does not fit its field, or the PDU is above 2048 octets.
std::string encode(const Pdu& pdu);

}  // namespace huiyin::sgip
