// What people answer to open questions: attributed, read, counted or handed to a human. Where nothing tells
// which of several questions is answered, they are asked once; what can't be attributed for sure is not
// taken, and becomes an intake record.
#pragma once
#include <memory>

#include "daemon/followup/attribution.h"
#include "daemon/followup/rules.h"
#include "daemon/model/reply_reader.h"
#include "daemon/people/reply_taker.h"

namespace huiyin {

// Store thread. clock must outlive it.
class FollowupAnswers final : public ReplyTaker {
 public:
  FollowupAnswers(std::shared_ptr<const FollowupRulesInForce> rules, ReplyReader reader, const Clock& clock);

  // The journal: followup.rated, .dissatisfied, .unclear, .clarifying, .quarantined, .opted_out;
  // consent.opted_out.
  Taken take(Database& db, const PersonReply& reply) override;

 private:
  Taken among_several(Database& db, const FollowupRules& rules, const PersonReply& reply,
                      const Candidates& candidates, TimePoint now) const;

  const std::shared_ptr<const FollowupRulesInForce> rules_;
  const ReplyReader reader_;
  const Clock& clock_;
};

}  // namespace huiyin
