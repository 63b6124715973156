// CMPP PDUs as values, and their octets, in the layouts of 2.0 and of 3.0 (China Mobile, QB-GF-028-2003). The
// configured version decides the layout, whatever CONNECT says. Nothing here knows links or time.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace huiyin::cmpp {

enum class Version : std::uint8_t { v20 = 0x20, v30 = 0x30 };

namespace command {
inline constexpr std::uint32_t kConnect = 1, kTerminate = 2, kSubmit = 4, kDeliver = 5, kQuery = 6,
                               kCancel = 7, kActiveTest = 8, kResponse = 0x80000000;
}  // namespace command

inline constexpr std::size_t kHeaderOctets = 12;
// 3.0 with 99 numbers and 159 octets of text has 3490.
inline constexpr std::size_t kMaxPduOctets = 4 * 1024;

struct Connect {
  std::string source_addr;    // SP_Id
  std::string authenticator;  // 16 octets
  std::uint8_t version = 0;
  std::uint32_t timestamp = 0;  // MMDDHHMMSS as a decimal number
};
struct ConnectResult {
  std::uint32_t status = 0;
  std::string authenticator;  // 16 octets; of an answer that says no often empty
  std::uint8_t version = 0;
};
struct Submit {
  std::uint64_t msg_id = 0;
  std::uint8_t pk_total = 1, pk_number = 1, registered_delivery = 1, msg_level = 1;
  std::string service_id;
  std::uint8_t fee_user_type = 2;
  std::string fee_terminal;
  std::uint8_t fee_terminal_type = 0;  // 3.0
  std::uint8_t tp_pid = 0, tp_udhi = 0, msg_fmt = 0;
  std::string msg_src, fee_type, fee_code, valid_time, at_time, src_id;
  std::vector<std::string> destinations;  // 1 to 99
  std::uint8_t destination_type = 0;      // 3.0
  std::string content;
  std::string link_id;  // 2.0: Reserve
};
// The answers to Submit and Deliver.
struct MessageResult {
  std::uint64_t msg_id = 0;
  std::uint32_t result = 0;
};
struct Deliver {
  std::uint64_t msg_id = 0;
  std::string dest_id, service_id;
  std::uint8_t tp_pid = 0, tp_udhi = 0, msg_fmt = 0;
  std::string source;
  std::uint8_t source_type = 0;          // 3.0
  std::uint8_t registered_delivery = 0;  // 1: content is a report
  std::string content;
  std::string link_id;
};
struct Query {
  std::string time;  // YYYYMMDD
  std::uint8_t type = 0;
  std::string code, reserve;
};
struct QueryResult {
  std::string time;
  std::uint8_t type = 0;
  std::string code;
  std::array<std::uint32_t, 8> counters{};
};
struct Cancel {
  std::uint64_t msg_id = 0;
};
struct CancelResult {
  std::uint32_t success_id = 0;
};
struct ActiveTestResult {
  std::uint8_t reserved = 0;
};

// monostate: nothing but the header (TERMINATE and its answer, ACTIVE_TEST).
using Body = std::variant<std::monostate, Connect, ConnectResult, Submit, MessageResult, Deliver, Query,
                          QueryResult, Cancel, CancelResult, ActiveTestResult>;

struct Header {
  std::uint32_t length = 0, command = 0, sequence = 0;
};

struct Pdu {
  std::uint32_t command = 0, sequence = 0;
  Body body;
};

std::string_view name_of_command(std::uint32_t command);  // "CMPP_SUBMIT_RESP"; "PDU" when unknown

Header read_header(std::string_view octets);  // REQUIRES: octets.size() >= kHeaderOctets
// One whole PDU. Throws BadInput naming PDU and field. Answers of either version are read by their length.
Pdu decode(std::string_view octets, Version version);
// Throws BadInput where a value does not fit its field.
std::string encode(const Pdu& pdu, Version version);

// The content of a Deliver that is a report: 60 octets in 2.0, 71 in 3.0, though gateways of 3.0 send 60,
// too: its length decides.
struct Report {
  std::uint64_t msg_id = 0;
  std::string stat, submit_time, done_time, destination;
  std::uint32_t smsc_sequence = 0;
};
Report decode_report(std::string_view content);
std::string encode_report(const Report& report, bool wide);

}  // namespace huiyin::cmpp
