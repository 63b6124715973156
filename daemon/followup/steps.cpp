#include "daemon/followup/steps.h"

#include "daemon/followup/attribution.h"
#include "daemon/followup/questions.h"
#include "daemon/store/persons.h"

namespace huiyin {
namespace {

constexpr Millis kCarriersSecond{1'000};  // they tell whole ones

// The person has not got it, or perhaps not: not to have answered says nothing.
bool not_delivered(MessageState s) {
  switch (s) {
    case MessageState::undelivered:
    case MessageState::rejected:
    case MessageState::expired:
    case MessageState::suppressed:
    case MessageState::missed:
    case MessageState::cancelled:
      return true;
    default:
      return false;
  }
}

bool has_left(MessageState s) {
  return s == MessageState::accepted || s == MessageState::delivered;
}

class Stepper {
 public:
  Stepper(Database& db, const FollowupRules& rules, TimePoint now)
      : db_(db), rules_(rules), now_(now), questions_(db, rules, now) {}

  void step(Followup f) {
    if (opted_out(db_, f.person_id, name_of(Purpose::follow_up)))
      end(&f, FollowupState::opted_out);
    else if (f.state == FollowupState::waiting)
      ask(&f);
    else
      look_after(&f);
  }

  void undelivered(Followup f) {
    const MessageState sent = questions_.state_of_ask(f).value_or(MessageState::missed);
    if (not_delivered(sent)) end(&f, FollowupState::undeliverable, name_of(sent));
  }

  void finish() { questions_.finish(); }
  StepCount& count() { return count_; }

 private:
  void ask(Followup* f) {
    if (!in_window(f) || !may_be_disturbed(f)) return;
    f->state = FollowupState::asked;
    f->asked_at = now_;
    f->due_at = next_look(*f);
    if (!save_followup(db_, *f, FollowupState::waiting)) return;
    questions_.send(*f, Ask::question);
    questions_.tell("followup.asked", *f, [&](JsonWriter& w) {
      w.field("survey", f->survey).field("survey_version", f->survey_version);
    });
    ++count_.asked;
  }

  void look_after(Followup* f) {
    const MessageState sent = questions_.state_of_ask(*f).value_or(MessageState::missed);
    if (not_delivered(sent)) return end(f, FollowupState::undeliverable, name_of(sent));
    if (now_ >= questions_.stops_at(*f)) return stop(f, sent);
    // Who gave an unclear answer was asked back; who can't have got the question yet needs no reminder of it.
    const bool quiet = rules_.form(*f).remind && f->reminded == 0 && f->clarified == 0 && has_left(sent);
    if (quiet && now_ >= reminds_at(*f)) return remind(f);
    put_off(f, next_look(*f));
  }

  void stop(Followup* f, MessageState sent) {
    if (f->clarified > 0) return end(f, FollowupState::unclear, why_unclear(*f));
    if (has_left(sent)) return end(f, FollowupState::no_answer);
    end(f, FollowupState::undeliverable, name_of(sent));
  }

  // Asked back which case they meant, or what.
  std::string_view why_unclear(const Followup& f) {
    for (const FollowupAnswer& a : answers_of(db_, f.id))
      if (a.confidence == confidence::kOneOfSeveral && a.at + kCarriersSecond >= *f.asked_at)
        return "not_attributed";
    return "not_clarified";
  }

  void remind(Followup* f) {
    if (!in_window(f) || !may_be_disturbed(f)) return;
    f->reminded = 1;
    f->due_at = next_look(*f);
    if (!save_followup(db_, *f, FollowupState::asked)) return;
    questions_.send(*f, Ask::reminder);
    questions_.tell("followup.reminded", *f);
    ++count_.reminded;
  }

  void end(Followup* f, FollowupState to, std::string_view reason = {}) {
    if (questions_.end(f, to, reason)) ++count_.ended;
  }

  bool in_window(Followup* f) {
    const TimePoint open = window(*f).next_open(now_, rules_.zone);
    if (open <= now_) return true;
    put_off(f, f->asked_at ? std::min(open, questions_.stops_at(*f)) : open);
    return false;
  }

  bool may_be_disturbed(Followup* f) {
    const auto quiet = questions_.quiet(f->person_id);
    if (!quiet) return true;
    const TimePoint later = window(*f).next_open(quiet->until, rules_.zone);
    put_off(f, f->asked_at ? std::min(later, questions_.stops_at(*f)) : later);
    return false;
  }

  const DayWindow& window(const Followup& f) const { return rules_.form(f).times.window; }

  void put_off(Followup* f, TimePoint until) {
    f->due_at = until;
    save_followup(db_, *f, f->state);
    ++count_.put_off;
  }

  TimePoint reminds_at(const Followup& f) const {
    return window(f).next_open(*f.asked_at + rules_.form(f).times.remind_after, rules_.zone);
  }

  TimePoint next_look(const Followup& f) const {
    TimePoint next = std::min(now_ + rules_.look_every, questions_.stops_at(f));
    if (const TimePoint remind = reminds_at(f); f.reminded == 0 && rules_.form(f).remind && remind > now_)
      next = std::min(next, remind);
    return next;
  }

  Database& db_;
  const FollowupRules& rules_;
  const TimePoint now_;
  Questions questions_;
  StepCount count_;
};

}  // namespace

Result<StepCount> take_due_steps(Database& db, const FollowupRules& rules, TimePoint now, int limit) {
  std::vector<Followup> due;
  each_due_followup(db, now, limit, [&](const Followup& f) { due.push_back(f); });
  Stepper stepper(db, rules, now);
  for (Followup& f : due) stepper.step(std::move(f));
  stepper.finish();
  stepper.count().more = static_cast<int>(due.size()) == limit;
  return stepper.count();
}

std::int64_t spare_the_endangered(Database& db, const FollowupRules& rules, TimePoint now, int limit) {
  Questions questions(db, rules, now);
  std::int64_t spared = 0;
  for (const Followup& f : followups_with_queued_text(db, now, limit)) {
    const auto quiet = questions.quiet(f.person_id);
    if (!quiet || quiet->why != "danger_day") continue;
    questions.put_off_queued(f, rules.form(f).times.window.next_open(quiet->until, rules.zone));
    ++spared;
  }
  questions.finish();
  return spared;
}

Result<StepCount> end_undelivered(Database& db, const FollowupRules& rules, TimePoint now, int limit) {
  const std::vector<Followup> ended = undelivered_followups(db, limit);
  Stepper stepper(db, rules, now);
  for (const Followup& f : ended) stepper.undelivered(f);
  stepper.finish();
  stepper.count().more = static_cast<int>(ended.size()) == limit;
  return stepper.count();
}

}  // namespace huiyin
