// The simulator's own reading and writing of SMPP 3.4, written apart from the daemon's, so that one checks
// the other. Only what an operator's gateway needs.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "tests/sim/wire_octets.h"

namespace huiyin::sim {

struct SmppFrame {
  std::uint32_t command = 0, status = 0, sequence = 0;
  std::string body;
  std::string octets() const;  // with its header
};

// Takes the first whole frame off *buffer; false: not whole yet. Throws WireFault when framing is lost.
bool take_frame(std::string* buffer, SmppFrame* frame);

struct SmppBind {
  std::string system_id, password, system_type;
  int interface_version = 0;
};
SmppBind read_bind(std::string_view body);

LinePart read_submit(std::string_view body);

struct SmppQuery {
  std::string id, source;
};
SmppQuery read_query(std::string_view body);
std::string read_cancel(std::string_view body);  // the id

std::string c_octets(std::string_view text);
// deliver_sm to `to`: a text in UCS-2, or a receipt in plain octets.
std::string deliver_body(const std::string& from, const std::string& to, int esm_class, int data_coding,
                         const std::string& octets);

}  // namespace huiyin::sim
