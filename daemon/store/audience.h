// Audience lists: named lists of persons, made once and used again, each for its purposes only. Versions: a
// refresh fills the next one beside the one in use. Also where a campaign's recipients came from.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "daemon/model/purpose.h"
#include "daemon/store/database.h"

namespace huiyin {

// Values stand in the ledger: never renumber. failed: its first import ended badly; a refresh mends it.
enum class ListState { importing = 0, ready = 1, failed = 2, deleted = 3 };
std::string_view name_of(ListState s);

struct AudienceList {
  std::int64_t id = 0;
  std::string name;
  std::vector<Purpose> purposes;
  ListState state = ListState::importing;
  std::int64_t version = 0;  // in use; 0: none yet. An import fills version + 1.
  TimePoint created_at{}, changed_at{};
  std::string created_by, changed_by;
  std::string import_file, import_layout;
  std::int64_t import_offset = 0, import_line = 0, lines_bad = 0, lines_doubled = 0;
  std::string header_sealed;      // context "list"
  std::string failure;            // of the last import; "": it was fine
  std::vector<std::string> kept;  // fields of the version in use

  bool serves(Purpose p) const;
  bool of_staff() const { return serves(Purpose::staff); }
};
std::string purposes_text(const std::vector<Purpose>& purposes);  // "publicity,statutory_notice"

std::int64_t add_audience_list(Database& db, const AudienceList& l);
void save_audience_list(Database& db, const AudienceList& l);  // all but id, name, created_*
std::optional<AudienceList> find_audience_list(Database& db, std::int64_t id);
std::optional<AudienceList> audience_list_named(Database& db, std::string_view name);  // not a deleted one
std::vector<AudienceList> audience_lists(Database& db);  // by name, without the deleted ones
std::vector<AudienceList> audience_lists_in(Database& db, ListState state);

struct AudienceMember {
  std::int64_t id = 0, list_id = 0, version = 0, person_id = 0, line = 0;
  std::string town, language, tags, values_sealed;
};
bool add_audience_member(Database& db, const AudienceMember& m);  // false: the version has the person already
// The line of the list this person came from; nothing when the version has no such person.
std::optional<std::int64_t> line_of_member(Database& db, std::int64_t list_id, std::int64_t version,
                                           std::int64_t person_id);
// In the list's order, after the member `after`.
void each_audience_member(Database& db, std::int64_t list_id, std::int64_t version, std::int64_t after,
                          std::int64_t limit, const std::function<void(const AudienceMember&)>& row);
std::int64_t count_audience_members(Database& db, std::int64_t list_id, std::int64_t version);
// Removes members of versions other than `keep` (0: of all), at most so many; how many went.
std::int64_t forget_audience_members(Database& db, std::int64_t list_id, std::int64_t keep,
                                     std::int64_t most);

// Lines that gave no member. raw_sealed: context "list"; empty: a doubled number.
void add_audience_line(Database& db, std::int64_t list_id, std::int64_t line, std::string_view reason,
                       std::string_view raw_sealed);
void forget_audience_lines(Database& db, std::int64_t list_id);
void each_audience_line(Database& db, std::int64_t list_id,
                        const std::function<void(std::int64_t line, const std::string& reason,
                                                 const std::string& raw_sealed)>& row);

// What a plan's hash knows of a list: whatever changes it changes this.
std::string audience_mark(Database& db, std::int64_t list_id);

// ---- Where a campaign's recipients came from

struct CampaignSource {
  std::int64_t campaign_id = 0;
  std::int64_t list_id = 0, list_version = 0;  // 0: an upload
  std::string warnings;                        // {by, findings} that its maker accepted, JSON; "": none
};
void add_campaign_source(Database& db, const CampaignSource& s);
std::optional<CampaignSource> find_campaign_source(Database& db, std::int64_t campaign_id);
// Campaigns that read this list just now.
bool list_is_being_read(Database& db, std::int64_t list_id);

}  // namespace huiyin
