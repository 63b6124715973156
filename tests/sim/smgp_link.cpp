// One connection of the simulated SMGP gateway.
#include "daemon/base/bytes.h"
#include "tests/sim/frame12.h"
#include "tests/sim/smgp_face.h"

namespace huiyin::sim {
namespace {

constexpr std::uint32_t kLogin = 1, kSubmit = 2, kDeliver = 3, kActive = 4, kExit = 6,
                        kResponse = kFrame12Response;
constexpr std::size_t kMostOctets = 4'000;
constexpr int kBusy = 1, kOther = 40, kBadNumber = 43, kBlacklisted = 60;

struct SmgpSubmit {
  LinePart part;
  std::vector<std::string> destinations;
};

SmgpSubmit read_smgp_submit(std::string_view body) {
  WireReader in(body);
  SmgpSubmit s;
  if (in.octet() != 6) throw WireFault("a Submit is not of type 6");
  s.part.wants_receipt = in.octet() != 0;
  in.octets(1 + 10 + 2 + 6 + 6);
  const int format = in.octet();
  in.octets(17 + 17);
  s.part.source = in.padded(21);
  in.octets(21);
  for (int n = in.octet(); n > 0; --n) s.destinations.push_back(in.padded(21));
  std::string content = in.octets(static_cast<std::size_t>(in.octet()));
  if (content.size() > 140) throw WireFault("a text is too long");
  in.octets(8);
  int udhi = 0, total = 1, number = 1;
  while (in.more()) {
    const std::uint64_t tag = in.number(2);
    const std::string value = in.octets(in.number(2));
    const int first = value.empty() ? 0 : static_cast<unsigned char>(value[0]);
    if (tag == 2) udhi = first;
    if (tag == 9) total = first;
    if (tag == 0x0A) number = first;
  }
  if ((udhi & 0x41) != 0) take_user_data_header(&content, &s.part);
  if (s.part.total != total || s.part.number != number)
    throw WireFault("PkTotal, PkNumber and the header differ");
  s.part.text = cn_text(content, format);
  return s;
}

bool is_subscriber(const std::string& n) {
  return (n.size() == 11 && n[0] == '1') || (n.size() == 13 && n.substr(0, 3) == "861");
}

std::string status_octets(int status) {
  std::string out;
  put(&out, static_cast<std::uint64_t>(status), 4);
  return out;
}

class SmgpLink final : public Frame12Connection {
 public:
  SmgpLink(SmgpFace* face, int fd)
      : Frame12Connection(face, fd, {kDeliver, kExit, kActive}, kMostOctets), smgp_(*face) {}

 private:
  bool logged_in() const override { return mode_ >= 0; }
  bool receives() const override { return mode_ >= 1; }
  std::string said_no(const std::string& octets, const std::string& code) override {
    return octets.substr(0, octets.size() - 4) + status_octets(std::stoi(code));
  }
  void take(const Frame12& f) override;
  void take_login(const Frame12& f);
  void take_submit(const Frame12& f);
  static std::string submitted(const Frame12& f, const std::string& id, int status) {
    return Frame12{kSubmit | kResponse, f.sequence, from_hex(id).value() + status_octets(status)}.octets();
  }

