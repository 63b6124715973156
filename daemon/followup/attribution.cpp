#include "daemon/followup/attribution.h"

#include <algorithm>

#include "daemon/followup/case_names.h"

namespace huiyin {
namespace {

// Ended, but an answer still changes or settles something.
bool may_be_settled(FollowupState s) {
  return s == FollowupState::rated || s == FollowupState::unclear || s == FollowupState::undeliverable;
}

// Carriers tell whole seconds.
bool asked_before(const Followup& f, TimePoint at) {
  return f.asked_at && std::chrono::floor<std::chrono::seconds>(*f.asked_at) <= at;
}

bool is_told(std::string_view extension) {
  return !extension.empty() && extension != kExtensionOfSeveral;
}

std::vector<Followup> with_extension(const std::vector<Followup>& all, std::string_view extension) {
  std::vector<Followup> out;
  for (const Followup& f : all)
    if (f.extension == extension) out.push_back(f);
  return out;
}

// Answers by the number of a case.
class ByName {
 public:
  ByName(Database& db, const FollowupRules& rules, const ReplyReader& reader, const PersonReply& reply,
         const Candidates& candidates)
      : db_(db), rules_(rules), reader_(reader), reply_(reply), questions_(candidates.open) {
    questions_.insert(questions_.end(), candidates.ended.begin(), candidates.ended.end());
  }

  std::vector<ReadAnswer> read() const {
    std::vector<std::string> tails;
    for (const Followup& f : questions_) tails.push_back(f.tail);
    const std::vector<NamedPart> parts = named_parts(reply_.text, tails, rules_.surveys.case_words());
    if (parts.size() == 1) return {one(questions_[parts[0].which], parts[0].rest)};
    std::vector<ReadAnswer> out;
    for (const NamedPart& p : parts) {
      const Followup& f = questions_[p.which];
      ReplyReading reading = reader_.read(p.rest, named_survey(f));
      if (!is_rating(reading.label)) return {};
      out.push_back({{f, confidence::kNamed}, std::move(reading)});
    }
    return out;
  }

 private:
  ReadAnswer one(const Followup& f, const std::string& rest) const {
    const auto before = unplaced(f);
    if (says_nothing(rest) && before) {
      ReplyReading reading = reader_.read(*before, survey_of(rules_, f));
      reading.why.emplace_back("which.named");
      return {{f, confidence::kNamedLater}, std::move(reading)};
    }
    ReplyReading reading = reader_.read(rest, named_survey(f));
    // What they said of pressure before we asked which was said of this one.
    if (before && reader_.read(*before, survey_of(rules_, f)).has("coercion") && !reading.has("coercion"))
      reading.also.emplace_back("coercion");
    return {{f, confidence::kNamed}, std::move(reading)};
  }

  // Our own texts name the case too; quoted, they must be known without it.
  Survey named_survey(const Followup& f) const {
    Survey s = survey_of(rules_, f);
    for (std::string& prompt : s.prompts) prompt = without_name(prompt, f.tail, rules_.surveys.case_words());
    return s;
  }

  // What they said last of one of several, where no case was named since.
  std::optional<std::string> unplaced(const Followup& f) const {
    std::optional<FollowupAnswer> newest;
    for (const FollowupAnswer& a : answers_of(db_, f.id))
      if (a.confidence == confidence::kOneOfSeveral && f.asked_at && a.at >= floor_of(*f.asked_at))
        newest = a;
    if (!newest) return std::nullopt;
    for (const Followup& q : questions_)
      for (const FollowupAnswer& a : answers_of(db_, q.id))
        if (a.at >= newest->at && a.confidence.rfind("named_", 0) == 0) return std::nullopt;
    const auto text = rules_.vault->unseal(newest->text_sealed, "answer");
    return text ? std::optional(*text) : std::nullopt;
  }

  static TimePoint floor_of(TimePoint t) { return std::chrono::floor<std::chrono::seconds>(t); }

  Database& db_;
  const FollowupRules& rules_;
  const ReplyReader& reader_;
  const PersonReply& reply_;
  std::vector<Followup> questions_;
};

}  // namespace

Candidates candidates_of(Database& db, const FollowupRules& rules, const PersonReply& reply, TimePoint now) {
  Candidates out;
  for (Followup& f : followups_of(db, reply.person_id, now - rules.surveys.longest_stop())) {
    if (!asked_before(f, reply.at)) continue;
    if (f.state == FollowupState::asked)
      out.open.push_back(std::move(f));
    else if (may_be_settled(f.state) && reply.at <= *f.asked_at + rules.form(f).times.stop_after)
      out.ended.push_back(std::move(f));
  }
  std::stable_sort(out.open.begin(), out.open.end(),
                   [](const Followup& a, const Followup& b) { return *a.asked_at < *b.asked_at; });
  return out;
}

std::optional<Attribution> only_one(const Candidates& candidates, std::string_view extension) {
  const bool told = is_told(extension);
  const auto open = told ? with_extension(candidates.open, extension) : candidates.open;
  const auto ended = told ? with_extension(candidates.ended, extension) : candidates.ended;
  if (open.size() == 1)
    return Attribution{open.front(), told ? confidence::kExtension : confidence::kOnlyOpen};
  if (open.empty() && ended.size() == 1)
    return Attribution{ended.front(), told ? confidence::kExtension : confidence::kOnlyRecent};
  return std::nullopt;
}

std::vector<ReadAnswer> named_answers(Database& db, const FollowupRules& rules, const ReplyReader& reader,
                                      const PersonReply& reply, const Candidates& candidates) {
  return ByName(db, rules, reader, reply, candidates).read();
}

Survey survey_of(const FollowupRules& rules, const Followup& f) {
  Survey s = rules.form(f).reading;
  for (std::string& prompt : s.prompts) prompt = with_field(prompt, "tail", f.tail);
  return s;
}

}  // namespace huiyin
