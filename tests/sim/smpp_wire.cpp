#include "tests/sim/smpp_wire.h"

#include <utility>

#include "daemon/base/text.h"

namespace huiyin::sim {
namespace {

constexpr std::size_t kMostOctets = 100'000;

std::string address(WireReader* in) {
  in->number(2);
  return in->terminated(21);
}

void take_tlvs(WireReader* in, std::string* octets, LinePart* s) {
  while (in->more()) {
    const std::uint64_t tag = in->number(2);
    const std::string value = in->octets(in->number(2));
    WireReader v(value);
    if (tag == 0x0424) *octets = value;
    if (tag == 0x020C) s->reference = static_cast<int>(v.number(2)) + 0x20000;
    if (tag == 0x020E) s->total = v.octet();
    if (tag == 0x020F) s->number = v.octet();
  }
}

}  // namespace

std::string SmppFrame::octets() const {
  std::string out;
  put(&out, static_cast<std::uint32_t>(body.size() + 16), 4);
  put(&out, command, 4);
  put(&out, status, 4);
  put(&out, sequence, 4);
  return out + body;
}

bool take_frame(std::string* buffer, SmppFrame* frame) {
  if (buffer->size() < 4) return false;
  const std::size_t length = WireReader(*buffer).number(4);
  if (length < 16 || length > kMostOctets) throw WireFault("a command_length is out of range");
  if (buffer->size() < length) return false;
  WireReader in(std::string_view(*buffer).substr(4, length - 4));
  frame->command = static_cast<std::uint32_t>(in.number(4));
  frame->status = static_cast<std::uint32_t>(in.number(4));
  frame->sequence = static_cast<std::uint32_t>(in.number(4));
  frame->body = in.octets(length - 16);
  buffer->erase(0, length);
  return true;
}

SmppBind read_bind(std::string_view body) {
  WireReader in(body);
  SmppBind b;
  b.system_id = in.terminated(16);
  b.password = in.terminated(9);
  b.system_type = in.terminated(13);
  b.interface_version = in.octet();
  in.number(2);
  in.terminated(41);
  return b;
}

LinePart read_submit(std::string_view body) {
  WireReader in(body);
  LinePart s;
  in.terminated(6);
  s.source = address(&in);
  s.destination = address(&in);
  const int esm_class = in.octet();
  in.number(2);
  in.terminated(17);
  in.terminated(17);
  s.wants_receipt = in.octet() != 0;
  in.octet();
  const int data_coding = in.octet();
  in.octet();
  std::string octets = in.octets(static_cast<std::size_t>(in.octet()));
  take_tlvs(&in, &octets, &s);
  if ((esm_class & 0x40) != 0) take_user_data_header(&octets, &s);
  if (s.number < 1 || s.number > s.total) throw WireFault("a part's number is out of range");
  const auto utf8 = decode_to_utf8(octets, data_coding == 8 ? Charset::utf16be : Charset::latin1);
  if (!utf8) throw WireFault("a text is not in its data_coding");
  s.text = *utf8;
  return s;
}

SmppQuery read_query(std::string_view body) {
  WireReader in(body);
  SmppQuery q;
  q.id = in.terminated(65);
  q.source = address(&in);
  return q;
}

std::string read_cancel(std::string_view body) {
  WireReader in(body);
  in.terminated(6);
  std::string id = in.terminated(65);
  address(&in);
  address(&in);
  return id;
}

std::string c_octets(std::string_view text) {
  return std::string(text) + '\0';
}

std::string deliver_body(const std::string& from, const std::string& to, int esm_class, int data_coding,
                         const std::string& octets) {
  std::string out = c_octets("");
  out += std::string("\x01\x01", 2) + c_octets(from);
  out += std::string("\0\0", 2) + c_octets(to);
  for (const int n : {esm_class, 0, 0, 0, 0, 0, 0, data_coding, 0}) out.push_back(static_cast<char>(n));
  const bool payload = octets.size() > 254;
  out.push_back(static_cast<char>(payload ? 0 : octets.size()));
  if (!payload) return out + octets;
  put(&out, 0x0424, 2);
  put(&out, static_cast<std::uint32_t>(octets.size()), 2);
  return out + octets;
}

}  // namespace huiyin::sim
