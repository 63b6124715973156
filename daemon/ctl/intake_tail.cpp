// intake tail: new intake events as they come, by Server-Sent Events. Goes on after a broken connection.
#include <exception>
#include <thread>

#include "daemon/ctl/progress.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/sse.h"
#include "daemon/ctl/verbs.h"
#include "daemon/io/http_client.h"

namespace huiyin {
namespace {

constexpr Millis kForever{24 * 3'600'000}, kPause{500}, kDaemonAway{60'000};

class Tail {
 public:
  explicit Tail(Session& s) : s_(s), left_(s.args.number("count").value_or(-1)) {
    // The place is known from the start: what comes while a broken connection is made anew is not missed.
    last_ =
        std::to_string(s.args.has("after") ? *s.args.number("after")
                                           : s.daemon().get("/api/v1/status").at("bus").integer("newest"));
  }

  Exit run() {
    while (left_ != 0) {
      try {
        const HttpReply reply = listen(heard_ ? s_.daemon_again() : s_.daemon());
        if (left_ != 0) s_.err.line(s_.say(Msg::tail_again, {printable(reply.error), last_}));
      } catch (const CtlError& e) {
        if (e.exit != Exit::unreachable || !heard_ || steady_now() - away_since_ > kDaemonAway) throw;
      }
      if (left_ != 0) std::this_thread::sleep_for(kPause);
    }
    return Exit::ok;
  }

 private:
  HttpReply listen(const Client& daemon) {
    HttpCall call = daemon.call("GET", "/api/v1/events?topics=intake.");
    call.timeout = kForever;
    call.headers.emplace_back("Last-Event-ID", last_);
    SseReader reader;
    std::exception_ptr failure;  // must not travel through the HTTP client
    HttpReply reply = fetch_streaming(call, [&](std::string_view piece) {
      heard_ = true;
      try {
        return reader.feed(piece, [this](const SseEvent& e) { return take(e); });
      } catch (...) {
        failure = std::current_exception();
        return false;
      }
    });
    if (failure) std::rethrow_exception(failure);
    if (reply.status != 200) daemon.fail_with(reply);
    away_since_ = steady_now();
    return reply;
  }

  bool take(const SseEvent& e) {
    if (s_.json())
      s_.out.line(e.data);
    else
      print(Json::parse(e.data));
    last_ = e.id;
    if (left_ > 0) --left_;
    return left_ != 0;
  }

  void print(const Json& e) {
    const Json data = e.at("data");
    std::string category;
    if (const auto list = data.find("suggest"); list && list->is_array() && !list->items().empty())
      category = list->items().front().text_or("category", "");
    const std::string urgency = data.text_or("urgency", "");
    std::string line = local_time(e.text("time")) + "  " + e.text("type") + "  " + e.text_or("subject", "");
    if (!category.empty()) line += "  " + category;
    if (!urgency.empty()) line += "  " + s_.in_words(urgency);
    line = printable(line + "  " + data.text_or("text_masked", ""));
    if (s_.out.is_terminal()) line = shorten(line, s_.out.columns());
    s_.out.line(s_.out.paint(urgency == "danger_to_life" ? Style::red : Style::plain, line));
  }

  Session& s_;
  std::int64_t left_;  // below zero: without end
  std::string last_;
  bool heard_ = false;
  Millis away_since_{0};
};

}  // namespace

Exit run_intake_tail(Session& s) {
  return Tail(s).run();
}

}  // namespace huiyin
