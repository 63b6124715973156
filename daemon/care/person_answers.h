// Answers that a machine gives a person: receipts, states of their records, numbers of help. Store thread;
// every answer passes here, so that none goes to a machine, in a storm, or where it could harm.
#pragma once
#include <string>
#include <string_view>

#include "daemon/care/rules.h"
#include "daemon/model/purpose.h"
#include "daemon/people/record_taker.h"
#include "daemon/store/messages.h"

namespace huiyin {

class PersonAnswers {
 public:
  PersonAnswers(Database& db, const CareRules& rules, TimePoint now);

  // Counts a message heard of this number; from CareRules::storm on within an hour nothing is answered.
  void heard(std::int64_t person_id);
  // After heard(). A receipt of a record, or the numbers of help where somebody may be in danger; perhaps
  // neither.
  void to_record(const NewRecord& record);
  // The state of one record of the person, or that there is none of this number. `text`: without signature.
  void to_query(std::int64_t person_id, std::string_view text);
  // Queues one text; returns its message. Nothing is checked here.
  std::int64_t send(std::int64_t person_id, const Content& content, Purpose purpose, Lane lane,
                    TimePoint not_after);
  // Writes what was queued into the journal. REQUIRES: before the transaction's function returns.
  void finish(std::string_view cause) { changes_.finish(cause); }

 private:
  bool may_get_sms(std::int64_t person_id) const;
  bool stormy(std::int64_t person_id) const;
  void tell_silence(std::string_view subject, std::string_view why);
  void keep_silent(const NewRecord& record, std::string_view why);
  void give_help(const NewRecord& record);
  void give_receipt(const NewRecord& record);
  // Writes down what was answered: kind "receipt", "help" or "silent" with a reason.
  void note(const NewRecord& record, std::string_view kind, std::string_view why, std::int64_t message);
  std::int64_t count(std::int64_t person_id, std::string_view kind, TimePoint span);

  Database& db_;
  const CareRules& rules_;
  const TimePoint now_, hour_, ten_minutes_, day_;  // now, and when the spans it lies in began
  MessageChanges changes_;
};

}  // namespace huiyin
