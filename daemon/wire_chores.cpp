// Work that comes due by the clock, on the store thread.
#include <algorithm>

#include "daemon/base/log.h"
#include "daemon/campaign/audience_import.h"
#include "daemon/campaign/ramp_watch.h"
#include "daemon/campaign/sweep.h"
#include "daemon/daemon_parts.h"
#include "daemon/followup/dissatisfied.h"
#include "daemon/followup/steps.h"
#include "daemon/model/calendar.h"
#include "daemon/store/audit.h"
#include "daemon/store/campaigns.h"
#include "daemon/store/messages.h"

namespace huiyin {

void Daemon::Parts::make_chores() {
  importer = std::make_unique<Importer>(Importer::Options{
      settings.state.dir + "/import", settings.office.region, settings.campaign.max_lines, vault, templates});
  chores = std::make_unique<Chores>(loop, *store, *clock);
  chores->add("identity", Millis(2'000), [this](Database&, TimePoint) -> Result<bool> {
    const std::int64_t seq = store->newest_seq();
    if (std::exchange(remembered_seq, seq) == seq) return false;
    if (auto kept = remember_identity(identity_files, identity.print, seq); !kept)
      return tl::unexpected<Error>(kept.error());
    return false;
  });
  chores->add("import", Millis(200), [this](Database& db, TimePoint now) { return import_some(db, now); });
  chores->add("lists", Millis(500), [this](Database& db, TimePoint now) { return import_lists(db, now); });
  chores->add("import_files", Millis(600'000), [this](Database& db, TimePoint) -> Result<bool> {
    importer->remove_unused(db, std::chrono::hours(1));
    return false;
  });
  chores->add("care", Millis(500),
              [this](Database& db, TimePoint now) -> Result<bool> { return care->look(db, now); });
  add_vault_chores();
  add_erasure_chores();
  chores->add("audit", Millis(60'000), [this](Database& db, TimePoint now) -> Result<bool> {
    const CivilTime c = rules->care->zone.civil(now);
    tell_audit_digest(
        db, now,
        day_text(std::chrono::year(c.year) / static_cast<unsigned>(c.month) / static_cast<unsigned>(c.day)));
    return false;
  });
  chores->add("followup", Millis(200), [this](Database& db, TimePoint now) -> Result<bool> {
    auto steps = take_due_steps(db, *rules->followup->get(), now);
    if (!steps) return tl::unexpected<Error>(steps.error());
    return steps->more;
  });
  // By then every message that they could be about has ended.
  const Millis parked_for = settings.outbound.receipt_wait + std::chrono::hours(30 * 24);
  chores->add("parked_receipts", Millis(600'000), [parked_for](Database& db, TimePoint now) -> Result<bool> {
    const std::int64_t forgotten = forget_parked(db, now - parked_for, 2'000);
    if (forgotten > 0)
      log_warn("receipts.forgotten", "they matched no message of this office", {{"receipts", forgotten}});
    return forgotten == 2'000;
  });
  retention = std::make_unique<Retention>(settings.bus.retention, settings.bus.hold);
  chores->add("retention", Millis(60'000),
              [this](Database& db, TimePoint now) { return retention->prune(db, now); });
  chores->add("followup_receipts", Millis(5'000), [this](Database& db, TimePoint now) -> Result<bool> {
    spare_the_endangered(db, *rules->followup->get(), now);
    auto ended = end_undelivered(db, *rules->followup->get(), now);
    if (!ended) return tl::unexpected<Error>(ended.error());
    return ended->more;
  });
  chores->add("opt_out_confirmations", Millis(1'000),
              [this](Database& db, TimePoint now) { return confirm_opt_outs(db, *consent, now); });
  chores->add("dissatisfied", Millis(5'000),
              [this](Database& db, TimePoint now) { return tell_overdue(db, *rules->followup->get(), now); });
  chores->add("ramp", Millis(500), [this](Database& db, TimePoint now) -> Result<bool> {
    const auto terms = plan_terms.get();
    if (!terms->ramp) return false;
    return watch_ramps(db, *terms->ramp, now);
  });
  chores->add("sweep", Millis(1'000), [](Database& db, TimePoint now) -> Result<bool> {
    auto swept = sweep_campaigns(db, now);
    if (!swept) return tl::unexpected<Error>(swept.error());
    return swept->more;
  });
}

// Lines at a time. More would cost more a line, not less: SQLite walks its savepoint's journal, which has a
// page for each line, at every INSERT that returns an id. And nobody waits long for the ledger between them.
constexpr std::int64_t kPiece = 250;

// A list holds numbers in the clear: it goes as soon as the import that read it to the end is durable, which
// the next piece of work sees in the ledger.
Result<bool> Daemon::Parts::import_some(Database& db, TimePoint now) {
  const auto importing = campaigns_in(db, CampaignState::importing);
  std::erase_if(imported_files, [&](const std::string& file) {
    const bool wanted = std::any_of(importing.begin(), importing.end(),
                                    [&](const Campaign& c) { return c.import_file == file; });
    if (!wanted) importer->remove(file);
    return !wanted;
  });
  if (importing.empty()) return false;
  auto piece = importer->import_piece(db, importing.front().id, kPiece, now);
  if (!piece) return tl::unexpected<Error>(piece.error());
  if (!piece->finished_file.empty()) imported_files.push_back(piece->finished_file);
  return true;
}

// Stored lists, one at a time; their files go as those of campaigns do.
Result<bool> Daemon::Parts::import_lists(Database& db, TimePoint now) {
  const auto importing = audience_lists_in(db, ListState::importing);
  std::erase_if(imported_lists, [&](const std::string& file) {
    const bool wanted = std::any_of(importing.begin(), importing.end(),
                                    [&](const AudienceList& l) { return l.import_file == file; });
    if (!wanted) importer->remove(file);
    return !wanted;
  });
  if (importing.empty()) return forget_old_members(db);
  auto piece = import_list_piece(db, importer->options(), importing.front().id, kPiece, now);
  if (!piece) return tl::unexpected<Error>(piece.error());
  if (!piece->finished_file.empty()) imported_lists.push_back(piece->finished_file);
  return true;
}

}  // namespace huiyin
