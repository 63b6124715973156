// The simulated SMG's two kinds of connection: one takes submits, the other calls the client to deliver. A
// delivery's body begins with its command and the twelve octets of its sequence number, which stay the same
// when it is handed over again.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/base/bytes.h"
#include "tests/sim/line_connection.h"
#include "tests/sim/sgip_face.h"

namespace huiyin::sim {
namespace {

constexpr std::uint32_t kBind = 1, kUnbind = 2, kSubmit = 3, kDeliver = 4, kReport = 5,
                        kResponse = 0x80000000;
constexpr std::size_t kHeader = 20, kMostOctets = 2048, kSequence = 12;
constexpr std::uint32_t kNode = 107910;
constexpr int kBadLogin = 1, kBadType = 4, kBadNumber = 6, kBusy = 88, kSystem = 32, kBlacklisted = 69;
constexpr std::int64_t kCallAgainMs = 50;

struct SgipFrame {
  std::uint32_t command = 0;
  std::string sequence, body;  // sequence: twelve octets
  std::string octets() const {
    std::string out;
    put(&out, body.size() + kHeader, 4);
    put(&out, command, 4);
    return out + sequence + body;
  }
};

struct SgipSubmit {
  LinePart part;
  std::vector<std::string> users;
};

SgipSubmit read_sgip_submit(std::string_view body) {
  WireReader in(body);
  SgipSubmit s;
  s.part.source = in.padded(21);
  in.octets(21);
  for (int n = in.octet(); n > 0; --n) s.users.push_back(in.padded(21));
  in.octets(5 + 10 + 1 + 6 + 6 + 1 + 1 + 1 + 16 + 16);
  s.part.wants_receipt = in.octet() == 1;
  in.octet();
  const bool header = (in.octet() & 0x41) != 0;
  const int coding = in.octet();
  in.octet();
  std::string content = in.octets(in.number(4));
  in.octets(8);
  if (in.more()) throw WireFault("a SUBMIT is too long");
  if (content.size() > 140) throw WireFault("a text is too long");
  if (header) take_user_data_header(&content, &s.part);
  s.part.text = cn_text(content, coding);
  return s;
}

std::string result_octets(int result) {
  return std::string(1, static_cast<char>(result)) + std::string(8, '\0');
}

// The try's four bits are the client's own affair, but the whole number comes back in the report.
std::string id_of(const std::string& sequence) {
  return to_hex(sequence);
}

class SgipConnection : public LineConnection {
 public:
  using LineConnection::LineConnection;

 protected:
  virtual void take(const SgipFrame& f) = 0;
  bool take_next(std::string* buffer) final {
    if (buffer->size() < 4) return false;
    const std::size_t length = WireReader(*buffer).number(4);
    if (length < kHeader || length > kMostOctets) throw WireFault("a Message_Length is out of range");
    if (buffer->size() < length) return false;
    WireReader in(std::string_view(*buffer).substr(4, length - 4));
    SgipFrame f;
    f.command = static_cast<std::uint32_t>(in.number(4));
    f.sequence = in.octets(kSequence);
    f.body = in.octets(length - kHeader);
    buffer->erase(0, length);
    take(f);
    return true;
  }
  std::size_t sequence_at() const override { return 16; }
  std::string own_sequence() {
    std::string out;
    put(&out, kNode, 4);
    put(&out, 501090000, 4);
    put(&out, face().next_number(), 4);
    return out;
  }
  std::string goodbye() override { return SgipFrame{kUnbind, own_sequence(), {}}.octets(); }
  std::string heartbeat() override { return goodbye(); }  // there is none
  std::string said_no(const std::string& octets, const std::string& code) override {
    return octets.substr(0, kHeader) + result_octets(std::stoi(code));
  }
  void answer(const SgipFrame& f, int result) {
    say(SgipFrame{f.command | kResponse, f.sequence, result_octets(result)}.octets());
  }
  // True when it was an Unbind or its answer.
  bool ended_by(const SgipFrame& f) {
    if (f.command == kUnbind) say(SgipFrame{kUnbind | kResponse, f.sequence, {}}.octets());
    if ((f.command & ~kResponse) != kUnbind) return false;
    end();
    return true;
  }
};

// The client called us: it submits.
class SgipSubmits final : public SgipConnection {
 public:
  using SgipConnection::SgipConnection;

 private:
  bool logged_in() const override { return bound_; }
  bool receives() const override { return false; }
  std::string delivery(const LineFace::Delivery&, std::uint32_t) override { return {}; }
  void take(const SgipFrame& f) override;
  void take_bind(const SgipFrame& f);
  void take_submit(const SgipFrame& f);

