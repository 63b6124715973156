// What people answer to open questions: attributed, read, counted or handed to a human. An answer that can't
// be attributed for sure is not taken, and becomes an intake record.
#pragma once
#include <memory>

#include "daemon/followup/rules.h"
#include "daemon/model/reply_reader.h"
#include "daemon/people/reply_taker.h"

namespace huiyin {

// Store thread. clock must outlive it.
class FollowupAnswers final : public ReplyTaker {
 public:
  FollowupAnswers(std::shared_ptr<const FollowupRules> rules, ReplyReader reader, const Clock& clock);

  // The journal: followup.rated, .dissatisfied, .unclear, .clarifying, .quarantined, .opted_out;
  // consent.opted_out.
  Taken take(Database& db, const PersonReply& reply) override;

 private:
  const std::shared_ptr<const FollowupRules> rules_;
  const ReplyReader reader_;
  const Clock& clock_;
};

}  // namespace huiyin
