// The clocks of intake records: started and stopped by what is told of the record, warned of in time. Store
// thread.
#pragma once
#include <string_view>
#include <vector>

#include "daemon/model/deadlines.h"
#include "daemon/people/record_taker.h"
#include "daemon/store/progress.h"

namespace huiyin {

// What a clock needs to know of its record.
struct ClockedRecord {
  std::int64_t id = 0;
  std::string public_id, channel;
};

class Clocks {
 public:
  Clocks(Database& db, const Deadlines& rules, TimePoint now) : db_(db), rules_(rules), now_(now) {}

  // Stops what this state stops, starts what it starts; `at`: when it was reached.
  std::vector<RecordDue> reached(const ClockedRecord& record, std::string_view state, TimePoint at);
  // Tells the warnings that are due. True when there may be more.
  bool warn(int limit = 200);
  // An error where the rules don't allow it, it was done before, or no such clock runs.
  Result<IntakeClock> extend(const ClockedRecord& record, std::string_view clock, std::string_view by,
                             std::string_view reason);

 private:
  void stop(const ClockedRecord& record, IntakeClock c, std::string_view state, TimePoint at);
  void set_next(IntakeClock* c) const;

  Database& db_;
  const Deadlines& rules_;
  const TimePoint now_;
};

}  // namespace huiyin
