// Which question a reply answers. In doubt none: a rating is never guessed. Internal to the folder.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "daemon/followup/rules.h"
#include "daemon/model/reply_reader.h"
#include "daemon/people/reply_taker.h"
#include "daemon/store/followups.h"

namespace huiyin {

// How sure it is that an answer belongs to its question; stored with the answer.
namespace confidence {
inline constexpr std::string_view kExtension = "extension";              // the person answered to its own
inline constexpr std::string_view kOnlyOpen = "only_open_question";      // of that number
inline constexpr std::string_view kOnlyRecent = "only_recent_question";  // ended, may still be answered
inline constexpr std::string_view kNamed = "named_case";                 // the person wrote its number
inline constexpr std::string_view kNamedLater = "named_later";           // when we asked which
inline constexpr std::string_view kAnyQuestion = "any_question";         // an opt-out concerns them all
inline constexpr std::string_view kOneOfSeveral = "one_of_several";      // kept with each, counted nowhere
}  // namespace confidence

// The extension of a text that is about several questions: an answer to it tells none of them.
inline constexpr std::string_view kExtensionOfSeveral = "10";

// The questions of the person that were asked before they wrote.
struct Candidates {
  std::vector<Followup> open;   // in the order of their asking
  std::vector<Followup> ended;  // and an answer still changes or settles something
};
Candidates candidates_of(Database& db, const FollowupRules& rules, const PersonReply& reply, TimePoint now);

struct Attribution {
  Followup question;
  std::string_view confidence;
  bool open() const { return question.state == FollowupState::asked; }
};

// By the extension the person answered to; without one, the only question that is open, or else the only one
// that ended.
std::optional<Attribution> only_one(const Candidates& candidates, std::string_view extension);

struct ReadAnswer {
  Attribution attribution;
  ReplyReading reading;
};
// By the ends of case numbers that the person wrote: one case, or several each followed by its own rating. A
// number alone is read with what they said before we asked which. Empty: nothing is named for sure.
std::vector<ReadAnswer> named_answers(Database& db, const FollowupRules& rules, const ReplyReader& reader,
                                      const PersonReply& reply, const Candidates& candidates);

// What a question was asked with, its texts as they were sent.
Survey survey_of(const FollowupRules& rules, const Followup& f);

}  // namespace huiyin
