// One connection of the simulated ISMG.
#include "daemon/base/bytes.h"
#include "tests/sim/cmpp_face.h"
#include "tests/sim/frame12.h"

namespace huiyin::sim {
namespace {

constexpr std::uint32_t kConnect = 1, kTerminate = 2, kSubmit = 4, kDeliver = 5, kCancel = 7, kActive = 8,
                        kResponse = 0x80000000;
constexpr std::size_t kMostOctets = 4'000;
constexpr int kBlacklisted = 69, kFlowControl = 8, kOther = 9, kBadNumber = 13;
constexpr std::uint64_t kIdBase = 0x50a4014100000000;  // a month, day, time and gateway

std::string id_hex(std::uint64_t id) {
  std::string octets;
  put(&octets, id, 8);
  return to_hex(octets);
}

struct CmppSubmit {
  LinePart part;
  std::vector<std::string> destinations;
};

CmppSubmit read_cmpp_submit(std::string_view body, bool wide) {
  const std::size_t number = wide ? 32 : 21;
  WireReader in(body);
  CmppSubmit s;
  in.number(8);
  const int total = in.octet(), at = in.octet();
  s.part.wants_receipt = in.octet() != 0;
  in.octet();
  in.octets(10 + 1 + number + (wide ? 1 : 0) + 1);
  const bool header = (in.octet() & 0x41) != 0;
  const int format = in.octet();
  in.octets(6 + 2 + 6 + 17 + 17);
  s.part.source = in.padded(21);
  for (int n = in.octet(); n > 0; --n) s.destinations.push_back(in.padded(number));
  if (wide) in.octet();
  std::string content = in.octets(static_cast<std::size_t>(in.octet()));
  in.octets(wide ? 20 : 8);
  if (in.more()) throw WireFault("a SUBMIT is too long");
  if (content.size() > 159) throw WireFault("a text is too long");
  if (header) take_user_data_header(&content, &s.part);
  if (s.part.total != total || s.part.number != at)
    throw WireFault("Pk_total, Pk_number and the header differ");
  s.part.text = cn_text(content, format);
  return s;
}

bool is_mobile(const std::string& number) {
  const std::string& n = number;
  return (n.size() == 11 && n[0] == '1') || (n.size() == 13 && n.substr(0, 3) == "861") ||
         (n.size() == 14 && n.substr(0, 4) == "+861");
}

class CmppLink final : public Frame12Connection {
 public:
  CmppLink(CmppFace* face, int fd)
      : Frame12Connection(face, fd, {kDeliver, kTerminate, kActive}, kMostOctets), wide_(face->wide()) {}

 private:
  bool logged_in() const override { return connected_; }
  bool receives() const override { return connected_; }
  std::string said_no(const std::string& octets, const std::string& code) override {
    const std::size_t result = octets.size() - (wide_ ? 4 : 1);
    return octets.substr(0, result) + result_octets(std::stoi(code));
  }

  std::string result_octets(int result) const {
    std::string out;
    put(&out, static_cast<std::uint64_t>(result), wide_ ? 4 : 1);
    return out;
  }
  void take(const Frame12& f) override;
  void take_connect(const Frame12& f);
  void take_submit(const Frame12& f);
  std::string submitted(const Frame12& f, std::uint64_t id, int result) const {
    std::string body;
    put(&body, id, 8);
    return Frame12{kSubmit | kResponse, f.sequence, body + result_octets(result)}.octets();
  }
  std::uint64_t next_ids(std::size_t n);