  SmgpFace& smgp_;
  int mode_ = -1;  // of the login; -1: none yet
};

void SmgpLink::take(const Frame12& f) {
  switch (f.command) {
    case kLogin:
      return take_login(f);
    case kActive:
      return answer(f);
    case kExit:
      answer(f);
      return end();
    case kSubmit:
      return mode_ == 0 || mode_ == 2 ? take_submit(f) : end();
    case kDeliver | kResponse: {
      WireReader in(f.body);
      in.octets(10);
      return acknowledged(f.sequence, in.number(4) == 0);
    }
    default:
      return;
  }
}

void SmgpLink::take_login(const Frame12& f) {
  world().requests.count("login");
  WireReader in(f.body);
  const std::string client = in.padded(8), proof = in.octets(16);
  const int mode = in.octet();
  std::string stamp = std::to_string(in.number(4));
  stamp.insert(0, 10 - std::min<std::size_t>(stamp.size(), 10), '0');
  const int version = in.octet();
  const LineOptions& o = face().line();
  int status = 0;
  if (client != o.account || proof != md5(client + std::string(7, '\0') + o.password + stamp))
    status = 21;
  else if (version > 0x30)
    status = 22;
  const auto fault = world().faults.draw("login");
  if (fault && fault->kind == FaultKind::error) status = std::stoi(fault->code);
  std::string ours = status == 0 ? md5(status_octets(0) + proof + o.password) : std::string(16, '\0');
  if (fault && fault->kind == FaultKind::error_after) ours = std::string(16, '\x5a');
  const std::string body = status_octets(status) + ours + '\x30';
  if (status != 0) {
    world().errors.count("login " + std::to_string(status));
    return answer(f, body);
  }
  if (fault && fault->kind != FaultKind::error_after)
    return spoil(*fault, Frame12{kLogin | kResponse, f.sequence, body}.octets());
  mode_ = mode;
  answer(f, body);
}

void SmgpLink::take_submit(const Frame12& f) {
  const std::string nobody(20, '0');
  if (const std::string* known = known_answer(f)) {
    world().requests.count("submit repeated");
    return say(*known);
  }
  world().requests.count("submit");
  SmgpSubmit s = read_smgp_submit(f.body);
  const auto fault = world().faults.draw("submit");
  if (fault && !fault->carried_out()) {
    if (fault->kind == FaultKind::reset_before_accept) return reset();
    const bool throttle = fault->kind == FaultKind::throttle_429;
    return say(submitted(f, nobody,
                         fault->kind == FaultKind::error ? std::stoi(fault->code)
                         : throttle                      ? kBusy
                                                         : kOther));
  }
  for (const std::string& d : s.destinations)
    if (!is_subscriber(d)) return say(submitted(f, nobody, kBadNumber));
  const std::string first = smgp_.next_id(s.destinations.size());
  bool good = true;
  for (std::size_t i = 0; i < s.destinations.size(); ++i) {
    s.part.destination = s.destinations[i];
    std::string counter = std::to_string(std::stoul(first.substr(14)) + i);
    const std::string id = first.substr(0, 14) + std::string(6 - counter.size(), '0') + counter;
    good = face().accept_part(s.part, id, twists_of(fault)) && good;
  }
  if (!good && s.destinations.size() == 1) return say(submitted(f, nobody, kBlacklisted));
  const std::string yes = submitted(f, first, 0);
  remember_answer(f, yes);
  spoil_or_say(fault, yes);
}

}  // namespace

// Gateway 079 06 1, then eight digits and a counter of six that does not wrap inside a group.
std::string SmgpFace::next_id(std::size_t count) {
  std::uint64_t n = 0;
  do {
    n = next_number(count);
  } while (n % 1'000'000 + count > 1'000'000);
  std::string digits = std::to_string(n);
  digits.insert(0, 14 - std::min<std::size_t>(digits.size(), 14), '0');
  return "079061" + digits;
}

std::string SmgpFace::deliver_body(const std::string& from, const std::string& to, int format, bool report,
                                   const std::string& content, bool headed) {
  std::string out = from_hex(next_id()).value();
  out.push_back(report ? '\1' : '\0');
  out.push_back(static_cast<char>(format));
  out += "20" + short_time(world().time.now()) + "00" + padded(from, 21) + padded(to, 21);
  out.push_back(static_cast<char>(content.size()));
  return out + content + std::string(8, '\0') + (headed ? std::string("\0\2\0\1\1", 5) : "");
}

std::string SmgpFace::receipt_body(const Told& t) {
  const std::string number = t.number.substr(t.number.starts_with("+86") ? 3 : 1);
  const std::string word = t.delivered ? "DELIVRD" : t.word == "DELETED" ? "DELETED" : "UNDELIV";
  std::string content = "id:" + from_hex(t.id).value() + " sub:001 dlvrd:" + (t.delivered ? "001" : "000") +
                        " Submit date:" + short_time(t.at) + " done date:" + short_time(t.at) +
                        " stat:" + word + " err:" + (t.delivered ? "000" : "601") + " Text:";
  content.resize(122, '\0');
  return deliver_body(number, t.sender, 0, true, content);
}

std::vector<std::string> SmgpFace::inbound_bodies(const InboundView& m) {
  std::vector<std::string> bodies;
  for (const Ucs2Piece& piece : ucs2_pieces(m.text, m.seq))
    bodies.push_back(deliver_body(m.number.substr(m.number.starts_with("+86") ? 3 : 1),
                                  line().number + m.extend, 8, false, piece.octets, piece.headed));
  return bodies;
}

void SmgpFace::serve(int fd) {
  SmgpLink(this, fd).run();
}

}  // namespace huiyin::sim
