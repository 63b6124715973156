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
  std::string survey, survey_version;      // what it is asked with
  int round = 1;                           // of asking: a case opened again and closed again is asked again
  bool reopened = false;                   // the case was opened again after the question had ended
};

struct FollowupAnswer {
  std::int64_t followup_id = 0;
  TimePoint at{};
  std::string label, also, why;  // also, why: JSON lists
  std::string confidence;        // "extension", "only_open_question"
  std::string text_sealed;       // context "answer"
  std::string channel = "sms";   // "sms", "voice", "human"
  std::string flags = "[]";      // JSON list: "proxy", "staff_number", "many_cases"
  int code = 0;                  // the digit that a bare code consists of; 0: none
  std::string actor;             // who entered it, where no machine read it
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
// Open questions a text of which waits to leave within a day.
std::vector<Followup> followups_with_queued_text(Database& db, TimePoint now, int limit);
// Ended unclear and not decided by a human yet, newest first.
std::vector<Followup> undecided_followups(Database& db, std::int64_t before_id, int limit);
// Saves state, due_at, asked_at, ended_at, reminded, clarified, label, reason, reopened. False when the row
// is not in `from` any more.
bool save_followup(Database& db, const Followup& f, FollowupState from);
// An ended question -> waiting: the case was closed again. Takes over all members; answers, messages and
// history of before stay. False when its state is not `from` any more.
bool renew_followup(Database& db, const Followup& f, FollowupState from);
// Open questions whose message "ask" has ended without reaching the person, or perhaps so.
std::vector<Followup> undelivered_followups(Database& db, int limit);

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

// One step of a question's life as the figures know it: only ever added to.
struct FollowupStep {
  std::int64_t id = 0, followup_id = 0;
  TimePoint at{};
  std::string what;  // the event's type: "case.closed", "followup.rated"
  FollowupState state = FollowupState::waiting;
  std::string label, reason, channel = "sms", flags = "[]";
  std::string survey, survey_version;
  int round = 1;
  TimePoint answered_at{};
  std::string unit, town, category;
};
void add_history(Database& db, const FollowupStep& step);
// In order, up to this id.
void each_history(Database& db, std::int64_t through, const std::function<void(const FollowupStep&)>& f);
// The newest step at or before this time; 0: none.
std::int64_t history_until(Database& db, TimePoint time);

// Staff is talking with the person.
void hold_person(Database& db, std::int64_t person_id, TimePoint until, TimePoint now, std::string_view actor,
                 std::string_view reason);
bool release_person(Database& db, std::int64_t person_id);  // false: was not held
std::optional<TimePoint> held_until(Database& db, std::int64_t person_id, TimePoint now);

}  // namespace huiyin
