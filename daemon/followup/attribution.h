// Which question a reply answers. In doubt none: a rating is never guessed. Internal to the folder.
#pragma once
#include <optional>
#include <string_view>

#include "daemon/followup/rules.h"
#include "daemon/people/reply_taker.h"
#include "daemon/store/followups.h"

namespace huiyin {

struct Attribution {
  Followup question;
  std::string_view confidence;  // "extension", "only_open_question", "only_recent_question"
  bool open() const { return question.state == FollowupState::asked; }
};

// By the extension the person answered to; without one, the only question that is open, or else the only one
// that ended and may still be answered. Only questions that were asked before the person wrote.
std::optional<Attribution> attribute(Database& db, const FollowupRules& rules, const PersonReply& reply,
                                     TimePoint now);

}  // namespace huiyin
