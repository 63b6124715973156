// One connection of a simulated gateway: reads and answers in its protocol's PDUs, hands out what waits for
// the client, and breaks on command.
#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "tests/sim/line_face.h"

namespace huiyin::sim {

class LineConnection {
 public:
  LineConnection(LineFace* face, int fd);
  virtual ~LineConnection();  // closes fd; what was not acknowledged is given back
  LineConnection(const LineConnection&) = delete;
  LineConnection& operator=(const LineConnection&) = delete;

  void run();

 protected:
  // Takes the first whole PDU off *buffer and answers it; false: not whole yet. Throws WireFault.
  virtual bool take_next(std::string* buffer) = 0;
  virtual std::string last_words() { return {}; }  // to who has lost the framing
  virtual bool logged_in() const = 0;
  virtual bool receives() const = 0;
  virtual std::string goodbye() = 0;
  virtual std::string heartbeat() = 0;
  virtual std::string delivery(const LineFace::Delivery& d, std::uint32_t sequence) = 0;
  virtual std::size_t sequence_at() const = 0;  // where a PDU's sequence number is
  virtual const char* deliver_action() const { return "deliver"; }
  // An answer as the gateway would have said no with it.
  virtual std::string said_no(const std::string& octets, const std::string& code) = 0;

  void say(const std::string& octets);
  // The request was carried out; its answer meets the fault.
  void spoil(const Fault& fault, const std::string& octets);
  void spoil_or_say(const std::optional<Fault>& fault, const std::string& octets);
  void acknowledged(std::uint32_t sequence, bool good);
  void reset();
  void end() { over_ = true; }
  std::uint32_t next_sequence() { return ++sequence_; }
  LineFace& face() { return face_; }
  World& world() { return face_.world(); }

 private:
  struct Later {
    std::int64_t at;
    std::string octets;
    bool drip = false;  // a piece of a PDU: nothing else goes between
  };
  bool read_some();
  void deliver();
  void send_later();
  void send(const std::string& octets);
  void meet_accident();

  LineFace& face_;
  const int fd_;
  std::string in_;
  std::uint32_t sequence_ = 0;
  bool over_ = false, silent_ = false;
  std::int64_t dripping_until_ = 0;
  std::deque<Later> later_;
  std::map<std::uint32_t, LineFace::Delivery> unacked_;  // by sequence
};

Twists twists_of(const std::optional<Fault>& fault);

}  // namespace huiyin::sim
