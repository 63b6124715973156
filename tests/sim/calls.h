// Hotline calls: records with times and keys, and what was said. Any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "daemon/base/mutex.h"
#include "tests/sim/corpus.h"
#include "tests/sim/sim_time.h"

namespace huiyin::sim {

struct Turn {
  bool client = false;  // else staff
  std::string text;
  TimePoint start, end;
};

enum class AsrState { complete, processing, none };
enum class CallEnd { talked, hung_up_in_menu, hung_up_waiting };

struct Call {
  std::uint64_t seq = 0;
  std::string session;
  std::string caller;                          // E.164
  TimePoint started, queued, accepted, ended;  // queued and accepted are unset when it never came so far
  CallEnd end = CallEnd::talked;
  std::string satisfaction_key;   // "" when not pressed
  std::vector<Turn> turns;        // empty: silent or hung up
  std::int64_t asr_ready_at = 0;  // SimTime::progress_ms
  std::uint64_t listed = 0, transcripts_given = 0;
};

struct CallView {
  Call call;
  AsrState asr = AsrState::complete;
};

struct CallOrder {
  int count = 1;
  std::int64_t processing_ms = 0;  // how long the transcript is "Processing" after the call's end
  double processing_share = 1.0;
  double without_words = 0.10;  // silent or hung up before anybody spoke
};

struct CallQuery {
  TimePoint from{}, to = TimePoint::max();
  std::vector<std::string> sessions, phones;  // empty: all
  std::size_t offset = 0, limit = 100;
};

struct CallCounts {
  std::uint64_t made = 0, without_words = 0, processing = 0;
  std::uint64_t listed = 0, transcripts_given = 0;  // calls, each counted once
};

class Calls {
 public:
  Calls(const SimTime& time, const Corpus& corpus, std::uint64_t seed);

  // They end now, one after another within the last minutes.
  void make(const CallOrder& order) EXCLUDES(mutex_);
  // Counts what it returns as listed. *total: without paging.
  std::vector<CallView> list(const CallQuery& query, std::size_t* total) EXCLUDES(mutex_);
  // Counts as given when complete; nothing for an unknown session.
  std::optional<CallView> transcript(const std::string& session) EXCLUDES(mutex_);
  std::vector<CallView> after(std::uint64_t seq, std::size_t limit) const EXCLUDES(mutex_);
  CallCounts counts() const EXCLUDES(mutex_);
  void reset() EXCLUDES(mutex_);

 private:
  Call make_one(std::uint64_t seq, const CallOrder& order, TimePoint ended) const;
  CallView view(const Call& call) const;

  const SimTime& time_;
  const Corpus& corpus_;
  const std::uint64_t seed_;
  mutable Mutex mutex_;
  std::vector<Call> calls_ GUARDED_BY(mutex_);
  std::unordered_map<std::string, std::size_t> by_session_ GUARDED_BY(mutex_);
  std::uint64_t generation_ GUARDED_BY(mutex_) = 0;
};

}  // namespace huiyin::sim
