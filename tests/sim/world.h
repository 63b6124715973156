// Everything the simulator's faces share. The members guard themselves; faces run on many threads.
#pragma once
#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/sim/calls.h"
#include "tests/sim/faults.h"
#include "tests/sim/ledger.h"
#include "tests/sim/sim_time.h"
#include "tests/sim/tally.h"
#include "tests/sim/templates.h"
#include "tests/sim/verifier.h"

namespace huiyin::sim {

struct WorldOptions {
  std::uint64_t seed = 1;
  Keys keys{{"sim-secret-id", "sim-secret-key"}};
  std::vector<std::string> app_ids;     // accepted ones; empty: any
  std::vector<std::string> signatures;  // approved ones; empty: any
  bool marketing_hours = false;         // refuse publicity outside 8-22 h Beijing time
};

struct World {
  World(const Clock& clock, WorldOptions given, Corpus corpus, const HandsetModel& model)
      : options(std::move(given)),
        time(clock),
        ledger(time, std::move(corpus), model),
        calls(time, ledger.corpus(), options.seed),
        faults(options.seed) {}

  const WorldOptions options;
  SimTime time;
  Ledger ledger;
  Calls calls;
  Faults faults;
  Templates templates;
  Tally requests;            // by action
  Tally errors;              // by the code answered
  Tally signature_failures;  // by what was wrong
  Pauses pauses;
  std::atomic<std::uint64_t> next_writer{1};  // of unasked messages; each number once
  std::atomic<std::uint64_t> next_batch{1};   // of requests, where the carrier names them
};

}  // namespace huiyin::sim
