// Care: what follows an intake record, as the intake half knows it. Receipts, pages and clocks begin in the
// record's own transaction; status queries and acknowledgements by text are understood before replies are.
#pragma once
#include <memory>

#include "daemon/base/mutex.h"
#include "daemon/care/rules.h"
#include "daemon/people/record_taker.h"
#include "daemon/people/reply_taker.h"

namespace huiyin {

class Care final : public RecordTaker, public ReplyTaker {
 public:
  Care(std::shared_ptr<const CareRules> rules, const Clock& clock)
      : clock_(clock), rules_(std::move(rules)) {}

  std::vector<RecordDue> recorded(Database& db, const NewRecord& record, TimePoint now) override;
  void endangered(Database& db, const NewRecord& record, TimePoint now) override;
  // A status query of a person, or "taken" of who is on duty. Never more than a command: yes or no.
  Taken take(Database& db, const PersonReply& reply) override;
  // Pages and warnings that the clock made due. True when there is more. Store thread.
  bool look(Database& db, TimePoint now);

  void use(std::shared_ptr<const CareRules> rules);  // any thread
  std::shared_ptr<const CareRules> rules() const;    // any thread

 private:
  bool take_acknowledgement(Database& db, const PersonReply& reply, const CareRules& rules);
  bool take_query(Database& db, const PersonReply& reply, const CareRules& rules);

  const Clock& clock_;
  mutable Mutex mutex_;
  std::shared_ptr<const CareRules> rules_ GUARDED_BY(mutex_);
};

}  // namespace huiyin
