// What steps, answers and commands do to a question alike. Internal to the folder; store thread.
#pragma once
#include <functional>
#include <string_view>

#include "daemon/base/json.h"
#include "daemon/followup/rules.h"
#include "daemon/store/followups.h"
#include "daemon/store/messages.h"

namespace huiyin {

using Details = std::function<void(JsonWriter&)>;  // adds members to an event

enum class Ask { question, reminder, clarification, acknowledgement };

// What a step of the history says beside the question's own members.
struct Told {
  std::string_view channel = "sms", flags = "[]", reason = {}, label = {};
};

class Questions {
 public:
  Questions(Database& db, const FollowupRules& rules, TimePoint now)
      : db_(db), rules_(rules), now_(now), changes_(db, now) {}

  // Queues the text of this step; it may leave until the question stops.
  void send(const Followup& f, Ask step);
  // Queues our text about several questions of one person; it belongs to this one.
  void send_about_several(const Followup& f, const Content& text);
  // Of all texts of the question, those that have not left.
  void withdraw_queued(const Followup& f);
  // The state of the message that asked, the last one when it was asked anew.
  std::optional<MessageState> state_of_ask(const Followup& f);
  // Ends it, saves it, and tells it as "followup.<state>". False when someone changed its state in between.
  bool end(Followup* f, FollowupState to, std::string_view reason = {}, const Details& more = {},
           const Told& told = {});
  // Ends every open question of a person who wants none.
  void end_all_for_opt_out(std::int64_t person_id);
  // Event "<type>" about the case: case_id, unit, town, category, and what `more` adds; and the same step in
  // the history that the figures are made of.
  void tell(std::string_view type, const Followup& f, const Details& more = {}, const Told& told = {});
  // Why nothing may be sent to this person now, and until when: staff is talking with them, or they told of a
  // danger today.
  struct Quiet {
    std::string_view why;  // "hold", "danger_day"
    TimePoint until;
  };
  std::optional<Quiet> quiet(std::int64_t person_id);
  // The texts of the question that have not left wait until then.
  void put_off_queued(const Followup& f, TimePoint until);
  // REQUIRED before the transaction's function returns.
  void finish() { changes_.finish("followup"); }

  TimePoint stops_at(const Followup& f) const { return *f.asked_at + rules_.form(f).times.stop_after; }
  TimePoint now() const { return now_; }

 private:
  void queue(const Followup& f, const Content& text, std::string_view step, std::string_view extension,
             bool at_any_hour);

  Database& db_;
  const FollowupRules& rules_;
  const TimePoint now_;
  MessageChanges changes_;
};

std::string case_subject(std::string_view case_id);  // "case/2026-17"

}  // namespace huiyin
