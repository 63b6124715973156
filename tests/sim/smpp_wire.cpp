#include "tests/sim/smpp_wire.h"

#include <utility>

#include "daemon/base/text.h"

namespace huiyin::sim {
namespace {

constexpr std::size_t kMostOctets = 100'000;

class Reader {
 public:
  explicit Reader(std::string_view octets) : rest_(octets) {}
  std::uint32_t number(int octets) {
    need(static_cast<std::size_t>(octets));
    std::uint32_t n = 0;
    for (int i = 0; i < octets; ++i)
      n = n << 8 | static_cast<unsigned char>(rest_[static_cast<std::size_t>(i)]);
    rest_.remove_prefix(static_cast<std::size_t>(octets));
    return n;
  }
  int octet() { return static_cast<int>(number(1)); }
  std::string text(std::size_t limit) {
    const std::size_t end = rest_.find('\0');
    if (end == std::string_view::npos || end >= limit) throw SmppFault("a text has no end");
    std::string s(rest_.substr(0, end));
    rest_.remove_prefix(end + 1);
    return s;
  }
  std::string octets(std::size_t n) {
    need(n);
    std::string s(rest_.substr(0, n));
    rest_.remove_prefix(n);
    return s;
  }
  std::string address() {
    number(2);
    return text(21);
  }
  bool more() const { return !rest_.empty(); }

 private:
  void need(std::size_t n) const {
    if (rest_.size() < n) throw SmppFault("a PDU is too short");
  }
  std::string_view rest_;
};

void put(std::string* out, std::uint32_t n, int octets) {
  for (int shift = (octets - 1) * 8; shift >= 0; shift -= 8) out->push_back(static_cast<char>(n >> shift));
}

void take_header(SmppSubmit* s) {
  const std::string all = std::exchange(s->octets, {});
  const std::size_t length = all.empty() ? 0 : static_cast<unsigned char>(all[0]);
  if (all.empty() || all.size() < length + 1) throw SmppFault("the user data header is too long");
  Reader header(std::string_view(all).substr(1, length));
  s->octets = all.substr(length + 1);
  while (header.more()) {
    const int id = header.octet(), size = header.octet();
    if ((id == 0 && size == 3) || (id == 8 && size == 4)) {
      s->reference = static_cast<int>(header.number(size - 2)) + (id == 8 ? 0x10000 : 0);
      s->total = header.octet();
      s->number = header.octet();
    } else {
      header.octets(static_cast<std::size_t>(size));
    }
  }
}

void take_tlvs(Reader* in, SmppSubmit* s) {
  while (in->more()) {
    const std::uint32_t tag = in->number(2);
    const std::string value = in->octets(in->number(2));
    Reader v(value);
    if (tag == 0x0424) s->octets = value;
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
  const std::size_t length = Reader(*buffer).number(4);
  if (length < 16 || length > kMostOctets) throw SmppFault("a command_length is out of range");
  if (buffer->size() < length) return false;
  Reader in(std::string_view(*buffer).substr(4, length - 4));
  frame->command = in.number(4);
  frame->status = in.number(4);
  frame->sequence = in.number(4);
  frame->body = in.octets(length - 16);
  buffer->erase(0, length);
  return true;
}

SmppBind read_bind(std::string_view body) {
  Reader in(body);
  SmppBind b;
  b.system_id = in.text(16);
  b.password = in.text(9);
  b.system_type = in.text(13);
  b.interface_version = in.octet();
  in.number(2);
  in.text(41);
  return b;
}

SmppSubmit read_submit(std::string_view body) {
  Reader in(body);
  SmppSubmit s;
  in.text(6);
  s.source = in.address();
  s.destination = in.address();
  s.esm_class = in.octet();
  in.number(2);
  in.text(17);
  in.text(17);
  s.registered_delivery = in.octet();
  in.octet();
  s.data_coding = in.octet();
  in.octet();
  s.octets = in.octets(static_cast<std::size_t>(in.octet()));
  take_tlvs(&in, &s);
  if ((s.esm_class & 0x40) != 0) take_header(&s);
  if (s.number < 1 || s.number > s.total) throw SmppFault("a part's number is out of range");
  return s;
}

std::string SmppSubmit::text() const {
  const auto charset = data_coding == 8 ? Charset::utf16be : Charset::latin1;
  const auto utf8 = decode_to_utf8(octets, charset);
  if (!utf8) throw SmppFault("a text is not in its data_coding");
  return *utf8;
}

SmppQuery read_query(std::string_view body) {
  Reader in(body);
  SmppQuery q;
  q.id = in.text(65);
  q.source = in.address();
  return q;
}

std::string read_cancel(std::string_view body) {
  Reader in(body);
  in.text(6);
  std::string id = in.text(65);
  in.address();
  in.address();
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

std::string ucs2(std::string_view utf8) {
  std::string out;
  for (const char16_t unit : to_utf16(utf8)) put(&out, unit, 2);
  return out;
}

}  // namespace huiyin::sim
