#include "daemon/followup/answers.h"

#include <array>

#include "daemon/base/text.h"
#include "daemon/followup/attribution.h"
#include "daemon/followup/dissatisfied.h"
#include "daemon/followup/questions.h"
#include "daemon/store/journal.h"
#include "daemon/store/persons.h"
#include "daemon/store/votes.h"

namespace huiyin {
namespace {

constexpr std::array<std::string_view, 2> kOptOutScopes = {"publicity", "follow_up"};
// A text back would be the wrong thing to do: a human looks first.
constexpr std::array<std::string_view, 3> kForAHuman = {"danger_to_life", "wrong_number", "callback_request"};

void list_field(JsonWriter& w, std::string_view name, const std::vector<std::string>& items) {
  w.key(name).array();
  for (const std::string& item : items) w.value(item);
  w.end();
}

std::string list_json(const std::vector<std::string>& items) {
  JsonWriter w;
  w.array();
  for (const std::string& item : items) w.value(item);
  w.end();
  return w.take();
}

bool has_new_matter(const ReplyReading& r) {
  return r.label == ReplyLabel::new_complaint || r.has("new_complaint") || r.has("danger_to_life");
}

// One reply to one question.
class Answering {
 public:
  Answering(Database& db, const FollowupRules& rules, const PersonReply& reply, ReplyReading reading,
            Attribution attribution, TimePoint now)
      : db_(db),
        rules_(rules),
        reply_(reply),
        reading_(std::move(reading)),
        f_(std::move(attribution.question)),
        confidence_(attribution.confidence),
        open_(f_.state == FollowupState::asked),
        questions_(db, rules, now) {}

  Taken run() {
    if (!answers_it()) return Taken::no;
    newest_counted_ = newest_counted();
    keep();
    apply();
    questions_.finish();
    return has_new_matter(reading_) ? Taken::yes_and_new_matter : Taken::yes;
  }

 private:
  bool opts_out() const { return reading_.label == ReplyLabel::opt_out || reply_.opt_out.has_value(); }
  bool coerced() const { return reading_.has("coercion"); }

  // To an ended question only a rating, or word of how one came about, is an answer.
  bool answers_it() const { return open_ || ((is_rating(reading_.label) || coerced()) && !opts_out()); }

  std::optional<TimePoint> newest_counted() const {
    std::optional<TimePoint> newest;
    for (const FollowupAnswer& a : answers_of(db_, f_.id))
      if (a.label == "satisfied" || a.label == "mostly" || a.label == "dissatisfied")
        newest = std::max(newest.value_or(a.at), a.at);
    return newest;
  }

  void keep() {
    const std::string_view label = opts_out() ? name_of(ReplyLabel::opt_out) : name_of(reading_.label);
    flags_ = list_json(flags());
    FollowupAnswer a{f_.id,
                     reply_.at,
                     std::string(label),
                     list_json(reading_.also),
                     list_json(reading_.why),
                     std::string(confidence_),
                     reply_.text_sealed};
    a.flags = flags_;
    a.code = bare_code();
    add_answer(db_, a);
  }

  // What an auditor should know of a vote. It counts all the same.
  std::vector<std::string> flags() const {
    std::vector<std::string> out;
    if (!is_rating(reading_.label)) return out;
    if (rules_.surveys.by_proxy(reply_.text)) out.emplace_back("proxy");
    if (is_staff(db_, f_.person_id)) out.emplace_back("staff_number");
    if (other_cases_rated(db_, f_.person_id, f_.id, questions_.now() - rules_.many_within) >=
        rules_.many_cases)
      out.emplace_back("many_cases");
    return out;
  }

  // The grade itself, where the reply is nothing but a code: scales of four and five lose it in the label.
  int bare_code() const {
    const std::string folded = fold(reply_.text).text;
    const std::string_view text = trim(folded);
    const int code = text.size() == 1 ? text[0] - '0' : 0;
    return is_rating(reading_.label) && rules_.form(f_).reading.codes.contains(code) ? code : 0;
  }

  void apply() {
    if (opts_out()) return opt_out();
    if (coerced() || f_.reason == "coercion") return quarantine();
    if (is_rating(reading_.label)) return rate();
    if (reading_.label == ReplyLabel::unclear) return clarify();
  }

