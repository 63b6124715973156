// campaign watch: how far a campaign is, as it goes.
#include <thread>

#include "daemon/ctl/campaign.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

constexpr Millis kPause{200};
constexpr Millis kDaemonAway{60'000};  // a restart takes less

class Watcher {
 public:
  Watcher(Session& s, std::int64_t id, bool until_sent)
      : s_(s), id_(id), until_sent_(until_sent), live_(s.out) {}

  Json run() {
    for (;;) {
      const Json c = ask();
      const CampaignView view(c);
      const bool over = view.ended() || (until_sent_ && view.all_sent());
      show(c, view);
      if (over) return live_.finish(), c;
      std::this_thread::sleep_for(kPause);
    }
  }

 private:
  // A daemon that is started anew meanwhile is waited for.
  Json ask() {
    const Millis began = steady_now();
    for (bool again = false;; again = true) {
      try {
        if (again) s_.daemon_again();
        return fetch_campaign(s_, id_);
      } catch (const CtlError& e) {
        if (e.exit != Exit::unreachable || !seen_ || steady_now() - began > kDaemonAway) throw;
        if (!s_.json()) live_.show(s_.say(Msg::watch_retry), steady_now());
        std::this_thread::sleep_for(kPause);
      }
    }
  }

  void show(const Json& c, const CampaignView& view) {
    seen_ = true;
    const Millis now = steady_now();
    rate_.add(now, view.sent);
    if (s_.json()) {
      const std::string text = c.at("state").dump() + c.at("states").dump() + c.at("import").dump();
      if (text != last_) s_.out.line(c.dump());
      last_ = text;
      return;
    }
    live_.show(line(c, view), now);
  }

  std::string line(const Json& c, const CampaignView& view) const {
    if (view.state == "importing")
      return s_.say(Msg::importing) + ": " + with_thousands(c.at("import").integer("lines"));
    const int columns = s_.out.is_terminal() ? s_.out.columns() - 1 : 0;
    const double rate = view.state == "running" ? rate_.per_second() : 0;
    return progress_line(
        {s_.in_words(view.state), view.sent, view.audience, rate, counts_text(c.at("states"), s_.language())},
        columns, s_.language());
  }

  Session& s_;
  const std::int64_t id_;
  const bool until_sent_;
  LiveLine live_;
  RateMeter rate_;
  bool seen_ = false;
  std::string last_;
};

}  // namespace

CampaignView::CampaignView(const Json& c) : state(c.text("state")), audience(c.integer("audience")) {
  const Json states = c.at("states");
  sent = audience - states.integer_or("queued", 0) - states.integer_or("submitting", 0);
  uncertain = states.integer_or("uncertain", 0);
}

Json watch_campaign(Session& s, std::int64_t id, bool until_sent) {
  return Watcher(s, id, until_sent).run();
}

Exit run_campaign_watch(Session& s) {
  const std::int64_t id = *s.args.number("campaign");
  const Json c = watch_campaign(s, id, s.args.has("until-sent"));
  if (s.json()) return Exit::ok;
  const CampaignView view(c);
  const std::string counts = counts_text(c.at("states"), s.language());
  const std::string number = std::to_string(id);
  s.out.line(view.ended() ? s.say(Msg::watch_ended, {number, s.in_words(view.state), counts})
                          : s.say(Msg::watch_sent, {number, counts}));
  return Exit::ok;
}

}  // namespace huiyin
