// Follow-ups: one question a closed case. States: waiting (to be asked) -> asked -> rated | unclear |
// opted_out | no_answer | undeliverable | withdrawn. Every answer and every reading of it is kept; a change
// of mind keeps both.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/database.h"

namespace huiyin {

// Values stand in the ledger: never renumber. waiting and asked are open.
enum class FollowupState {
  waiting = 0,
  asked = 1,
  rated = 2,
  unclear = 3,
  opted_out = 4,
  no_answer = 5,
  undeliverable = 6,
  withdrawn = 7
};
inline constexpr int kFollowupStates = 8;
std::string_view name_of(FollowupState s);

struct Followup {
  std::int64_t id = 0;
  std::string case_id;
  std::int64_t person_id = 0;
  FollowupState state = FollowupState::waiting;
  std::string extension;              // two digits or more, unique among the person's open questions
  TimePoint answered_at{}, due_at{};  // due_at: of the next step (ask, remind, stop)
  std::optional<TimePoint> asked_at, ended_at;
  int reminded = 0, clarified = 0;
  std::string label;                       // of the counted answer: "satisfied", "mostly", "dissatisfied"
  std::string tail, unit, town, category;  // of the case, as told; tail: the end of its number, for the text
  std::string reason;                      // why it ended where the state does not say: "coercion", "danger"
};

struct FollowupAnswer {
  std::int64_t followup_id = 0;
  TimePoint at{};
  std::string label, also, why;  // also, why: JSON lists
  std::string confidence;        // "extension", "only_open_question"
  std::string text_sealed;       // context "answer"
};

// Nothing when the case was told before.
std::optional<std::int64_t> add_followup(Database& db, const Followup& f);
std::optional<Followup> find_followup(Database& db, std::int64_t id);
std::optional<Followup> followup_of_case(Database& db, std::string_view case_id);
std::vector<Followup> open_followups_of(Database& db, std::int64_t person_id);
void each_due_followup(Database& db, TimePoint now, int limit, const std::function<void(const Followup&)>& f);
void list_followups(Database& db, std::int64_t before_id, int limit,
                    const std::function<void(const Followup&)>& f);  // newest first
// Open ones, and those that ended at or after `ended_since`.
std::vector<Followup> followups_of(Database& db, std::int64_t person_id, TimePoint ended_since);
// Saves state, due_at, asked_at, ended_at, reminded, clarified, label, reason. False when the row is not in
// `from` any more.
bool save_followup(Database& db, const Followup& f, FollowupState from);
// withdrawn -> waiting: the case was closed again. Takes over all members; answers and messages of before
// stay. False when it is not withdrawn.
bool renew_followup(Database& db, const Followup& f);

void add_answer(Database& db, const FollowupAnswer& a);
std::vector<FollowupAnswer> answers_of(Database& db, std::int64_t followup_id);

// step: "ask", "remind", "clarify".
void link_message(Database& db, std::int64_t message_id, std::int64_t followup_id, std::string_view step);
std::optional<std::int64_t> followup_of_message(Database& db, std::int64_t message_id);
struct FollowupMessage {
  std::int64_t message_id = 0;
  std::string step;
};
std::vector<FollowupMessage> messages_of(Database& db, std::int64_t followup_id);  // oldest first

std::map<FollowupState, std::int64_t> followup_counts(Database& db);
std::map<std::string, std::int64_t> rating_counts(Database& db);  // label -> n, of rated ones
struct FollowupCount {
  FollowupState state = FollowupState::waiting;
  bool asked = false;
  std::string label, reason;
  std::int64_t n = 0;
};
std::vector<FollowupCount> count_followups(Database& db);

}  // namespace huiyin
