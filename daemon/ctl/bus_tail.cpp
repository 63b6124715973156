// bus tail: the stream as it is published. Topics are filtered here, not by the subscription, so that a gap
// in the sequence is always seen.
#include "daemon/ctl/bus_event.h"
#include "daemon/ctl/endpoints.h"
#include "daemon/ctl/progress.h"
#include "daemon/ctl/verbs.h"
#include "daemon/io/bus_socket.h"

namespace huiyin {
namespace {

constexpr Millis kSilence{10'000};  // ten heartbeats

class BusTail {
 public:
  explicit BusTail(Session& s)
      : s_(s), left_(s.args.number("count").value_or(-1)), topics_(s.args.list("topic")) {}

  Exit run() {
    const std::string stream = find_bus(s_.globals, s_.language()).stream;
    if (auto connected = socket_.connect(stream); !connected)
      throw CtlError(Exit::unreachable, connected.error().text());
    socket_.subscribe("");
    Millis heard = steady_now();
    bool ever = false;
    while (left_ != 0) {
      std::vector<bool> readable;
      if (context_.wait({&socket_}, -1, 500, &readable)) {
        take_all();
        heard = steady_now();
        ever = true;
      } else if (steady_now() - heard > kSilence) {
        const std::string text =
            s_.say(Msg::bus_silent, {stream, std::to_string((steady_now() - heard).count() / 1000)});
        if (!ever) throw CtlError(Exit::unreachable, text);
        s_.err.line(text);
        heard = steady_now();
      }
    }
    return Exit::ok;
  }

 private:
  void take_all() {
    Frames frames;
    while (left_ != 0 && socket_.receive(&frames))
      if (frames.size() == 2) take(frames[0], Json::parse(frames[1]));
  }

  void take(const std::string& topic, const Json& event) {
    const bool heartbeat = topic == "heartbeat";
    const auto gap =
        heartbeat ? gaps_.newest(event.at("data").integer("newest")) : gaps_.saw(sequence_of(event));
    if (gap)
      s_.err.line(s_.say(Msg::bus_gap, {std::to_string(gap->to - gap->from + 1), std::to_string(gap->from),
                                        std::to_string(gap->to)}));
    if (heartbeat ? !s_.args.has("heartbeats") : !topic_wanted(topic, topics_)) return;
    print_event(s_, event);
    if (left_ > 0) --left_;
  }

  Session& s_;
  std::int64_t left_;
  const std::vector<std::string> topics_;
  GapWatch gaps_;
  BusContext context_;
  BusSocket socket_{context_.open(BusKind::sub)};
};

}  // namespace

Exit run_bus_tail(Session& s) {
  return BusTail(s).run();
}

}  // namespace huiyin
