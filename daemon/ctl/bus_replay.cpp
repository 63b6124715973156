// bus replay: events of the journal, from a sequence number or a time up to what is newest when it begins.
#include <algorithm>
#include <charconv>

#include "daemon/base/bytes.h"
#include "daemon/base/clock.h"
#include "daemon/ctl/bus_event.h"
#include "daemon/ctl/client_file.h"
#include "daemon/ctl/progress.h"
#include "daemon/ctl/verbs.h"
#include "daemon/io/bus_socket.h"

namespace huiyin {
namespace {

constexpr Millis kPatience{10'000};
constexpr int kPage = 500;

class Replay {
 public:
  explicit Replay(Session& s) : s_(s) {
    if (auto connected = socket_.connect(service_); !connected)
      throw CtlError(Exit::unreachable, connected.error().text());
  }

  Exit run() {
    std::string from = s_.args.text("from", "1");
    std::int64_t left = s_.args.number("limit").value_or(INT64_MAX);
    std::int64_t until = s_.args.number("to").value_or(INT64_MAX);
    while (left > 0) {
      const Json answer = ask(request(from, std::min<std::int64_t>(left, kPage)));
      until = std::min(until, answer.integer("newest"));
      for (const Json& e : answer.items("events")) {
        if (sequence_of(e) > until) return Exit::ok;
        print_event(s_, e);
        --left;
      }
      const std::int64_t next = answer.integer("next");
      if (next >= until || next == last_) return Exit::ok;
      last_ = next;
      from = std::to_string(next + 1);
    }
    return Exit::ok;
  }

 private:
  std::string request(const std::string& from, std::int64_t limit) const {
    JsonWriter w;
    w.object().field("op", "replay").key("from");
    std::int64_t seq = 0;
    const auto [end, error] = std::from_chars(from.data(), from.data() + from.size(), seq);
    if (error == std::errc() && end == from.data() + from.size())
      w.value(seq);
    else
      w.value(from);  // a time; the daemon says what is wrong with it
    w.field("limit", limit).key("topics").array();
    for (const std::string& t : s_.args.list("topic")) w.value(t);
    return w.end().end().take();
  }

  // Its own answer: one to an earlier request that came late is passed over.
  Json ask(const std::string& request) {
    const std::string id = to_hex(random_bytes(8));
    const Millis until = steady_now() + kPatience;
    Frames frames{id, request};
    bool sent = socket_.send(frames);
    while (steady_now() < until) {
      std::vector<bool> readable;
      context_.wait({&socket_}, -1, 100, &readable);
      if (!sent) sent = socket_.send({id, request});
      while (socket_.receive(&frames))
        if (frames.size() == 2 && frames[0] == id) return checked(Json::parse(frames[1]));
    }
    throw CtlError(Exit::unreachable,
                   s_.say(Msg::bus_no_answer, {service_, std::to_string(kPatience.count() / 1000)}));
  }

  Json checked(const Json& answer) const {
    if (answer.boolean("ok")) return answer;
    const Json problem = answer.at("problem");
    throw CtlError(
        Exit::refused,
        s_.say(Msg::refused, {std::to_string(problem.integer("status")) + " " + problem.text("title"),
                              printable(problem.text("detail"))}),
        problem.dump());
  }

  Session& s_;
  const BusPlace place_ = find_bus_place(s_, BusEnd::service);
  const std::string& service_ = place_.endpoint;
  std::int64_t last_ = -1;
  BusContext context_;
  BusSocket socket_{context_.open(BusKind::dealer, place_.options)};
};

}  // namespace

Exit run_bus_replay(Session& s) {
  return Replay(s).run();
}

}  // namespace huiyin
