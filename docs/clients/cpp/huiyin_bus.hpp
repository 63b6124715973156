// Huiyin's bus for C++17: live events with their gaps healed, replay, durable consumption, commands. Header only, over cppzmq and
// rapidjson (Debian: cppzmq-dev, rapidjson-dev). The protocol and its guarantees: docs/bus.md. Not thread-safe.
#pragma once
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>
#include <zmq.hpp>

namespace huiyin_bus {

using Topics = std::vector<std::string>;
using Milliseconds = std::chrono::milliseconds;

struct Event {
  std::int64_t seq = 0;
  std::int64_t previous = 0;  // of the same type; on the stream only
  std::string id, type, subject, time;
  bool redelivered = false;
  std::string json;  // the whole CloudEvent
};
using OnEvent = std::function<bool(const Event&)>;  // false: enough

// The service refused. field: the member of the request that is wrong, or "".
struct Problem : std::runtime_error {
  Problem(int s, const std::string& detail, std::string f)
      : std::runtime_error(detail), status(s), field(std::move(f)) {}
  int status;
  std::string field;
};
// Another process of the same name has attached: this one must stop.
struct Fenced : Problem {
  using Problem::Problem;
};
struct NoAnswer : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// CURVE, for tcp endpoints: Z85 texts.
struct Keys {
  std::string public_key, secret_key, server_key;
};

namespace detail {

using rapidjson::Value;

inline std::string text(const Value& object, const char* name) {
  const auto it = object.FindMember(name);
  return it != object.MemberEnd() && it->value.IsString() ? it->value.GetString() : std::string();
}

inline std::int64_t seq(const Value& object, const char* name) {
  const std::string digits = text(object, name);
  return digits.empty() ? 0 : std::stoll(digits);
}

inline std::string dump(const Value& value) {
  rapidjson::StringBuffer out;
  rapidjson::Writer<rapidjson::StringBuffer> writer(out);
  value.Accept(writer);
  return {out.GetString(), out.GetSize()};
}

inline std::string quoted(const std::string& s) {
  return dump(Value(s.data(), static_cast<rapidjson::SizeType>(s.size())));
}

inline std::string list(const Topics& topics) {
  std::string out;
  for (const std::string& t : topics) out += (out.empty() ? "" : ",") + quoted(t);
  return "[" + out + "]";
}

inline Event event(const Value& v) {
  const auto again = v.FindMember("redelivered");
  return {seq(v, "sequence"), seq(v, "previousoftype"), text(v, "id"),
          text(v, "type"),    text(v, "subject"),       text(v, "time"),
          again != v.MemberEnd() && again->value.IsTrue(), dump(v)};
}

inline bool begins(const std::string& s, const std::string& prefix) {
  return s.compare(0, prefix.size(), prefix) == 0;
}

inline zmq::context_t& context() {
  static zmq::context_t one(1);
  return one;
}

inline zmq::socket_t open(zmq::socket_type type, const std::string& endpoint, const std::optional<Keys>& keys) {
  zmq::socket_t socket(context(), type);
  socket.set(zmq::sockopt::linger, 0);
  if (keys) {
    socket.set(zmq::sockopt::curve_publickey, keys->public_key);
    socket.set(zmq::sockopt::curve_secretkey, keys->secret_key);
    socket.set(zmq::sockopt::curve_serverkey, keys->server_key);
  }
  socket.connect(endpoint);
  return socket;
}

// Two frames; false when none come within this time.
inline bool receive(zmq::socket_t& socket, Milliseconds patience, std::string* first, std::string* second) {
  zmq::pollitem_t item{socket.handle(), 0, ZMQ_POLLIN, 0};
  if (zmq::poll(&item, 1, std::max(patience, Milliseconds(0))) == 0) return false;
  zmq::message_t a, b;
  if (!socket.recv(a) || !a.more() || !socket.recv(b)) return false;
  *first = a.to_string();
  *second = b.to_string();
  return true;
}

}  // namespace detail

// Requests. One that is not answered is made again: all may be repeated safely (commands by their key).
class Service {
 public:
  explicit Service(std::string endpoint, const std::optional<Keys>& keys = {}, Milliseconds patience = Milliseconds(60'000),
                   Milliseconds retry_after = Milliseconds(2'000))
      : endpoint_(std::move(endpoint)),
        patience_(patience),
        retry_after_(retry_after),
        socket_(detail::open(zmq::socket_type::dealer, endpoint_, keys)) {}

  // members: those of the request besides op, as JSON without braces. Throws Problem, Fenced or NoAnswer.
  rapidjson::Document ask(const std::string& op, const std::string& members, Milliseconds expected_wait = Milliseconds(0)) {
    const std::string id = std::to_string(++last_id_);
    const std::string request = "{\"op\":\"" + op + "\"" + (members.empty() ? "" : ",") + members + "}";
    const auto end = Clock::now() + patience_ + expected_wait;
    while (Clock::now() < end) {
      if (socket_.send(zmq::buffer(id), zmq::send_flags::sndmore | zmq::send_flags::dontwait))
        socket_.send(zmq::buffer(request), zmq::send_flags::none);
      rapidjson::Document answer;
      if (!wait(id, std::min(end, Clock::now() + retry_after_ + expected_wait), &answer)) continue;
      if (answer["ok"].IsTrue()) return answer;
      refuse(answer["problem"]);
      std::this_thread::sleep_for(Milliseconds(50));  // a bound of the service: a moment later there is room
    }
    throw NoAnswer("no answer to " + op + " from " + endpoint_);
  }

  // Events behind seq `after`, in order, to the journal's present end or to `upto`.
  void replay(std::int64_t after, std::optional<std::int64_t> upto, const Topics& topics, const OnEvent& on_event) {
    while (true) {
      const auto page = ask("replay", "\"from\":" + std::to_string(after + 1) + ",\"limit\":1000,\"topics\":" + detail::list(topics));
      if (!upto) upto = page["newest"].GetInt64();
      for (const auto& item : page["events"].GetArray()) {
        const Event e = detail::event(item);
        if (e.seq > *upto || !on_event(e)) return;
      }
      const std::int64_t next = page["next"].GetInt64();
      if (next >= *upto || next <= after) return;
      after = next;
    }
  }

  // What became durable, as JSON. The key makes it safe to repeat: a repeat returns the first answer.
  std::string command(const std::string& name, const std::string& args_json, const std::string& key) {
    return detail::dump(ask("command", "\"name\":" + detail::quoted(name) + ",\"key\":" + detail::quoted(key) +
                                           ",\"args\":" + args_json)["answer"]);
  }

 private:
  using Clock = std::chrono::steady_clock;

  bool wait(const std::string& wanted, Clock::time_point end, rapidjson::Document* answer) {
    std::string id, body;
    while (detail::receive(socket_, std::chrono::duration_cast<Milliseconds>(end - Clock::now()), &id, &body)) {
      if (id != wanted) continue;  // a late answer to what was asked before
      answer->Parse(body.data(), body.size());
      if (answer->HasParseError()) throw std::runtime_error("the service answered what is not JSON");
      return true;
    }
    return false;
  }

  static void refuse(const rapidjson::Value& problem) {
    const int status = problem["status"].GetInt();
    const std::string field = detail::text(problem, "field"), why = detail::text(problem, "detail");
    if (status == 503) return;
    if (status == 409 && field == "/token") throw Fenced(status, why, field);
    throw Problem(status, why, field);
  }

  const std::string endpoint_;
  const Milliseconds patience_, retry_after_;
  zmq::socket_t socket_;
  std::uint64_t last_id_ = 0;
};

// Live events, each once; those of one type in order. What the stream lost is fetched by replay.
class Live {
 public:
  Live(const std::string& stream, Service& service, Topics topics = {""}, const std::optional<Keys>& keys = {},
       std::optional<std::int64_t> after = {})
      : service_(service), topics_(std::move(topics)), base_(after), socket_(detail::open(zmq::socket_type::sub, stream, keys)) {
    for (const std::string& t : topics_) socket_.set(zmq::sockopt::subscribe, t);
    socket_.set(zmq::sockopt::subscribe, "heartbeat");
  }

  // Runs until on_event returns false.
  void run(const OnEvent& on_event) {
    on_event_ = [&](const Event& e) { return going_ = on_event(e); };
    going_ = true;
    if (base_) replayed(*base_, {}, topics_, false);
    while (going_) {
      std::string topic, body;
      if (!detail::receive(socket_, Milliseconds(1'000), &topic, &body)) continue;
      rapidjson::Document message;
      message.Parse(body.data(), body.size());
      if (message.HasParseError()) throw std::runtime_error("the stream brought what is not JSON");
      if (topic == "heartbeat")
        heartbeat(message["data"]);
      else
        take(detail::event(message));
    }
  }
  std::int64_t healed() const { return healed_; }

 private:
  std::int64_t had(const std::string& type) const {
    const auto it = last_.find(type);
    return it == last_.end() ? *base_ : it->second;
  }

  void take(const Event& e) {
    if (!base_) base_ = e.seq - 1;
    if (e.previous > had(e.type)) replayed(had(e.type), e.seq - 1, {e.type}, true);
    if (going_ && e.seq > had(e.type)) deliver(e);
  }

  void heartbeat(const rapidjson::Value& told) {
    if (!base_) base_ = told["newest"].GetInt64();
    for (const auto& [name, newest] : told["topics"].GetObject()) {
      const std::string type = name.GetString();
      const bool wanted = std::any_of(topics_.begin(), topics_.end(), [&](const std::string& t) { return detail::begins(type, t); });
      if (going_ && wanted && newest.GetInt64() > had(type)) replayed(had(type), newest.GetInt64(), {type}, true);
    }
  }

  void replayed(std::int64_t after, std::optional<std::int64_t> upto, const Topics& topics, bool heals) {
    service_.replay(after, upto, topics, [&](const Event& e) {
      if ((heals && e.type != topics.front()) || e.seq <= had(e.type)) return true;
      if (heals) ++healed_;
      deliver(e);
      return going_;
    });
  }

  void deliver(const Event& e) {
    last_[e.type] = e.seq;
    on_event_(e);
  }

  Service& service_;
  const Topics topics_;
  std::optional<std::int64_t> base_;          // newest seq had of types not in last_
  std::map<std::string, std::int64_t> last_;  // newest seq had of each type
  zmq::socket_t socket_;
  OnEvent on_event_;
  bool going_ = false;
  std::int64_t healed_ = 0;
};

// A durable consumer: at least once, in order; what may have come before is marked. An event counts as done when on_event has
// returned true for it. Goes on where it stood, also after a crash of either side.
class Durable {
 public:
  Durable(Service& service, const std::string& name, const Topics& topics = {}, bool takeover = true)
      : service_(service), me_("\"consumer\":" + detail::quoted(name)) {
    const auto answer = service_.ask("attach", me_ + ",\"topics\":" + detail::list(topics) +
                                                   ",\"takeover\":" + (takeover ? "true" : "false"));
    me_ += ",\"token\":" + std::to_string(answer["token"].GetInt64());
  }

  // Runs until on_event returns false; that event is not acknowledged.
  void run(const OnEvent& on_event) {
    while (true) {
      const auto batch = service_.ask("fetch", me_ + ",\"ack\":" + std::to_string(done_) + ",\"credit\":500,\"wait_ms\":10000",
                                      Milliseconds(10'000));
      if (batch.HasMember("again"))
        for (const auto& item : batch["again"].GetArray()) {
          const Event e = detail::event(item);
          if (!on_event(e)) return ack();
          service_.ask("settle", me_ + ",\"seq\":" + std::to_string(e.seq));
        }
      for (const auto& item : batch["events"].GetArray()) {
        const Event e = detail::event(item);
        if (!on_event(e)) return ack();
        done_ = e.seq;
      }
      done_ = batch["next"].GetInt64();
    }
  }

  // Acknowledges what is done now, not with the next fetch.
  void ack() { service_.ask("ack", me_ + ",\"seq\":" + std::to_string(done_)); }

  // This event could not be processed: it becomes a dead letter (bus.dead.requeue gives it again).
  void put_aside(const Event& e, const std::string& reason) {
    service_.ask("nack", me_ + ",\"seq\":" + std::to_string(e.seq) + ",\"reason\":" + detail::quoted(reason));
  }

 private:
  Service& service_;
  std::string me_;
  std::int64_t done_ = 0;
};

}  // namespace huiyin_bus
