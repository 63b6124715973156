// bus tail: the stream as it is published. Topics are filtered here, not by the subscription, so that a gap
// in the sequence is always seen.
#include <map>

#include "daemon/ctl/bus_event.h"
#include "daemon/ctl/client_file.h"
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
    const std::string& stream = place_.endpoint;
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

  void watch_all(const Json& event, bool heartbeat) {
    const auto gap =
        heartbeat ? gaps_.newest(event.at("data").integer("newest")) : gaps_.saw(sequence_of(event));
    if (gap)
      s_.err.line(s_.say(Msg::bus_gap, {std::to_string(gap->to - gap->from + 1), std::to_string(gap->from),
                                        std::to_string(gap->to)}));
  }

  // A client that may read some topics only does not see the others' numbers: each type is a line of its own.
  void watch_types(const Json& event, bool heartbeat) {
    if (heartbeat) {
      for (const auto& [type, newest] : event.at("data").at("topics").members())
        if (newest_.contains(type)) reached(type, newest.integer());
      return;
    }
    const std::string type = event.text("type");
    if (newest_.contains(type)) reached(type, sequence_of(event, "previousoftype"));
    newest_[type] = sequence_of(event);
  }
  void reached(const std::string& type, std::int64_t seq) {
    std::int64_t& had = newest_[type];
    if (seq <= had) return;
    s_.err.line(s_.say(Msg::bus_gap_of_type, {type, std::to_string(had), std::to_string(seq)}));
    had = seq;
  }

  void take(const std::string& topic, const Json& event) {
    const bool heartbeat = topic == "heartbeat";
    if (s_.args.has("client"))
      watch_types(event, heartbeat);
    else
      watch_all(event, heartbeat);
    if (heartbeat ? !s_.args.has("heartbeats") : !topic_wanted(topic, topics_)) return;
    print_event(s_, event);
    if (left_ > 0) --left_;
  }

  Session& s_;
  std::int64_t left_;
  const std::vector<std::string> topics_;
  GapWatch gaps_;
  std::map<std::string, std::int64_t> newest_;  // of each type heard, where that is how gaps show
  const BusPlace place_ = find_bus_place(s_, BusEnd::stream);
  BusContext context_;
  BusSocket socket_{context_.open(BusKind::sub, place_.options)};
};

}  // namespace

Exit run_bus_tail(Session& s) {
  return BusTail(s).run();
}

}  // namespace huiyin