  void rate() {
    const std::string before = f_.label, label(name_of(reading_.label));
    // Said before what counts now, and come late: kept, not counted.
    if (newest_counted_ && reply_.at < *newest_counted_) return;
    if (before == label) return;
    f_.label = label;
    const auto details = [&](JsonWriter& w) {
      w.field("label", label).field("changed", !before.empty());
      if (!before.empty()) w.field("before", before);
      tell_reading(w);
    };
    const bool ended = questions_.end(&f_, FollowupState::rated, {}, details, {.flags = flags_});
    if (ended && reading_.label == ReplyLabel::dissatisfied)
      open_dissatisfied(db_, rules_, questions_, f_, "sms", [&](JsonWriter& w) { tell_reading(w); });
  }

  // A rating under pressure is no rating, and neither is the one before it.
  void quarantine() {
    const std::string before = f_.label;
    f_.label.clear();
    if (!questions_.end(&f_, FollowupState::unclear, "coercion")) return;
    questions_.tell("followup.quarantined", f_, [&](JsonWriter& w) {
      if (!before.empty()) w.field("before", before);
      w.field("read_as", name_of(reading_.label));
      tell_reading(w);
    });
  }

  void clarify() {
    for (const std::string_view why : kForAHuman)
      if (reading_.has(why)) return give_to_human(why);
    if (const auto quiet = questions_.quiet(f_.person_id)) return give_to_human(quiet->why);
    if (f_.clarified > 0) return give_to_human("not_clarified");
    f_.clarified = 1;
    if (!save_followup(db_, f_, FollowupState::asked)) return;
    questions_.send(f_, Ask::clarification);
    questions_.tell("followup.clarifying", f_, [&](JsonWriter& w) { tell_reading(w); });
  }

  void give_to_human(std::string_view why) {
    questions_.end(&f_, FollowupState::unclear, why, [&](JsonWriter& w) { tell_reading(w); });
  }

  void opt_out() {
    bool changed = false;
    for (const std::string_view scope : kOptOutScopes)
      changed |= set_opt_out(db_, f_.person_id, scope, true, "sms", questions_.now());
    tell_consent(changed);
    questions_.end_all_for_opt_out(f_.person_id);
  }

  void tell_consent(bool changed) const {
    const std::string pseudonym = rules_.vault->pseudonym(f_.person_id);
    JsonWriter w;
    w.object().field("party_ref", pseudonym).key("scopes").array();
    for (const std::string_view scope : kOptOutScopes) w.value(scope);
    w.end().field("channel", "sms").field("raw_id", reply_.raw_id).field("changed", changed);
    if (reply_.opt_out) w.field("rule", *reply_.opt_out);
    w.end();
    append_event(db_, "consent.opted_out", "person/" + pseudonym, questions_.now(), w.take());
  }

  void tell_reading(JsonWriter& w) const {
    w.field("confidence", confidence_).field("answered_at", to_rfc3339(reply_.at));
    list_field(w, "also", reading_.also);
    list_field(w, "why", reading_.why);
    w.key("flags").raw(flags_);
  }

  Database& db_;
  const FollowupRules& rules_;
  const PersonReply& reply_;
  const ReplyReading reading_;
  Followup f_;
  const std::string_view confidence_;
  const bool open_;
  Questions questions_;
  std::optional<TimePoint> newest_counted_;
  std::string flags_ = "[]";
};

}  // namespace

FollowupAnswers::FollowupAnswers(std::shared_ptr<const FollowupRules> rules, ReplyReader reader,
                                 const Clock& clock)
    : rules_(std::move(rules)), reader_(std::move(reader)), clock_(clock) {}

Taken FollowupAnswers::take(Database& db, const PersonReply& reply) {
  const TimePoint now = clock_.now();
  auto attribution = attribute(db, *rules_, reply, now);
  if (!attribution) return Taken::no;
  const Survey& asked = rules_->form(attribution->question).reading;
  return Answering(db, *rules_, reply, reader_.read(reply.text, asked), std::move(*attribution), now).run();
}

}  // namespace huiyin
