// The frame that CMPP and SMGP share: length, command and sequence number in four octets each, then the body;
// and a connection of gateways that speak so.
#pragma once
#include <map>
#include <string>

#include "tests/sim/line_connection.h"

namespace huiyin::sim {

inline constexpr std::uint32_t kFrame12Response = 0x80000000;

struct Frame12 {
  std::uint32_t command = 0, sequence = 0;
  std::string body;
  std::string octets() const {
    std::string out;
    put(&out, body.size() + 12, 4);
    put(&out, command, 4);
    put(&out, sequence, 4);
    return out + body;
  }
};

class Frame12Connection : public LineConnection {
 public:
  struct Commands {
    std::uint32_t deliver, goodbye, heartbeat;
  };
  Frame12Connection(LineFace* face, int fd, Commands commands, std::size_t most)
      : LineConnection(face, fd), commands_(commands), most_(most) {}

 protected:
  virtual void take(const Frame12& f) = 0;

  bool take_next(std::string* buffer) final {
    if (buffer->size() < 4) return false;
    const std::size_t length = WireReader(*buffer).number(4);
    if (length < 12 || length > most_) throw WireFault("a PDU's length is out of range");
    if (buffer->size() < length) return false;
    WireReader in(std::string_view(*buffer).substr(4, length - 4));
    Frame12 f;
    f.command = static_cast<std::uint32_t>(in.number(4));
    f.sequence = static_cast<std::uint32_t>(in.number(4));
    f.body = in.octets(length - 12);
    buffer->erase(0, length);
    take(f);
    return true;
  }
  std::string goodbye() override { return Frame12{commands_.goodbye, next_sequence(), {}}.octets(); }
  std::string heartbeat() override { return Frame12{commands_.heartbeat, next_sequence(), {}}.octets(); }
  std::string delivery(const LineFace::Delivery& d, std::uint32_t sequence) override {
    return Frame12{commands_.deliver, sequence, d.body}.octets();
  }
  std::size_t sequence_at() const override { return 8; }
  void answer(const Frame12& f, std::string body = {}) {
    say(Frame12{f.command | kFrame12Response, f.sequence, std::move(body)}.octets());
  }

  // A request that is repeated under its number counts once and has the answer it had.
  const std::string* known_answer(const Frame12& f) {
    const auto known = answers_.find(f.octets());
    if (known == answers_.end()) return nullptr;
    return &known->second;
  }
  void remember_answer(const Frame12& f, const std::string& octets) {
    if (answers_.size() >= 1'000) answers_.clear();
    answers_[f.octets()] = octets;
  }

 private:
  const Commands commands_;
  const std::size_t most_;
  std::map<std::string, std::string> answers_;  // by the whole request
};

}  // namespace huiyin::sim
