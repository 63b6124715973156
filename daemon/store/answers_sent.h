// What a machine answered to persons about their records, and why it kept silent where it did: so that the
// office can show that a receipt went out in time.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/model/message_state.h"
#include "daemon/store/database.h"

namespace huiyin {

struct AnswerSent {
  std::int64_t id = 0, intake_id = 0;
  std::string public_id;        // of the record
  std::string kind;             // "receipt", "help"; "silent" with `why`
  std::string why;              // "machine", "unsafe", "storm", "receipts_a_day", "same_matter"
  std::int64_t message_id = 0;  // 0: none
  TimePoint received_at{}, at{};
  MessageState state = MessageState::queued;  // of the message
  TimePoint changed_at{};
};
void add_answer_sent(Database& db, const AnswerSent& a);
// Newest first; of one record only, where public_id is not empty.
std::vector<AnswerSent> list_answers_sent(Database& db, std::string_view public_id, std::int64_t before,
                                          int limit);

}  // namespace huiyin
