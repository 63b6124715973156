// GuardDesk: tells the office's guardians of a record that speaks of retaliation for having complained, again
// and again until one takes it on. A guardian whose own unit the record names is not told; where nobody is
// left, the first level of the duty list is, and where there is none either, the journal says so. Store
// thread.
#pragma once
#include <string_view>

#include "daemon/care/person_answers.h"
#include "daemon/store/reprisals.h"

namespace huiyin {

class GuardDesk {
 public:
  GuardDesk(Database& db, const CareRules& rules, TimePoint now, PersonAnswers& answers)
      : db_(db), rules_(rules), now_(now), answers_(answers) {}

  // In the transaction of the record, once a record. The bus hears of it under its own topic only.
  void raise(const NewRecord& record);
  void look(int limit = 100);
  // False where somebody took it on before.
  bool take_on(Reprisal r, std::string_view by, std::string_view note);

 private:
  void tell(Reprisal* r, std::string_view text_masked);
  std::vector<std::int64_t> who_is_told(std::string_view text_masked);

  Database& db_;
  const CareRules& rules_;
  const TimePoint now_;
  PersonAnswers& answers_;
};

}  // namespace huiyin