  bool bound_ = false;
  std::map<std::string, std::string> answers_;  // by the whole SUBMIT: one that is repeated counts once
};

void SgipSubmits::take(const SgipFrame& f) {
  if (ended_by(f)) return;
  if (f.command == kBind) return take_bind(f);
  if (f.command != kSubmit || !bound_) return end();
  take_submit(f);
}

void SgipSubmits::take_bind(const SgipFrame& f) {
  world().requests.count("bind");
  WireReader in(f.body);
  const int type = in.octet();
  const std::string name = in.padded(16), password = in.padded(16);
  const LineOptions& o = face().line();
  int result = name != o.account || password != o.password ? kBadLogin : type != 1 ? kBadType : 0;
  const auto fault = world().faults.draw("bind");
  if (fault && fault->kind == FaultKind::error) result = std::stoi(fault->code);
  if (result != 0) {
    world().errors.count("bind " + std::to_string(result));
    return answer(f, result);
  }
  bound_ = true;
  spoil_or_say(fault, SgipFrame{kBind | kResponse, f.sequence, result_octets(0)}.octets());
}

void SgipSubmits::take_submit(const SgipFrame& f) {
  if (const auto known = answers_.find(f.octets()); known != answers_.end()) {
    world().requests.count("submit repeated");
    return say(known->second);
  }
  world().requests.count("submit");
  SgipSubmit s = read_sgip_submit(f.body);
  const auto fault = world().faults.draw("submit");
  if (fault && !fault->carried_out()) {
    if (fault->kind == FaultKind::reset_before_accept) return reset();
    const bool throttle = fault->kind == FaultKind::throttle_429;
    return answer(f, fault->kind == FaultKind::error ? std::stoi(fault->code) : throttle ? kBusy : kSystem);
  }
  for (const std::string& user : s.users)
    if (user.substr(0, 3) != "861" || user.size() != 13) return answer(f, kBadNumber);
  bool good = true;
  for (const std::string& user : s.users) {
    s.part.destination = user;
    good = face().accept_part(s.part, id_of(f.sequence) + " " + user, twists_of(fault)) && good;
  }
  if (!good && s.users.size() == 1) return answer(f, kBlacklisted);
  const std::string yes = SgipFrame{kSubmit | kResponse, f.sequence, result_octets(0)}.octets();
  if (answers_.size() >= 1'000) answers_.clear();
  answers_[f.octets()] = yes;
  spoil_or_say(fault, yes);
}

// We called the client: it is delivered to.
class SgipCall final : public SgipConnection {
 public:
  SgipCall(LineFace* face, int fd) : SgipConnection(face, fd) {
    const LineOptions& o = face->line();
    say(SgipFrame{kBind, own_sequence(),
                  '\2' + padded(o.account, 16) + padded(o.password, 16) + std::string(8, '\0')}
            .octets());
  }

 private:
  bool logged_in() const override { return bound_; }
  bool receives() const override { return bound_; }
  std::string delivery(const LineFace::Delivery& d, std::uint32_t sequence) override {
    WireReader in(d.body);
    SgipFrame f;
    f.command = static_cast<std::uint32_t>(in.number(4));
    f.sequence = in.octets(kSequence);
    f.body = d.body.substr(4 + kSequence);
    open_[f.sequence] = sequence;
    return f.octets();
  }
  void take(const SgipFrame& f) override {
    if (ended_by(f)) return;
    const int result = f.body.empty() ? -1 : static_cast<unsigned char>(f.body[0]);
    if (f.command == (kBind | kResponse)) {
      bound_ = result == 0;
      if (!bound_) world().errors.count("call refused");
      return bound_ ? void() : end();
    }
    const auto node = open_.extract(f.sequence);
    if (!node.empty()) acknowledged(node.mapped(), result == 0);
  }

  bool bound_ = false;
  std::map<std::string, std::uint32_t> open_;  // by SGIP's sequence number
};

int call(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0) return fd;
  ::close(fd);
  return -1;
}

}  // namespace

std::string SgipFace::next_sequence() {
  std::string out;
  put(&out, kNode, 4);
  put(&out, 501090000, 4);
  put(&out, next_number(), 4);
  return out;
}

std::string SgipFace::receipt_body(const Told& t) {
  std::string out;
  put(&out, kReport, 4);
  out += next_sequence() + from_hex(t.id.substr(0, 24)).value() + '\0' + padded(t.number.substr(1), 21);
  out.push_back(t.delivered ? '\0' : '\2');
  out.push_back(t.delivered ? '\0' : '\x1d');
  return out + std::string(8, '\0');
}

std::string SgipFace::inbound_body(const std::string& number, const std::string& to, const Ucs2Piece& piece) {
  std::string out;
  put(&out, kDeliver, 4);
  out += next_sequence() + padded(number, 21) + padded(to, 21) + '\0' + (piece.headed ? '\1' : '\0') + '\x08';
  put(&out, piece.octets.size(), 4);
  return out + piece.octets + std::string(8, '\0');
}

std::vector<std::string> SgipFace::inbound_bodies(const InboundView& m) {
  std::vector<std::string> bodies;
  for (const Ucs2Piece& piece : ucs2_pieces(m.text, m.seq))
    bodies.push_back(inbound_body(m.number.substr(1), line().number + m.extend, piece));
  return bodies;
}

void SgipFace::serve(int fd) {
  SgipSubmits(this, fd).run();
}

// One call at a time, and another when it has ended.
void SgipFace::round() {
  const std::int64_t now =
      std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now().time_since_epoch()).count();
  if (deliver_port_ == 0 || calling_ || now < next_call_ms_) return;
  next_call_ms_ = now + kCallAgainMs;
  const int fd = call(deliver_port_);
  if (fd < 0) return;
  calling_ = true;
  add_thread(std::thread([this, fd] {
    SgipCall(this, fd).run();
    calling_ = false;
  }));
}

}  // namespace huiyin::sim
