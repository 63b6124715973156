#include "daemon/campaign/import.h"

#include <filesystem>
#include <map>

#include "daemon/base/fault_point.h"
#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/base/phone.h"
#include "daemon/campaign/csv_records.h"
#include "daemon/campaign/list_layout.h"
#include "daemon/campaign/rejected.h"
#include "daemon/campaign/segment.h"
#include "daemon/people/directory.h"
#include "daemon/store/approvals.h"
#include "daemon/store/campaign_lists.h"
#include "daemon/store/journal.h"
#include "daemon/store/messages.h"
#include "daemon/store/recipients.h"
#include "daemon/store/templates.h"

namespace huiyin {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestAttribute = 200;  // bytes

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
    if (const std::string missing = learn_segment(); !missing.empty()) return give_up(missing);
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

  // Why the list can't serve the segment; empty: it can.
  std::string learn_segment() {
    texts_ = campaign_texts(db_, c_.id);
    if (auto known = find_campaign_list(db_, c_.id)) list_ = std::move(*known);
    list_.campaign_id = c_.id;
    if (list_.segment.empty()) list_.segment = "{}";
    segment_ = ListSegment::from_json(Json::parse(list_.segment));
    if (!segment_.towns.empty() && !layout_.town) return "the list has no column of towns to choose by";
    if (!segment_.languages.empty() && !layout_.language)
      return "the list has no column of languages to choose by";
    if (!segment_.tags.empty() && !layout_.tags) return "the list has no column of tags to choose by";
    return {};
  }

  void take(const CsvRecord& r) {
    if (r.line == layout_.header_line) return keep_header(r);
    if (r.blank()) return;
    if (r.broken_quote) return reject(r, "a quotation mark is not closed");
    if (layout_.column >= r.fields.size()) return reject(r, "the line has no such column");
    const auto text = decode_to_utf8(r.fields[layout_.column], layout_.charset);
    if (!text) return reject(r, "not readable in the list's encoding");
    const ListedRecipient who{c_.id, 0, attribute(r, layout_.town), attribute(r, layout_.language),
                              attribute(r, layout_.tags)};
    if (!segment_.takes(who.town, who.language, who.tags)) {
      ++list_.outside;
      return;
    }
    const PhoneNumber number = read_phone(*text, options_.region);
    if (number.error != NumberError::none || !number.can_get_sms()) return reject(r, reason_of(number));
    add(r.line, number.e164, who);
  }

  std::string attribute(const CsvRecord& r, const std::optional<std::size_t>& column) const {
    if (!column || *column >= r.fields.size()) return {};
    const auto text = decode_to_utf8(r.fields[*column], layout_.charset);
    return text && text->size() <= kLongestAttribute ? std::string(trim(*text)) : std::string();
  }

  std::string raw_line(const CsvRecord& r) const {
    std::string out;
    for (std::size_t i = 0; i < r.fields.size(); ++i) {
      if (i > 0) out += layout_.delimiter;
      out += csv_field(r.fields[i], layout_.delimiter);
    }
    return out;
  }

  void keep_header(const CsvRecord& r) { list_.header_sealed = options_.vault->seal(raw_line(r), "list"); }

  void add(std::int64_t line, const std::string& e164, ListedRecipient who) {
    NewMessage m;
    m.campaign_id = c_.id;
    m.person_id = person_of(db_, *options_.vault, e164);
    const auto text = texts_.find(who.language);
    m.body_id = text == texts_.end() ? c_.body_id : text->second;
    m.purpose = c_.purpose;
    m.lane = lane_of(c_.purpose);
    m.not_before = now_;
    m.not_after = c_.not_after;
    const auto id = changes_.add(m);
    if (!id) return count_doubled(line, m.person_id);
    if (*id != last_id_ + 1 || line != last_line_ + 1) add_import_run(db_, c_.id, *id, line);
    last_id_ = *id;
    last_line_ = line;
    who.person_id = m.person_id;
    if (!who.town.empty() || !who.language.empty() || !who.tags.empty()) add_recipient(db_, who);
    c_.audience_hash = chain_audience(c_.audience_hash, m.person_id);
    ++progress_.added;
  }

  void count_doubled(std::int64_t line, std::int64_t person_id) {
    const auto first = line_of_person(db_, c_.id, person_id);
    add_bad_line(db_, c_.id, line, "same number as line " + std::to_string(first.value_or(0)));
    ++c_.lines_doubled;
  }

  void reject(const CsvRecord& r, std::string_view reason) {
    add_bad_line(db_, c_.id, r.line, reason);
    keep_rejected_line(db_, c_.id, r.line, options_.vault->seal(raw_line(r), "list"));
    ++c_.lines_bad;
  }

  void save() {
    save_import(db_, c_);
    if (list_.campaign_id != 0) save_campaign_list(db_, list_);
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
  ListSegment segment_;
  CampaignList list_;
  std::map<std::string, std::int64_t> texts_;  // by language
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
  auto piece = Piece(db, options_, std::move(*campaign), now).run(max_lines);
  fault_point("import.piece");
  return piece;
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
