#include "daemon/campaign/import.h"

#include <filesystem>

#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/base/phone.h"
#include "daemon/campaign/csv_records.h"
#include "daemon/campaign/list_layout.h"
#include "daemon/people/directory.h"
#include "daemon/store/approvals.h"
#include "daemon/store/journal.h"
#include "daemon/store/messages.h"

namespace huiyin {
namespace {

namespace fs = std::filesystem;

std::string_view reason_of(const PhoneNumber& n) {
  switch (n.error) {
    case NumberError::empty:
      return "no number";
    case NumberError::not_digits:
      return "not a number";
    case NumberError::too_short:
      return "too short";
    case NumberError::too_long:
      return "too long";
    case NumberError::unassigned:
      return "unassigned number range";
    case NumberError::invalid:
      return "not a valid number";
    case NumberError::none:
      break;
  }
  switch (n.kind) {
    case NumberKind::service:
      return "service number";
    case NumberKind::fixed:
      return "landline, not a mobile number";
    case NumberKind::iot:
      return "machine number, not a person's";
    default:
      return "not a mobile number";
  }
}

// One piece of one campaign's list.
class Piece {
 public:
  Piece(Database& db, const Importer::Options& options, Campaign campaign, TimePoint now)
      : db_(db), options_(options), c_(std::move(campaign)), now_(now), changes_(db, now) {
    progress_.campaign = c_.id;
  }

  Result<ImportProgress> run(std::int64_t max_lines) {
    const std::string path = options_.dir + "/" + c_.import_file;
    if (auto known = learn_layout(path); !known) return stop_for(known.error());
    auto file = CsvFile::open(path, layout_.delimiter, c_.import_offset, c_.import_line);
    if (!file) return stop_for(file.error());
    progress_.size = file->size();
    CsvRecord record;
    for (std::int64_t n = 0; n < max_lines; ++n) {
      const auto more = file->next(&record);
      if (!more) return tl::unexpected<Error>(more.error());
      if (!*more) return finish();
      if (record.line > options_.max_lines)
        return give_up("the list has more than " + std::to_string(options_.max_lines) + " lines");
      take(record);
      c_.import_offset = file->offset();
      c_.import_line = file->lines();
    }
    save();
    return progress_;
  }

 private:
  Result<void> learn_layout(const std::string& path) {
    if (!c_.import_layout.empty()) {
      layout_ = ListLayout::from_json(c_.import_layout);
      return {};
    }
    const auto guessed = guess_layout(path, options_.region);
    if (!guessed) return tl::unexpected<Error>(guessed.error());
    layout_ = *guessed;
    c_.import_layout = layout_.json();
    c_.import_offset = layout_.start;
    return {};
  }

  void take(const CsvRecord& r) {
    if (r.line == layout_.header_line || r.blank()) return;
    if (r.broken_quote) return reject(r.line, "a quotation mark is not closed");
    if (layout_.column >= r.fields.size()) return reject(r.line, "the line has no such column");
    const auto text = decode_to_utf8(r.fields[layout_.column], layout_.charset);
    if (!text) return reject(r.line, "not readable in the list's encoding");
    const PhoneNumber number = read_phone(*text, options_.region);
    if (number.error != NumberError::none || !number.can_get_sms()) return reject(r.line, reason_of(number));
    add(r.line, number.e164);
  }

  void add(std::int64_t line, const std::string& e164) {
    NewMessage m;
    m.campaign_id = c_.id;
    m.person_id = person_of(db_, *options_.vault, e164);
    m.body_id = c_.body_id;
    m.purpose = c_.purpose;
    m.lane = lane_of(c_.purpose);
    m.not_before = now_;
    m.not_after = c_.not_after;
    const auto id = changes_.add(m);
    if (!id) return count_doubled(line, m.person_id);
    if (*id != last_id_ + 1 || line != last_line_ + 1) add_import_run(db_, c_.id, *id, line);
    last_id_ = *id;
    last_line_ = line;
    c_.audience_hash = chain_audience(c_.audience_hash, m.person_id);
    ++progress_.added;
  }

  void count_doubled(std::int64_t line, std::int64_t person_id) {
    const auto first = line_of_person(db_, c_.id, person_id);
    add_bad_line(db_, c_.id, line, "same number as line " + std::to_string(first.value_or(0)));
    ++c_.lines_doubled;
  }

  void reject(std::int64_t line, std::string_view reason) {
    add_bad_line(db_, c_.id, line, reason);
    ++c_.lines_bad;
  }

  void save() {
    save_import(db_, c_);
    changes_.finish("import");
    progress_.bytes = c_.import_offset;
    progress_.lines = c_.import_line;
    progress_.bad = c_.lines_bad;
    progress_.doubled = c_.lines_doubled;
  }

  Result<ImportProgress> finish() {
    close_file();
    move_campaign(db_, c_.id, CampaignState::importing, CampaignState::ready, now_);
    return progress_;
  }

  // What never gets better ends the import; all else is tried again.
  Result<ImportProgress> stop_for(const Error& e) {
    if (e.code == Errc::not_found) return give_up("the uploaded list is gone");
    if (e.code == Errc::bad_input) return give_up("the uploaded list " + e.what);
    return tl::unexpected<Error>(e);
  }

  Result<ImportProgress> give_up(const std::string& why) {
    close_file();
    progress_.failure = why;
    JsonWriter w;
    w.object().field("campaign", c_.id).field("reason", why).field("lines", c_.import_line).end();
    append_event(db_, "campaign.import_failed", "campaign/" + std::to_string(c_.id), now_, w.take());
    move_campaign(db_, c_.id, CampaignState::importing, CampaignState::cancelled, now_);
    return progress_;
  }

  void close_file() {
    progress_.finished_file = std::exchange(c_.import_file, {});
    progress_.done = true;
    save();
  }

  Database& db_;
  const Importer::Options& options_;
  Campaign c_;
  const TimePoint now_;
  MessageChanges changes_;
  ListLayout layout_;
  ImportProgress progress_;
  std::int64_t last_id_ = -1, last_line_ = -1;
};

}  // namespace

Result<ImportProgress> Importer::import_piece(Database& db, std::int64_t campaign_id, std::int64_t max_lines,
                                              TimePoint now) const {
  auto campaign = find_campaign(db, campaign_id);
  if (!campaign) return fail(Errc::not_found, "there is no such campaign");
  if (campaign->state != CampaignState::importing) {
    ImportProgress p;
    p.campaign = campaign_id;
    p.done = true;
    p.finished_file = campaign->import_file;
    return p;
  }
  return Piece(db, options_, std::move(*campaign), now).run(max_lines);
}

void Importer::remove(const std::string& file) const {
  if (file.empty()) return;
  std::error_code error;
  fs::remove(fs::path(options_.dir) / file, error);
  if (error)
    log_warn("campaign.import.file", "a finished list could not be removed", {{"why", error.message()}});
}

int Importer::remove_unused(Database& db, std::chrono::seconds unused_for) const {
  std::vector<std::string> wanted;
  for (const Campaign& c : campaigns_in(db, CampaignState::importing)) wanted.push_back(c.import_file);
  const auto before = fs::file_time_type::clock::now() - unused_for;
  int removed = 0;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(options_.dir, error)) {
    if (!entry.is_regular_file(error) || entry.last_write_time(error) > before || error) continue;
    if (std::find(wanted.begin(), wanted.end(), entry.path().filename().string()) != wanted.end()) continue;
    remove(entry.path().filename().string());
    ++removed;
  }
  return removed;
}

}  // namespace huiyin
