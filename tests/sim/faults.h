// Faults on command: which action is spoiled how, how often. Any thread.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/mutex.h"
#include "daemon/base/result.h"
#include "tests/sim/random.h"

namespace huiyin::sim {

enum class FaultKind {
  throttle_429,         // HTTP 429, nothing done
  http_503,             // HTTP 503, nothing done
  html_502,             // a proxy's HTML page, nothing done
  html_502_after,       // the same page, but the request WAS carried out
  error,                // the carrier's error `code`, nothing done
  error_after,          // the same, but the request WAS carried out
  stall,                // carried out at once, answered after ms
  stall_before,         // carried out and answered after ms
  cut_answer,           // carried out; half of the answer, then the connection closes
  reset_after_accept,   // carried out; TCP reset instead of an answer
  reset_before_accept,  // TCP reset, nothing done
  slow_drip,            // carried out; the answer in twenty pieces, ms between them
  not_json,             // carried out; HTTP 200 with a text that is no JSON
  huge_body,            // carried out; HTTP 200 and more than anybody should read
  wrong_charset,        // carried out; the answer with GBK where UTF-8 belongs
  early_receipts,       // receipts are out before the answer, which comes after ms
  lost_receipts,        // accepted, never a receipt
  double_receipts,      // accepted, every receipt twice
  lost_answer,          // carried out, never answered (line links)
  mixed_ids,            // carried out; first under a sequence number of no request, after ms as it should be
                        // (line links)
  silent,               // carried out; the connection stays open and says nothing any more (line links)
};
std::string_view name_of(FaultKind kind);

struct Fault {
  std::string action = "*";  // "*": any
  FaultKind kind = FaultKind::http_503;
  std::string code;         // of error and error_after
  std::int64_t times = -1;  // how often it may still fire; -1: without end
  double probability = 1;
  std::int64_t ms = 300;

  bool carried_out() const;  // the request takes effect
  bool broken() const;       // the answer does not arrive whole
};

// "SendSms:reset_after_accept:p=0.02:times=5:ms=100"; "SendSms:error:InternalError.Timeout".
Result<Fault> read_fault(std::string_view spec);
// Reads the parts of such a spec; empty times/probability/ms keep their defaults. Errors name the part.
Result<Fault> make_fault(std::string_view action, std::string_view fault);

class Faults {
 public:
  explicit Faults(std::uint64_t seed) : random_(seed, "faults") {}

  void add(Fault fault) EXCLUDES(mutex_);
  void clear() EXCLUDES(mutex_);
  std::vector<Fault> list() const EXCLUDES(mutex_);
  // The first fault that fires for this request, if any; counts it.
  // named: "*" is not meant (for what is no request).
  std::optional<Fault> draw(std::string_view action, bool named = false) EXCLUDES(mutex_);
  std::map<std::string, std::uint64_t> fired() const EXCLUDES(mutex_);  // "SendSms:html_502" -> times
  void reset_counts() EXCLUDES(mutex_);

 private:
  mutable Mutex mutex_;
  Random random_ GUARDED_BY(mutex_);
  std::vector<Fault> faults_ GUARDED_BY(mutex_);
  std::map<std::string, std::uint64_t> fired_ GUARDED_BY(mutex_);
};

}  // namespace huiyin::sim
