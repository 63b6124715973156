// Campaigns: one content to many people. States: draft (being imported) -> ready -> running <-> paused ->
// finished, or cancelled. "finished" is impossible while any recipient is open.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/model/purpose.h"
#include "daemon/store/database.h"

namespace huiyin {

// Values stand in the ledger: never renumber.
enum class CampaignState { importing = 0, ready = 1, running = 2, paused = 3, finished = 4, cancelled = 5 };
std::string_view name_of(CampaignState s);

// What becomes of one whose start_at passed while nothing could leave. Values stand in the ledger.
enum class OnMiss { skip = 0, ask = 1, go_on = 2 };
std::string_view name_of(OnMiss m);
std::optional<OnMiss> on_miss_of(std::string_view name);

struct Campaign {
  std::int64_t id = 0;
  std::string name;
  Purpose purpose = Purpose::publicity;
  std::int64_t body_id = 0;
  CampaignState state = CampaignState::importing;
  TimePoint created_at{};
  std::string created_by;
  std::optional<TimePoint> started_at, ended_at;
  TimePoint not_after{};
  std::string import_file;         // inside state.dir/import; empty once the import is done
  std::int64_t import_offset = 0;  // bytes of the file that are durable as messages
  std::int64_t import_line = 0;    // lines seen
  std::int64_t lines_bad = 0, lines_doubled = 0;
  std::string audience_hash;    // of the recipients so far (approvals.h)
  TimePoint start_at{};         // nothing leaves before; epoch: at once
  std::int64_t budget_fen = 0;  // 0: none
  OnMiss on_miss = OnMiss::ask;
  std::string halted;           // {rule, why, at}: a rule paused it; empty: none did
  std::string ramp;             // RampState (model/ramp.h); empty: it has none
  std::int64_t complaints = 0;  // told of it
  std::string
      import_layout;  // how the file is written (campaign/list_layout.h); empty until its head was read
};

std::int64_t add_campaign(Database& db, const Campaign& c);
std::optional<Campaign> find_campaign(Database& db, std::int64_t id);
std::vector<Campaign> list_campaigns(Database& db, std::int64_t before_id,
                                     int limit);  // newest first; 0: from the newest
std::vector<Campaign> campaigns_in(Database& db, CampaignState state);
// False when the campaign is not in `from`. The event "campaign.<to>" tells audience, bad and doubled lines.
bool move_campaign(Database& db, std::int64_t id, CampaignState from, CampaignState to, TimePoint now);
// A campaign that was started with the very same content and audience; nothing when there is none.
std::optional<std::int64_t> started_twin(Database& db, const Campaign& c);
void save_import(Database& db, const Campaign& c);  // import_*, lines_*, audience_hash
void save_terms(Database& db, const Campaign& c);   // start_at, budget_fen, on_miss
// running -> paused by a rule ("missed", "budget", "failures", "opt_outs", "complaints", "receipts"), with
// the event campaign.halted; why: one sentence for the person who decides. False when it is not running.
bool halt_campaign(Database& db, std::int64_t id, std::string_view rule, std::string_view why, TimePoint now);
void clear_halt(Database& db, std::int64_t id);
void save_ramp(Database& db, std::int64_t id, std::string_view ramp_json);
void add_complaints(Database& db, std::int64_t id, std::int64_t count);
// Recipients who took back their consent since then.
std::int64_t opt_outs_of_campaign(Database& db, std::int64_t id, TimePoint since);
// A run of good lines begins: this message came from this line, and the next ones from the next lines.
void add_import_run(Database& db, std::int64_t campaign_id, std::int64_t message_id, std::int64_t line);
// The line this person of the campaign came from; nothing when the campaign has no such message.
std::optional<std::int64_t> line_of_person(Database& db, std::int64_t campaign_id, std::int64_t person_id);
void add_bad_line(Database& db, std::int64_t campaign_id, std::int64_t line, std::string_view reason);
struct BadLine {
  std::int64_t line = 0;
  std::string reason;
};
std::vector<BadLine> bad_lines(Database& db, std::int64_t campaign_id, std::int64_t after_line, int limit);
// running -> finished, with its journal event, when no message is queued, submitting, accepted or uncertain.
void end_campaign_if_settled(Database& db, std::int64_t id, TimePoint now);

}  // namespace huiyin
