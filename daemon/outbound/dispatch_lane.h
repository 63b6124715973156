// One sending account at work; only for the dispatcher's own files.
#pragma once
#include <map>

#include "daemon/base/metrics.h"
#include "daemon/outbound/dispatcher.h"

namespace huiyin {

using DispatchSteady = std::chrono::steady_clock;
constexpr Millis kAccountPause{2'000};  // after a fault of an account, or of the ledger

struct Dispatcher::Lane {
  explicit Lane(SendAccount a)
      : account(std::move(a)),
        pacer(account.submits_per_second),
        submits(counter("huiyin_submits_total", "Submits sent to a carrier", {{"carrier", account.name}})),
        accepted(counter("huiyin_messages_accepted_total", "Messages a carrier accepted",
                         {{"carrier", account.name}})),
        unknown(counter("huiyin_messages_unknown_total", "Messages whose submit had no known outcome",
                        {{"carrier", account.name}})) {}

  SendAccount account;
  Pacer pacer;
  std::deque<ClaimedBatch> ready;                   // durable intents
  std::map<std::int64_t, std::uint64_t> transfers;  // attempts under way
  int in_flight = 0;                                // submitted or being recorded
  bool claiming = false, dirty = true, timer_set = false, stopped = false;
  DispatchSteady::time_point held_until{};
  std::string fault;
  // The last answer was none: why, and until one comes.
  bool failing = false;
  std::string trouble;
  Counter &submits, &accepted, &unknown;
};

}  // namespace huiyin
