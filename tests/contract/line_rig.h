// A line carrier's session against huiyin-sim, over a cable that is cut on command. Plays the daemon's part
// without its ledger: queues, keeps what arrives, never sends again what is unknown. One thread.
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "adapters/line_calls.h"
#include "adapters/line_carrier.h"
#include "tests/sim/simulator.h"

namespace huiyin::contract {

// Where the first connection ends: so many octets into the frame-th frame of one direction.
struct Cut {
  bool outward = true;
  std::size_t frame = SIZE_MAX;  // from 0; SIZE_MAX: never
  enum class Place { before, in_length, in_header, in_body, behind } place = Place::before;
  bool reset = false;  // RST instead of FIN
  bool call = false;   // of the first connection by which the carrier calls us, instead of our own
};
std::string name_of(const Cut& cut);

// The connection. All four protocols begin a frame with its length in four octets.
class Cable {
 public:
  Cable(int port, const Cut& cut);  // connects
  struct Accepted {
    int fd;
  };
  Cable(Accepted from, const Cut& cut) : cut_(cut), fd_(from.fd) {}
  ~Cable();
  Cable(const Cable&) = delete;
  Cable& operator=(const Cable&) = delete;

  void send(std::string_view octets);
  std::string receive(int wait_ms);  // what came in that time; maybe nothing
  bool ended() const { return fd_ < 0; }
  std::size_t frames_out() const { return out_frames_; }
  std::size_t frames_in() const { return in_frames_; }

 private:
  std::string pass(std::string* buffer, std::size_t* frames, bool outward);
  void end();
  Cut cut_;
  int fd_ = -1;
  std::string out_, in_;
  std::size_t out_frames_ = 0, in_frames_ = 0;
  bool cut_now_ = false;
};

class LineRig {
 public:
  LineRig(const LineCarrier& carrier, int port);
  ~LineRig();
  LineRig(const LineRig&) = delete;
  LineRig& operator=(const LineRig&) = delete;

  int call_port() const { return call_port_; }  // where the carrier calls us; 0: it does not

  void queue(SubmitBatch batch);
  // Until every message has an end and whole() holds, and then a little longer. False: that never came to be.
  bool run(const Cut& cut, const std::function<bool()>& whole);

  enum class Fate { queued, open, accepted, refused, unknown };
  std::map<std::string, Fate> fates;                   // by recipient key
  std::map<std::string, int> ids;                      // parts accepted, by recipient key
  std::set<std::pair<std::string, std::string>> kept;  // kind and bytes
  std::size_t connections = 0, calls = 0;
  struct Frames {
    std::size_t out = 0, in = 0;  // the most on one connection
  };
  Frames frames, call_frames;

 private:
  // A session and its connection of the moment.
  struct End {
    std::unique_ptr<LineSession> session;
    std::unique_ptr<Cable> cable;
    bool down = false;
  };
  Moment moment() const;
  void turn(const Cut& cut);
  void connect(const Cut& cut);
  void listen();
  void answer_call(const Cut& cut);
  void exchange(End* end, Frames* most);
  void take(End* end, LineEvent event);
  void settle(const std::string& key, const Outcome& outcome);
  bool open_or_queued() const;

  const LineCarrier& carrier_;
  const int port_;
  const line::TakesCalls* const calls_from_;
  End own_, called_;
  int listener_ = -1, call_port_ = 0;
  Millis skew_{0};
  std::map<std::string, SubmitBatch> batches_;  // by recipient key
  std::deque<std::string> queue_;
};

}  // namespace huiyin::contract
