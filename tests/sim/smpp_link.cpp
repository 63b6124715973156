// One connection of the simulated SMSC.
#include "tests/sim/line_connection.h"
#include "tests/sim/smpp_face.h"

namespace huiyin::sim {
namespace {

constexpr std::uint32_t kResponse = 0x80000000, kNack = 0x80000000, kBindRx = 1, kBindTx = 2, kQuery = 3,
                        kSubmit = 4, kDeliver = 5, kUnbind = 6, kCancel = 8, kBindTrx = 9, kEnquire = 0x15;

std::uint32_t status_of(const std::string& code) {
  return static_cast<std::uint32_t>(std::strtoul(code.c_str(), nullptr, 0));
}

std::string hex_id(std::uint64_t n) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (int shift = 28; shift >= 0; shift -= 4) out.push_back(kDigits[n >> shift & 0xF]);
  return out;
}

class SmppLink final : public LineConnection {
 public:
  using LineConnection::LineConnection;

 private:
  bool take_next(std::string* buffer) override {
    SmppFrame f;
    if (!take_frame(buffer, &f)) return false;
    take(f);
    return true;
  }
  std::string last_words() override { return SmppFrame{kNack, 2, 0, {}}.octets(); }
  bool logged_in() const override { return bound_as_ != 0; }
  bool receives() const override { return bound_as_ == kBindRx || bound_as_ == kBindTrx; }
  std::string goodbye() override { return SmppFrame{kUnbind, 0, next_sequence(), {}}.octets(); }
  std::string heartbeat() override { return SmppFrame{kEnquire, 0, next_sequence(), {}}.octets(); }
  std::string delivery(const LineFace::Delivery& d, std::uint32_t sequence) override {
    return SmppFrame{kDeliver, 0, sequence, d.body}.octets();
  }
  std::size_t sequence_at() const override { return 12; }
  const char* deliver_action() const override { return "deliver_sm"; }
  std::string said_no(const std::string& octets, const std::string& code) override {
    SmppFrame no;
    std::string copy = octets;
    take_frame(&copy, &no);
    return SmppFrame{no.command, status_of(code), no.sequence, {}}.octets();
  }

  void take(const SmppFrame& f);
  void take_bind(const SmppFrame& f);
  void take_submit(const SmppFrame& f);
  void take_query(const SmppFrame& f);
  void take_cancel(const SmppFrame& f);
  void answer(const SmppFrame& f, std::uint32_t status, std::string body = {}) {
    say(SmppFrame{f.command | kResponse, status, f.sequence, std::move(body)}.octets());
  }

  std::uint32_t bound_as_ = 0;
};

void SmppLink::take(const SmppFrame& f) {
  switch (f.command) {
    case kBindRx:
    case kBindTx:
    case kBindTrx:
      return take_bind(f);
    case kEnquire:
      return answer(f, 0);
    case kUnbind:
      answer(f, 0);
      return end();
    case kSubmit:
      return logged_in() && bound_as_ != kBindRx ? take_submit(f) : answer(f, 4);
    case kQuery:
      return logged_in() ? take_query(f) : answer(f, 4);
    case kCancel:
      return logged_in() ? take_cancel(f) : answer(f, 4);
    case kDeliver | kResponse:
      return acknowledged(f.sequence, f.status == 0);
    default:
      if ((f.command & kResponse) == 0) say(SmppFrame{kNack, 3, f.sequence, {}}.octets());
  }
}

void SmppLink::take_bind(const SmppFrame& f) {
  world().requests.count("bind");
  const SmppBind bind = read_bind(f.body);
  const LineOptions& o = face().line();
  std::uint32_t status = bind.system_id != o.account ? 0x0F : bind.password != o.password ? 0x0E : 0;
  const auto fault = world().faults.draw("bind");
  if (fault && fault->kind == FaultKind::error) status = status_of(fault->code);
  if (status != 0) {
    world().errors.count("bind " + std::to_string(status));
    return answer(f, status);
  }
  const std::string yes = SmppFrame{f.command | kResponse, 0, f.sequence,
                                    c_octets("huiyin-sim") + std::string("\x02\x10\x00\x01\x34", 5)}
                              .octets();
  if (fault) return spoil(*fault, yes);
  bound_as_ = f.command;
  say(yes);
}

void SmppLink::take_submit(const SmppFrame& f) {
  world().requests.count("submit_sm");
  const LinePart part = read_submit(f.body);
  const auto fault = world().faults.draw("submit_sm");
  if (fault && !fault->carried_out()) {
    if (fault->kind == FaultKind::reset_before_accept) return reset();
    const bool throttle = fault->kind == FaultKind::throttle_429;
    return answer(f, fault->kind == FaultKind::error ? status_of(fault->code) : throttle ? 0x58 : 0x08);
  }
  const std::string id = hex_id(face().next_number());
  if (!face().accept_part(part, id, twists_of(fault))) return answer(f, 0x66);
  spoil_or_say(fault, SmppFrame{kSubmit | kResponse, 0, f.sequence, c_octets(id)}.octets());
}

void SmppLink::take_query(const SmppFrame& f) {
  world().requests.count("query_sm");
  const SmppQuery q = read_query(f.body);
  const auto fault = world().faults.draw("query_sm");
  if (fault && fault->kind == FaultKind::error) return answer(f, status_of(fault->code));
  const int state = face().state_of(q.id);
  if (state == 0) return answer(f, 0x67);
  answer(f, 0, c_octets(q.id) + c_octets("") + std::string(1, static_cast<char>(state)) + '\0');
}

void SmppLink::take_cancel(const SmppFrame& f) {
  world().requests.count("cancel_sm");
  const auto fault = world().faults.draw("cancel_sm");
  if (fault && fault->kind == FaultKind::error) return answer(f, status_of(fault->code));
  answer(f, face().withdraw(read_cancel(f.body)) ? 0 : 0x11);
}

}  // namespace

std::string SmppFace::receipt_body(const Told& t) {
  const std::string id = decimal_receipts_ ? "0" + std::to_string(std::stoul(t.id, nullptr, 16)) : t.id;
  const std::string text = "id:" + id + " sub:001 dlvrd:" + (t.delivered ? "001" : "000") +
                           " submit date:" + short_time(t.at) + " done date:" + short_time(t.at) +
                           " stat:" + t.word + " err:" + (t.delivered ? "000" : "001") + " text:";
  return deliver_body(t.number.substr(1), t.sender, 4, 0, text);
}

std::vector<std::string> SmppFace::inbound_bodies(const InboundView& m) {
  return {deliver_body(m.number.substr(1), line().number + m.extend, 0, 8, ucs2(m.text))};
}

void SmppFace::serve(int fd) {
  SmppLink(this, fd).run();
}

}  // namespace huiyin::sim
