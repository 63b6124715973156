// Matters as they stood at a cut of the history: folded from what was only ever added to, so that the same
// cut gives the same figures for ever. Internal to the folder.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "daemon/store/case_steps.h"
#include "daemon/store/followups.h"

namespace huiyin {

// What counts for a question. A rating that was given stands, whatever becomes of a later round.
enum class MatterOutcome {
  waiting,
  asked,
  rated,
  unclear,
  quarantined,
  opted_out,
  no_answer,
  undeliverable,
  withdrawn
};
inline constexpr int kOutcomes = 9;
std::string_view name_of(MatterOutcome o);

struct Matter {
  TimePoint answered_at{};  // the first written answer
  std::string unit, town, category;
  FollowupState state = FollowupState::waiting;
  bool asked = false, rated = false, quarantined = false, changed = false, by_human = false;
  std::string label, flags = "[]";  // of the rating that counts
  std::string voice_label;          // of the newest call-back
  int round = 1;
  bool dissatisfied = false, contact_in_time = false, contact_late = false, contact_overdue = false;

  MatterOutcome outcome() const;
  bool open() const { return state == FollowupState::waiting || state == FollowupState::asked; }
  void take(const FollowupStep& s);
};
std::map<std::int64_t, Matter> matters_at(Database& db, std::int64_t through);

// What was told of a case. Where a step was told twice, the first happening counts, and the newest due date.
struct CaseFacts {
  std::optional<TimePoint> accepted_at, closed_at, accept_due, close_due;
  bool withdrawn = false;
  std::string unit, town, category;
  void take(const CaseStep& s);
};
std::map<std::string, CaseFacts> cases_at(Database& db, std::int64_t through);

}  // namespace huiyin
