#include "daemon/campaign/import.h"

#include <filesystem>

#include "daemon/base/fault_point.h"
#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/campaign/campaign_texts.h"
#include "daemon/campaign/csv_records.h"
#include "daemon/campaign/list_lines.h"
#include "daemon/campaign/template_fields.h"
#include "daemon/people/directory.h"
#include "daemon/store/approvals.h"
#include "daemon/store/audience.h"
#include "daemon/store/campaign_lists.h"
#include "daemon/store/journal.h"
#include "daemon/store/messages.h"
#include "daemon/store/recipients.h"
#include "daemon/store/votes.h"

namespace huiyin {
namespace {

namespace fs = std::filesystem;

// One piece of one campaign's list.
class Piece {
 public:
  Piece(Database& db, const Importer::Options& options, Campaign campaign, TimePoint now)
      : db_(db), options_(options), c_(std::move(campaign)), now_(now), changes_(db, now) {
    progress_.campaign = c_.id;
  }

  Result<ImportProgress> run(std::int64_t max_lines) {
    const auto source = find_campaign_source(db_, c_.id);
    return source && source->list_id != 0 ? run_list(*source, max_lines) : run_file(max_lines);
  }

 private:
  Result<ImportProgress> run_file(std::int64_t max_lines) {
    const std::string path = options_.dir + "/" + c_.import_file;
    if (auto known = learn_layout(path); !known) return stop_for(known.error());
    if (auto known = learn_segment(); !known) return tl::unexpected<Error>(known.error());
    if (const std::string missing = missing_column(); !missing.empty()) return give_up(missing);
    auto file = CsvFile::open(path, layout_.delimiter, c_.import_offset, c_.import_line);
    if (!file) return stop_for(file.error());
    progress_.size = file->size();
    const ListLineReader lines(layout_, segment_, options_.region);
    CsvRecord record;
    for (std::int64_t n = 0; n < max_lines; ++n) {
      const auto more = file->next(&record);
      if (!more) return tl::unexpected<Error>(more.error());
      if (!*more) return finish();
      if (record.line > options_.max_lines)
        return give_up("the list has more than " + std::to_string(options_.max_lines) + " lines");
      if (auto taken = take(lines.read(record)); !taken) return tl::unexpected<Error>(taken.error());
      c_.import_offset = file->offset();
      c_.import_line = file->lines();
    }
    save();
    return progress_;
  }

  // Of a stored list: its members are the lines.
  Result<ImportProgress> run_list(const CampaignSource& source, std::int64_t max_lines) {
    if (auto known = learn_segment(); !known) return tl::unexpected<Error>(known.error());
    std::vector<AudienceMember> members;
    each_audience_member(db_, source.list_id, source.list_version, c_.import_offset, max_lines,
                         [&](const AudienceMember& m) { members.push_back(m); });
    for (const AudienceMember& m : members) {
      if (auto taken = take_member(m); !taken) return tl::unexpected<Error>(taken.error());
      c_.import_offset = m.id;
      ++c_.import_line;
    }
    if (static_cast<std::int64_t>(members.size()) < max_lines) return finish();
    save();
    return progress_;
  }

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

  Result<void> learn_segment() {
    if (auto known = find_campaign_list(db_, c_.id)) list_ = std::move(*known);
    list_.campaign_id = c_.id;
    if (list_.segment.empty()) list_.segment = "{}";
    segment_ = ListSegment::from_json(Json::parse(list_.segment));
    spares_staff_ = c_.purpose == Purpose::publicity && any_staff(db_);
    auto texts = CampaignTexts::load(db_, options_.vault, options_.templates, c_);
    if (!texts) return tl::unexpected<Error>(texts.error());
    texts_ = std::move(*texts);
    return {};
  }

  // Why the list can't serve the segment; empty: it can.
  std::string missing_column() const {
    if (!segment_.towns.empty() && !layout_.town) return "the list has no column of towns to choose by";
    if (!segment_.languages.empty() && !layout_.language)
      return "the list has no column of languages to choose by";
    if (!segment_.tags.empty() && !layout_.tags) return "the list has no column of tags to choose by";
    return {};
  }

  Result<void> take_member(const AudienceMember& m) {
    if (!segment_.takes(m.town, m.language, m.tags)) {
      ++list_.outside;
      return {};
    }
    ListLine l{ListLine::Is::person, m.line, {}, m.town, m.language, m.tags, {}, {}, {}};
    if (!m.values_sealed.empty()) {
      const auto values = options_.vault->unseal(m.values_sealed, "values");
      if (!values) return tl::unexpected<Error>(values.error());
      l.values = values_from_json(*values);
    }
    const auto number = number_of(db_, *options_.vault, m.person_id);
    if (!number) return tl::unexpected<Error>(number.error());
    l.raw = *number;
    return add(l, m.person_id);
  }

  Result<void> take(const ListLine& l) {
    switch (l.is) {
      case ListLine::Is::blank:
        return {};
      case ListLine::Is::header:
        list_.header_sealed = options_.vault->seal(l.raw, "list");
        return {};
      case ListLine::Is::outside:
        ++list_.outside;
        return {};
      case ListLine::Is::rejected:
        reject(l, l.reason);
        return {};
      case ListLine::Is::person:
        return add(l, person_of(db_, *options_.vault, l.e164));
    }
    return {};
  }

  Result<void> add(const ListLine& l, std::int64_t person_id) {
    if (spares_staff_ && is_staff(db_, person_id)) {
      reject(l, "a staff number: staff get no publicity");
      return {};
    }
    NewMessage m;
    m.campaign_id = c_.id;
    m.person_id = person_id;
    const auto body = texts_->body_for(l.language, l.values);
    if (!body && body.error().code != Errc::bad_input) return tl::unexpected<Error>(body.error());
    if (!body) {
      reject(l, body.error().text());
      return {};
    }
    m.body_id = body->id;
    m.purpose = c_.purpose;
    m.lane = lane_of(c_.purpose);
    m.not_before = now_;
    m.not_after = c_.not_after;
    const auto id = changes_.add(m);
    if (!id) {
      count_doubled(l.line, m.person_id);
      return {};
    }
    if (*id != last_id_ + 1 || l.line != last_line_ + 1) add_import_run(db_, c_.id, *id, l.line);
    last_id_ = *id;
    last_line_ = l.line;
    if (!l.town.empty() || !l.language.empty() || !l.tags.empty())
      add_recipient(db_, {c_.id, m.person_id, l.town, l.language, l.tags});
    texts_->sends(*body);
    c_.audience_hash = chain_audience(c_.audience_hash, m.person_id, body->own_hash);
    ++progress_.added;
    return {};
  }

  void count_doubled(std::int64_t line, std::int64_t person_id) {
    const auto first = line_of_person(db_, c_.id, person_id);
    add_bad_line(db_, c_.id, line, "same number as line " + std::to_string(first.value_or(0)));
    ++c_.lines_doubled;
  }

  void reject(const ListLine& l, std::string_view reason) {
    add_bad_line(db_, c_.id, l.line, reason);
    keep_rejected_line(db_, c_.id, l.line, options_.vault->seal(l.raw, "list"));
    ++c_.lines_bad;
  }

  void save() {
    save_import(db_, c_);
    if (texts_) texts_->save();
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
  std::unique_ptr<CampaignTexts> texts_;
  bool spares_staff_ = false;
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
  for (const AudienceList& l : audience_lists_in(db, ListState::importing)) wanted.push_back(l.import_file);
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