  const bool wide_;
  bool connected_ = false;
};

void CmppLink::take(const Frame12& f) {
  switch (f.command) {
    case kConnect:
      return take_connect(f);
    case kActive:
      return answer(f, std::string(1, '\0'));
    case kTerminate:
      answer(f);
      return end();
    case kSubmit:
      return connected_ ? take_submit(f) : end();
    case kCancel:
      world().requests.count("cancel");
      return answer(f, result_octets(face().withdraw(to_hex(f.body.substr(0, 8))) ? 0 : 1));
    case kDeliver | kResponse: {
      WireReader in(f.body);
      in.number(8);
      return acknowledged(f.sequence, in.number(wide_ ? 4 : 1) == 0);
    }
    case kActive | kResponse:
      if (f.body.size() != 1) throw WireFault("an ACTIVE_TEST_RESP without its octet");
      return;
    default:
      return;
  }
}

void CmppLink::take_connect(const Frame12& f) {
  world().requests.count("connect");
  WireReader in(f.body);
  const std::string source = in.padded(6), proof = in.octets(16);
  const int version = in.octet();
  std::string stamp = std::to_string(in.number(4));
  stamp.insert(0, 10 - std::min<std::size_t>(stamp.size(), 10), '0');
  const LineOptions& o = face().line();
  int status = 0;
  if (source != o.account)
    status = 2;
  else if (proof != md5(source + std::string(9, '\0') + o.password + stamp))
    status = 3;
  else if (version > (wide_ ? 0x30 : 0x21))
    status = 4;
  const auto fault = world().faults.draw("connect");
  if (fault && fault->kind == FaultKind::error) status = std::stoi(fault->code);
  std::string ours = status == 0 ? md5(result_octets(0) + proof + o.password) : std::string(16, '\0');
  if (fault && fault->kind == FaultKind::error_after) ours = std::string(16, '\x5a');
  const std::string body = result_octets(status) + ours + (wide_ ? '\x30' : '\x20');
  if (status != 0) {
    world().errors.count("connect " + std::to_string(status));
    return answer(f, body);
  }
  if (fault && fault->kind != FaultKind::error_after)
    return spoil(*fault, Frame12{kConnect | kResponse, f.sequence, body}.octets());
  connected_ = true;
  answer(f, body);
}

std::uint64_t CmppLink::next_ids(std::size_t n) {
  std::uint64_t first = 0;
  do {  // within one run of the low 16 bits
    first = kIdBase + face().next_number(n);
  } while ((first & 0xFFFF) + n > 0x10000);
  return first;
}

void CmppLink::take_submit(const Frame12& f) {
  if (const std::string* known = known_answer(f)) {
    world().requests.count("submit repeated");
    return say(*known);
  }
  world().requests.count("submit");
  CmppSubmit s = read_cmpp_submit(f.body, wide_);
  const auto fault = world().faults.draw("submit");
  if (fault && !fault->carried_out()) {
    if (fault->kind == FaultKind::reset_before_accept) return reset();
    const bool throttle = fault->kind == FaultKind::throttle_429;
    return say(submitted(f, 0,
                         fault->kind == FaultKind::error ? std::stoi(fault->code)
                         : throttle                      ? kFlowControl
                                                         : kOther));
  }
  for (const std::string& d : s.destinations)
    if (!is_mobile(d)) return say(submitted(f, 0, kBadNumber));
  const std::uint64_t first = next_ids(s.destinations.size());
  bool good = true;
  for (std::size_t i = 0; i < s.destinations.size(); ++i) {
    s.part.destination = s.destinations[i];
    good = face().accept_part(s.part, id_hex(first + i), twists_of(fault)) && good;
  }
  if (!good && s.destinations.size() == 1) return say(submitted(f, 0, kBlacklisted));
  const std::string yes = submitted(f, first, 0);
  remember_answer(f, yes);
  spoil_or_say(fault, yes);
}

}  // namespace

std::string CmppFace::deliver_body(const std::string& from, const std::string& to, int format, bool report,
                                   const std::string& content, bool headed) {
  const std::size_t number = wide() ? 32 : 21;
  std::string out;
  put(&out, kIdBase + next_number(), 8);
  out += padded(to, 21) + padded("", 10) + '\0' + (headed ? '\1' : '\0');
  out.push_back(static_cast<char>(format));
  out += padded(from, number);
  if (wide()) out.push_back('\0');
  out.push_back(report ? '\1' : '\0');
  out.push_back(static_cast<char>(content.size()));
  return out + content + std::string(wide() ? 20 : 8, '\0');
}

std::string CmppFace::receipt_body(const Told& t) {
  const std::string word = t.delivered ? "DELIVRD" : t.word == "DELETED" ? "DELETED" : "MK:0001";
  const std::string number = t.number.substr(1);
  std::string content = from_hex(t.id).value() + padded(word, 7) + short_time(t.at) + short_time(t.at) +
                        padded(number, wide() && !options_.narrow_reports ? 32 : 21);
  put(&content, next_number(), 4);
  return deliver_body(number, t.sender, 0, true, content);
}

std::vector<std::string> CmppFace::inbound_bodies(const InboundView& m) {
  std::vector<std::string> bodies;
  for (const Ucs2Piece& piece : ucs2_pieces(m.text, m.seq))
    bodies.push_back(
        deliver_body(m.number.substr(1), line().number + m.extend, 8, false, piece.octets, piece.headed));
  return bodies;
}

void CmppFace::serve(int fd) {
  CmppLink(this, fd).run();
}

}  // namespace huiyin::sim
