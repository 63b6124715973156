#include "daemon/followup/answers.h"

#include <algorithm>
#include <array>

#include "daemon/base/text.h"
#include "daemon/followup/among_several.h"
#include "daemon/followup/attribution.h"
#include "daemon/followup/dissatisfied.h"
#include "daemon/followup/questions.h"
#include "daemon/store/consent.h"
#include "daemon/store/journal.h"
#include "daemon/store/votes.h"

namespace huiyin {
namespace {

constexpr std::array<std::string_view, 2> kOptOutScopes = {"publicity", "follow_up"};

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
    flags_ = names_json(flags());
    FollowupAnswer a{f_.id,
                     reply_.at,
                     std::string(label),
                     names_json(reading_.also),
                     names_json(reading_.why),
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
    if (const auto why = for_a_human(reading_); !why.empty()) return give_to_human(why);
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
    for (const std::string_view scope : kOptOutScopes) changed |= record_word(db_, word_on(scope));
    tell_consent(changed);
    questions_.end_all_for_opt_out(f_.person_id);
  }

  ConsentWord word_on(std::string_view scope) const {
    ConsentWord word;
    word.person_id = f_.person_id;
    word.scope = scope;
    word.source = "sms";
    word.rule = reply_.opt_out.value_or("");
    word.wording_sealed = reply_.text_sealed;
    word.at = questions_.now();
    return word;
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
    write_reading(w, reading_, confidence_, reply_.at);
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

FollowupAnswers::FollowupAnswers(std::shared_ptr<const FollowupRulesInForce> rules, ReplyReader reader,
                                 const Clock& clock)
    : rules_(std::move(rules)), reader_(std::move(reader)), clock_(clock) {}

// The names that the person wrote count before the extension; where the two differ, nothing is sure.
Taken FollowupAnswers::take(Database& db, const PersonReply& reply) {
  const TimePoint now = clock_.now();
  const std::shared_ptr<const FollowupRules> rules = rules_->get();
  const Candidates candidates = candidates_of(db, *rules, reply, now);
  std::vector<ReadAnswer> answers = named_answers(db, *rules, reader_, reply, candidates);
  const auto only = only_one(candidates, reply.extension);
  const auto is_only = [&](const ReadAnswer& a) { return a.attribution.question.id == only->question.id; };
  const bool told = only && only->confidence == confidence::kExtension;
  if (told && !answers.empty() && std::none_of(answers.begin(), answers.end(), is_only)) return Taken::no;
  if (answers.empty() && only)
    answers.push_back({*only, reader_.read(reply.text, survey_of(*rules, only->question))});
  if (answers.empty()) return among_several(db, *rules, reply, candidates, now);
  Taken taken = Taken::no;
  for (ReadAnswer& a : answers)
    taken = std::max(taken,
                     Answering(db, *rules, reply, std::move(a.reading), std::move(a.attribution), now).run());
  return taken;
}

Taken FollowupAnswers::among_several(Database& db, const FollowupRules& rules, const PersonReply& reply,
                                     const Candidates& candidates, TimePoint now) const {
  const bool told = !reply.extension.empty() && reply.extension != kExtensionOfSeveral;
  if (candidates.open.size() < 2 || told) return Taken::no;
  const Followup& newest = candidates.open.back();
  ReplyReading reading = reader_.read(reply.text, survey_of(rules, newest));
  if (reading.label == ReplyLabel::opt_out || reply.opt_out)
    return Answering(db, rules, reply, std::move(reading), {newest, confidence::kAnyQuestion}, now).run();
  return ask_which(db, rules, reply, reading, candidates.open, now);
}

}  // namespace huiyin
