// Dangers to life that a human must take on, the pages sent for them, and who is paged.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/model/message_state.h"
#include "daemon/store/database.h"

namespace huiyin {

struct DutyPerson {
  int level = 1;     // paged first; higher levels follow when nobody takes it
  std::string name;  // the office's word for the post, no personal data
  std::int64_t person_id = 0;
};
std::vector<DutyPerson> duty_list(Database& db);  // by level
void set_duty_list(Database& db, const std::vector<DutyPerson>& list);
bool on_duty(Database& db, std::int64_t person_id);

struct Danger {
  std::int64_t id = 0, intake_id = 0;
  std::string public_id;  // of the record
  TimePoint raised_at{};
  int level = 0;  // up to which level was paged; 0: nobody yet
  int pages = 0, pages_of_level = 0;
  TimePoint next_at{};
  std::optional<TimePoint> acknowledged_at;
  std::string acknowledged_by;
};
std::int64_t add_danger(Database& db, std::int64_t intake_id, TimePoint now);
void save_danger(Database& db, const Danger& d);
std::optional<Danger> danger_of(Database& db, std::int64_t intake_id);
std::optional<Danger> find_danger(Database& db, std::int64_t id);
std::vector<Danger> open_dangers(Database& db, int limit);    // the oldest first
std::vector<Danger> recent_dangers(Database& db, int limit);  // the newest first

void add_danger_page(Database& db, std::int64_t message_id, const Danger& d, std::int64_t person_id);
// The states of the messages of the danger's last page.
std::vector<MessageState> last_page_states(Database& db, const Danger& d);
// Open dangers for which this person was paged.
std::vector<Danger> open_dangers_paged_to(Database& db, std::int64_t person_id);

}  // namespace huiyin
