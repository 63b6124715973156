// How simulated phones and their owners behave. Whether a number's phone receives depends on seed and number
// only, so a failed recipient stays failed; delays and answers also on which message to it this is. Pure: no
// clock, no state.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/result.h"
#include "tests/sim/corpus.h"
#include "tests/sim/templates.h"

namespace huiyin::sim {

// Shares are 0..1, times milliseconds.
struct HandsetModel {
  std::uint64_t seed = 1;
  double failed = 0.03;   // a receipt that says undelivered
  double silent = 0.01;   // never a receipt; the rest is delivered
  double doubled = 0.02;  // the receipt comes twice
  std::int64_t receipt_min_ms = 50;
  std::int64_t receipt_max_ms = 2000;
  double answers = 0.30;     // to a survey; to a clarification twice that share
  double opts_out = 0.02;    // answers a survey with an opt-out; publicity with a tenth of this share
  double new_matter = 0.02;  // answers a survey with another matter
  std::int64_t reply_min_ms = 500;
  std::int64_t reply_max_ms = 5000;

  Result<void> check() const;  // names the value that is out of range
};

enum class Fate { delivered, failed, silent };

struct PlannedReply {
  Saying saying;
  std::int64_t delay_ms = 0;  // after the message arrived
};

struct HandsetPlan {
  Fate fate = Fate::delivered;
  std::string_view status;  // "DELIVRD", or the operator's code of the failure
  std::int64_t receipt_ms = 0;
  bool doubled = false;
  std::optional<PlannedReply> reply;
};

// nth: how many messages of this kind the number has had before.
HandsetPlan plan(const HandsetModel& model, const Corpus& corpus, std::string_view number, Kind kind,
                 int nth);

// Whether a carrier would take this text for its own blacklist: exactly T, TD, N, R or 退订.
bool is_blacklist_word(std::string_view text);

}  // namespace huiyin::sim
