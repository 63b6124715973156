#include "daemon/model/reply_decision.h"

#include <algorithm>

namespace huiyin {
namespace {

using K = ReplyKind;
using L = ReplyLabel;
using State = CodeReading::State;

struct Verdict {
  L label;
  const char* why;
};

// The person's rating as far as words tell, before facts ("still broken") and doubts are weighed.
struct Words {
  bool good = false, fair = false, bad = false;
  bool said_good = false, said_fair = false, said_bad = false;  // of the whole, not of one aspect

  bool positive() const { return good || fair; }
};

Words words_of(const Findings& found) {
  Words w;
  for (const Evidence& e : found.list) {
    if (e.kind == K::good) w.good = true, w.said_good |= e.whole_word;
    if (e.kind == K::fair) w.fair = true, w.said_fair |= e.whole_word;
    if (e.kind == K::bad) w.bad = true, w.said_bad |= e.whole_word;
  }
  return w;
}

// "Last time dissatisfied, now satisfied": what was said of earlier does not count.
void forget_earlier(Findings* found) {
  if (!found->has(K::temporal)) return;
  std::size_t last = 0;
  for (const Evidence& e : found->list)
    if (e.kind == K::good || e.kind == K::fair || e.kind == K::bad) last = e.begin;
  for (const K kind : {K::good, K::fair, K::bad, K::unsolved, K::nobody, K::matter, K::not_informed})
    found->drop_before(last, kind);
}

// "I am not dissatisfied, I am very satisfied": the double negative only introduces what follows.
void settle_double_negative(Findings* found) {
  const Evidence* denied = found->first(K::denied);
  if (denied == nullptr) return;
  const auto follows = std::find_if(found->list.begin(), found->list.end(), [&](const Evidence& e) {
    return e.kind == K::good && e.whole_word && e.begin >= denied->end;
  });
  if (follows == found->list.end()) return;
  const std::size_t begin = follows->begin;
  for (const K kind : {K::doubt, K::fair}) found->drop_before(begin, kind);
}

// "1, also the lift is broken": the other matter takes nothing back.
void set_aside(std::size_t begin, Findings* found) {
  if (begin == std::string::npos) return;
  for (const K kind : {K::bad, K::doubt, K::unsolved, K::nobody, K::not_informed, K::little, K::partial,
                       K::when, K::question, K::neutral, K::callback, K::defer, K::irony})
    found->drop_from(begin, kind);
}

bool is_positive(L label) {
  return label == L::satisfied || label == L::mostly;
}

Verdict code_alone_or_agreeing(L code, const Words& w) {
  if (code == L::dissatisfied) return {code, "G3.code"};
  if (code == L::satisfied && w.fair) return {L::mostly, "G3.lower_of_code_and_word"};
  if (code == L::mostly && w.good) return {L::mostly, "G3.lower_of_code_and_word"};
  return {code, w.positive() ? "G3.code_and_word" : "G3.code"};
}

std::optional<Verdict> rating_by_code(const ReplyFacts& f, const Words& w, const Survey& survey) {
  if (f.code.state == State::none) return std::nullopt;
  if (f.code.state == State::score || f.code.state == State::other_scale)
    return Verdict{w.bad && !w.positive() ? L::dissatisfied : L::unclear, "G10.other_scale"};
  if (f.code.state == State::many && !f.found.has(K::temporal))
    return Verdict{L::unclear, "G10.several_codes"};
  if (f.code.asked) return Verdict{L::unclear, "G8.question"};
  const L code = survey.codes.at(f.code.digit);
  const bool complaint = w.said_bad || f.found.has(K::unsolved) || f.found.has(K::nobody);
  if (code == L::dissatisfied && (w.said_good || w.said_fair || (w.positive() && !complaint && !w.bad)))
    return Verdict{L::unclear, "G4.code_against_word"};
  if (is_positive(code) && w.bad) return Verdict{L::unclear, "G4.code_against_word"};
  if (f.found.has(K::doubt) || f.found.has(K::asked)) {
    if (code != L::dissatisfied) return Verdict{L::unclear, "G4.code_against_word"};
  }
  return code_alone_or_agreeing(code, w);
}

std::optional<Verdict> rating_by_words(const ReplyFacts& f, const Words& w) {
  if (w.bad && w.positive()) {
    if (f.found.has(K::irony)) return Verdict{L::dissatisfied, "G6.irony"};
    if (w.said_bad && !w.said_good && !w.said_fair && !f.found.has(K::partial))
      return Verdict{L::dissatisfied, "G3.word"};
    return Verdict{L::unclear, "G10.mixed"};
  }
  if (w.bad) return Verdict{f.found.has(K::partial) && !w.said_bad ? L::unclear : L::dissatisfied, "G3.word"};
  if (f.found.has(K::doubt)) return Verdict{L::unclear, "G7.doubtful_word"};
  if (w.fair) return Verdict{L::mostly, "G3.word"};
  if (w.good) return Verdict{L::satisfied, "G3.word"};
  return std::nullopt;
}

// "My wages came, thank you": the words of the matter are what the thanks are for.
bool thanked_for(const Findings& found) {
  const Evidence* matter = found.first(K::matter);
  return matter != nullptr && std::any_of(found.list.begin(), found.list.end(), [&](const Evidence& e) {
           return e.kind == K::strong_thanks && e.begin < matter->end && matter->begin < e.end;
         });
}

std::optional<Verdict> rating_by_thanks(const ReplyFacts& f) {
  const Findings& found = f.found;
  const bool other_matter =
      found.has(K::matter) && ((!found.has(K::solved) && !thanked_for(found)) || found.has(K::new_marker));
  if (found.has(K::unsolved) || found.has(K::nobody) || other_matter || found.has(K::partial) ||
      found.has(K::not_informed) || found.has(K::neutral) || found.has(K::doubt) || found.has(K::new_report))
    return std::nullopt;
  if (found.has(K::strong_thanks)) return Verdict{L::satisfied, "G9.strong_thanks"};
  if (found.has(K::solved) && found.has(K::thanks)) return Verdict{L::satisfied, "G9.solved_thanks"};
  return std::nullopt;
}

// G5, G6, G12: what takes a positive rating back. Nothing makes a rating more positive than it was said.
std::optional<Verdict> taken_back(const ReplyFacts& f, const Words& w, L label) {
  const Findings& found = f.found;
  const bool still_open = found.has(K::unsolved) || found.has(K::nobody) || found.has(K::not_informed);
  if (still_open && found.has(K::irony) && f.code.state == State::none)
    return Verdict{L::dissatisfied, "G6.irony"};
  if (still_open && !(label == L::mostly && found.has(K::little)))
    return Verdict{L::unclear, "G6.still_open"};
  if (found.has(K::little) && label == L::satisfied) return Verdict{L::unclear, "G6.still_open"};
  if (found.has(K::irony)) return Verdict{L::unclear, "G12.irony"};
  if (found.has(K::partial) && label == L::satisfied) return Verdict{L::unclear, "G10.partial"};
  if (found.has(K::partial) && f.code.state == State::none) return Verdict{L::unclear, "G10.partial"};
  if (found.has(K::neutral) && !(label == L::mostly && f.code.state == State::one))
    return Verdict{L::unclear, "G10.neutral"};
  if (found.has(K::when)) return Verdict{L::unclear, "G6.still_open"};
  if (found.has(K::defer)) return Verdict{L::unclear, "G12.later"};
  const bool said = w.said_good || w.said_fair || f.code.state == State::one;
  if (found.has(K::callback) && !said) return Verdict{L::unclear, "G12.callback"};
  if (f.rating_asked) return Verdict{L::unclear, "G8.question"};
  if (found.has(K::question) && !said) return Verdict{L::unclear, "G8.question"};
  if (found.has(K::matter) && !found.has(K::new_marker) && !found.has(K::solved))
    return Verdict{L::unclear, "G12.matter_beside_praise"};
  if (f.unexplained_doubt) return Verdict{L::unclear, "G12.unexplained"};
  if (f.long_rest && !said) return Verdict{L::unclear, "G12.unexplained"};
  return std::nullopt;
}

std::optional<Verdict> rating(const ReplyFacts& f, const Survey& survey) {
  const Words w = words_of(f.found);
  std::optional<Verdict> verdict = rating_by_code(f, w, survey);
  if (!verdict) verdict = rating_by_words(f, w);
  if (!verdict && f.code.state == State::none) verdict = rating_by_thanks(f);
  if (!verdict || !is_positive(verdict->label)) return verdict;
  const std::optional<Verdict> back = taken_back(f, w, verdict->label);
  return back ? back : verdict;
}

Verdict without_rating(const ReplyFacts& f) {
  const Findings& found = f.found;
  if (found.has(K::new_report)) return {L::new_complaint, "G11.new_matter"};
  if (found.has(K::matter) && found.has(K::new_marker)) return {L::new_complaint, "G11.new_matter"};
  if (found.has(K::solved) && found.has(K::unsolved)) return {L::unclear, "G10.mixed"};
  if (found.has(K::unsolved)) return {L::dissatisfied, "G8.unsolved"};
  const bool unattended = found.has(K::nobody) || found.has(K::not_informed);
  if (found.has(K::callback) && !found.has(K::matter) && !unattended) return {L::unclear, "G12.callback"};
  if (found.has(K::partial)) return {L::unclear, "G10.partial"};
  if (found.has(K::matter) && !found.has(K::solved)) return {L::new_complaint, "G11.new_matter"};
  if (found.has(K::not_informed)) return {L::dissatisfied, "G8.not_informed"};
  if (found.has(K::nobody)) return {L::dissatisfied, "G8.unsolved"};
  if (found.has(K::review)) return {L::dissatisfied, "G8.review_asked"};
  if (found.has(K::neutral)) return {L::unclear, "G10.neutral"};
  if (found.has(K::question)) return {L::unclear, "G8.question"};
  if (f.tells_matter && !found.has(K::thanks)) return {L::new_complaint, "G11.words_of_a_matter"};
  if (found.has(K::thanks) || found.has(K::ack)) return {L::unclear, "G9.acknowledged"};
  if (f.echoed) return {L::unclear, "G10.echo"};
  return {L::unclear, "G12.doubt"};
}

bool in_danger(const Findings& found) {
  return std::any_of(found.list.begin(), found.list.end(), [&](const Evidence& e) {
    if (e.kind != K::danger) return false;
    return std::none_of(found.list.begin(), found.list.end(), [&](const Evidence& t) {
      return t.kind == K::danger_trap && t.begin < e.end && e.begin < t.end;
    });
  });
}

Verdict verdict_of(const ReplyFacts& f, const Survey& survey, bool danger) {
  const Findings& found = f.found;
  const Words w = words_of(found);
  const bool coded = f.code.state == State::one || f.code.state == State::many;
  const bool rated = coded || w.said_good || w.said_fair || w.said_bad;
  if (f.opt_out) return {L::opt_out, "G1.opt_out"};
  if (found.has(K::coercion)) return {L::unclear, "G2.coercion"};
  if (found.has(K::integrity)) return {L::dissatisfied, "G2.integrity"};
  if (found.has(K::wrong_number) && !(coded && found.has(K::temporal)))
    return {L::unclear, "G12.wrong_number"};
  if (found.has(K::auto_reply) && !coded && !w.said_bad && !found.has(K::unsolved))
    return {L::unclear, "G10.auto_reply"};
  if (danger && !rated) return {L::new_complaint, "G11.danger"};
  if (found.has(K::new_report) && !rated) return {L::new_complaint, "G11.new_matter"};
  const bool aspects_only = !rated && !found.has(K::unsolved) && w.bad && !w.positive();
  if (aspects_only && found.has(K::matter)) return {L::new_complaint, "G11.new_matter"};
  if (const std::optional<Verdict> verdict = rating(f, survey)) return *verdict;
  if (found.has(K::asked) && !found.has(K::unsolved) && !found.has(K::nobody))
    return {L::unclear, "G8.question"};
  if (found.has(K::defer) && !found.has(K::unsolved) && !found.has(K::matter))
    return {L::unclear, "G12.later"};
  return without_rating(f);
}

void add(ReplyReading* reading, const char* what) {
  if (!reading->has(what)) reading->also.emplace_back(what);
}

void add_flags(const ReplyFacts& f, bool danger, ReplyReading* reading) {
  const Findings& found = f.found;
  const bool rated = is_rating(reading->label);
  if (danger) add(reading, "danger_to_life");
  if (danger && reading->label != L::new_complaint) add(reading, "new_complaint");
  if (found.has(K::coercion)) add(reading, "coercion");
  if (found.has(K::integrity) && !found.has(K::coercion)) add(reading, "integrity");
  const bool correction = f.code.state != State::none && found.has(K::temporal);
  if (found.has(K::wrong_number) && !correction) add(reading, "wrong_number");
  if (found.has(K::callback) && !f.opt_out) add(reading, "callback_request");
  if (found.has(K::review)) add(reading, "review_request");
  if (found.has(K::not_informed) && rated && !found.has(K::integrity)) add(reading, "not_informed");
  if (found.has(K::confidential)) add(reading, "confidential");
  if (f.opt_out && f.erasure) add(reading, "erasure_request");
  const bool more = (found.has(K::new_report) && !found.has(K::review)) ||
                    (found.has(K::matter) && found.has(K::new_marker));
  if (rated && more) add(reading, "new_complaint");
}

void add_remark(const ReplyFacts& f, ReplyReading* reading) {
  const Findings& found = f.found;
  if (!is_rating(reading->label) || reading->has("new_complaint") || reading->has("review_request") ||
      reading->has("not_informed"))
    return;
  const bool coded = f.code.state == State::one;
  const bool told = found.has(K::reservation) || found.has(K::little);
  const bool reasons =
      coded && (found.has(K::unsolved) || found.has(K::nobody) || found.has(K::bad)) && f.rest >= 2;
  constexpr std::size_t kSentence = 8;
  if (told || reasons ||
      (reading->label == L::dissatisfied && words_of(found).said_bad && f.rest >= kSentence))
    add(reading, "remark");
}

}  // namespace

ReplyReading decide(ReplyFacts facts, const Survey& survey) {
  set_aside(facts.aside, &facts.found);
  settle_double_negative(&facts.found);
  forget_earlier(&facts.found);
  const bool danger = in_danger(facts.found);
  const Verdict verdict = verdict_of(facts, survey, danger);
  ReplyReading reading;
  reading.label = verdict.label;
  reading.why.emplace_back(verdict.why);
  if (facts.opt_out) {
    reading.why.push_back(*facts.opt_out);
    facts.unexplained_doubt = false;  // the words of the request itself
    const Words w = words_of(facts.found);
    const bool coerced = facts.found.has(K::coercion) || facts.found.has(K::integrity);
    const bool said = facts.code.state == State::one || w.said_good || w.said_fair || w.said_bad;
    const std::optional<Verdict> also = said && !coerced ? rating(facts, survey) : std::nullopt;
    if (also && is_rating(also->label)) add(&reading, name_of(also->label).data());
  }
  if (facts.code.state != State::none) reading.why.emplace_back("code");
  for (const Evidence& e : facts.found.list)
    if (std::find(reading.why.begin(), reading.why.end(), *e.id) == reading.why.end())
      reading.why.push_back(*e.id);
  add_flags(facts, danger, &reading);
  add_remark(facts, &reading);
  return reading;
}

}  // namespace huiyin
