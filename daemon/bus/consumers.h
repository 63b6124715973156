// Durable consumers: attach, fetch, ack, nack, settle, dead. A fetch is answered once it is durable that its
// events were given out, so that what comes again is always marked. Bus role.
#pragma once
#include <chrono>
#include <deque>
#include <map>
#include <string>

#include "daemon/bus/answers.h"
#include "daemon/bus/pages.h"
#include "daemon/bus/writes.h"
#include "daemon/store/consumers.h"

namespace huiyin {

class DurableConsumers {
 public:
  DurableConsumers(const Pages& pages, Answers& answers, Writes& writes, const ServiceLimits& limits)
      : pages_(pages), answers_(answers), writes_(writes), limits_(limits) {}

  void attach(const Peer& peer, const Json& q) ON_ROLE(bus_role);
  void fetch(const Peer& peer, const Json& q) ON_ROLE(bus_role);
  void ack(const Peer& peer, const Json& q) ON_ROLE(bus_role);
  void nack(const Peer& peer, const Json& q) ON_ROLE(bus_role);
  void settle(const Peer& peer, const Json& q) ON_ROLE(bus_role);
  void dead(const Peer& peer, const Json& q) ON_ROLE(bus_role);

  // The journal grew: waiting fetches may have something now.
  void journal_grew() ON_ROLE(bus_role);
  // Ends waits that are over. Returns how long until the next one ends.
  Millis tick() ON_ROLE(bus_role);
  // Nobody is there any more to be answered.
  void forget_waits() { waiting_.clear(); }
  std::size_t waiting() const { return waiting_.size(); }
  std::size_t pages_under_way() const { return pages_under_way_; }

 private:
  using Steady = std::chrono::steady_clock;
  struct Fetch {
    Peer peer;
    std::string consumer;
    std::int64_t token = 0;
    std::int64_t ack = 0;               // to be acknowledged first; 0: nothing
    std::optional<std::int64_t> after;  // where to begin; else behind what is acknowledged
    int credit = 0;
    Steady::time_point until;
    bool more = false;  // the journal was not yet looked at to its end
  };
  // False where there is nothing and `even_none` is not set; then *f begins behind what was looked at.
  bool give(Fetch* f, bool even_none) ON_ROLE(bus_role);
  void hand_over(const Fetch& f, const Consumer& c, Page page, std::string again) ON_ROLE(bus_role);
  void answer_page(const Peer& peer, const Page& page, const std::string& again);
  void wait(Fetch f) ON_ROLE(bus_role);
  struct Attached {
    Frames request;          // who asked, the request's id, and what for
    std::int64_t token = 0;  // 0: not durable yet
  };
  bool repeats_attach(const Peer& peer, const std::string& consumer, const Frames& request);
  void answer_attached(const Peer& peer, const Consumer& c);
  bool held_by_other(const std::string& consumer) const;
  void seen(const std::string& consumer) { last_seen_[consumer] = Steady::now(); }

  const Pages& pages_;
  Answers& answers_;
  Writes& writes_;
  const ServiceLimits& limits_;
  std::deque<Fetch> waiting_;
  std::size_t pages_under_way_ = 0;
  std::map<std::string, std::int64_t> handed_;  // with what is not yet on disk
  std::map<std::string, Steady::time_point> last_seen_;
  std::map<std::string, Attached> attached_;
};

}  // namespace huiyin
