// Pager: brings a human to who may be in danger. Pages the duty list level by level, again and again until
// somebody takes it on. All of it rests in the ledger; store thread.
#pragma once
#include <string_view>

#include "daemon/care/person_answers.h"
#include "daemon/store/dangers.h"

namespace huiyin {

class Pager {
 public:
  Pager(Database& db, const CareRules& rules, TimePoint now, PersonAnswers& answers)
      : db_(db), rules_(rules), now_(now), answers_(answers) {}

  // Pages at once, in the transaction of the record.
  void raise(const NewRecord& record);
  // Pages what is due again; goes on to the next level at once where no page of the last round can arrive.
  void look(int limit = 100);
  // False where somebody took it on before.
  bool acknowledge(Danger d, std::string_view by, std::string_view how);

 private:
  void page(Danger* d);
  int next_level(const Danger& d) const;
  bool page_failed(const Danger& d) const;

  Database& db_;
  const CareRules& rules_;
  const TimePoint now_;
  PersonAnswers& answers_;
};

}  // namespace huiyin
