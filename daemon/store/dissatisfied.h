// The worklist of the dissatisfied: a human who is not of the handling unit speaks with each of them in time.
// State: open -> taken -> spoken with -> done. Steps are only ever added to.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/database.h"

namespace huiyin {

// Values stand in the ledger: never renumber.
enum class ItemState { open = 0, taken = 1, spoken = 2, done = 3 };
std::string_view name_of(ItemState s);

struct DissatisfiedItem {
  std::int64_t id = 0, followup_id = 0;
  std::string channel;                           // of the rating: "sms", "voice", "human"
  TimePoint opened_at{}, due_at{}, review_by{};  // due_at: too late from then on; review_by: the same
  ItemState state = ItemState::open;
  std::string taken_unit, taken_by;
  std::optional<TimePoint> contacted_at, done_at;
  std::string outcome;
  bool overdue_told = false;
  bool overdue(TimePoint now) const {
    return (contacted_at ? *contacted_at : done_at.value_or(now)) >= due_at;
  }
};

struct DissatisfiedStep {
  TimePoint at{};
  std::string step;  // "taken", "reached", "not_reached", "done"
  std::string how, unit, actor;
  std::string note_sealed;  // context "note"; empty: none
};

std::int64_t add_item(Database& db, const DissatisfiedItem& item);
std::optional<DissatisfiedItem> find_item(Database& db, std::int64_t id);
std::optional<DissatisfiedItem> unfinished_item_of(Database& db, std::int64_t followup_id);
// Saves all but id, followup, channel and the times it was opened with. False when its state is not `from`.
bool save_item(Database& db, const DissatisfiedItem& item, ItemState from);
// What is not done, the most urgent first; or with `done` what is, the newest first.
void list_items(Database& db, bool done, std::int64_t after, int limit,
                const std::function<void(const DissatisfiedItem&)>& f);
std::vector<DissatisfiedItem> untold_overdue_items(Database& db, TimePoint now, int limit);

void add_item_step(Database& db, std::int64_t item_id, const DissatisfiedStep& step);
std::vector<DissatisfiedStep> steps_of_item(Database& db, std::int64_t item_id);

}  // namespace huiyin
