#include "daemon/campaign/audience_import.h"

#include "daemon/base/json.h"
#include "daemon/campaign/list_lines.h"
#include "daemon/campaign/template_fields.h"
#include "daemon/people/directory.h"
#include "daemon/store/journal.h"
#include "daemon/store/votes.h"

namespace huiyin {
namespace {

constexpr std::int64_t kForgottenAtOnce = 5'000;

class ListPiece {
 public:
  ListPiece(Database& db, const Importer::Options& options, AudienceList list, TimePoint now)
      : db_(db), options_(options), list_(std::move(list)), now_(now), version_(list_.version + 1) {}

  Result<ImportProgress> run(std::int64_t max_lines) {
    const ListLayout layout = ListLayout::from_json(list_.import_layout);
    auto file = CsvFile::open(options_.dir + "/" + list_.import_file, layout.delimiter, list_.import_offset,
                              list_.import_line);
    if (!file && file.error().code == Errc::not_found) return give_up("the uploaded list is gone");
    if (!file) return tl::unexpected<Error>(file.error());
    progress_.size = file->size();
    const ListLineReader lines(layout, {}, options_.region);
    CsvRecord record;
    for (std::int64_t n = 0; n < max_lines; ++n) {
      const auto more = file->next(&record);
      if (!more) return tl::unexpected<Error>(more.error());
      if (!*more) return finish(layout);
      if (record.line > options_.max_lines)
        return give_up("the list has more than " + std::to_string(options_.max_lines) + " lines");
      take(lines.read(record));
      list_.import_offset = file->offset();
      list_.import_line = file->lines();
    }
    save();
    return progress_;
  }

 private:
  void take(const ListLine& l) {
    if (l.is == ListLine::Is::header) list_.header_sealed = options_.vault->seal(l.raw, "list");
    if (l.is == ListLine::Is::rejected) reject(l, l.reason, options_.vault->seal(l.raw, "list"));
    if (l.is != ListLine::Is::person) return;
    AudienceMember m{0,          list_.id, version_, person_of(db_, *options_.vault, l.e164), l.line, l.town,
                     l.language, l.tags,   {}};
    if (!list_.of_staff() && is_staff(db_, m.person_id))
      return reject(l, "a staff number: staff stand on lists of their own", {});
    if (!l.values.empty()) m.values_sealed = options_.vault->seal(values_json(l.values), "values");
    if (add_audience_member(db_, m)) {
      ++progress_.added;
      return;
    }
    const auto first = line_of_member(db_, list_.id, version_, m.person_id);
    add_audience_line(db_, list_.id, l.line, "same number as line " + std::to_string(first.value_or(0)), {});
    ++list_.lines_doubled;
  }

  void reject(const ListLine& l, std::string_view reason, std::string_view raw_sealed) {
    add_audience_line(db_, list_.id, l.line, reason, raw_sealed);
    ++list_.lines_bad;
  }

  void save() {
    save_audience_list(db_, list_);
    progress_.bytes = list_.import_offset;
    progress_.lines = list_.import_line;
    progress_.bad = list_.lines_bad;
    progress_.doubled = list_.lines_doubled;
  }

  Result<ImportProgress> finish(const ListLayout& layout) {
    list_.version = version_;
    list_.state = ListState::ready;
    list_.failure.clear();
    list_.kept.clear();
    for (const auto& [field, column] : layout.fields) list_.kept.push_back(field);
    close_file();
    JsonWriter w;
    w.object().field("list", list_.id).field("name", list_.name).field("version", list_.version);
    w.field("purposes", purposes_text(list_.purposes));
    w.field("members", count_audience_members(db_, list_.id, list_.version));
    w.field("bad", list_.lines_bad).field("doubled", list_.lines_doubled).end();
    append_event(db_, "list.ready", "list/" + std::to_string(list_.id), now_, w.take());
    return progress_;
  }

  Result<ImportProgress> give_up(const std::string& why) {
    list_.state = list_.version > 0 ? ListState::ready : ListState::failed;
    list_.failure = why;
    progress_.failure = why;
    close_file();
    JsonWriter w;
    w.object().field("list", list_.id).field("name", list_.name).field("reason", why);
    w.field("lines", list_.import_line).end();
    append_event(db_, "list.import_failed", "list/" + std::to_string(list_.id), now_, w.take());
    return progress_;
  }

  void close_file() {
    progress_.finished_file = std::exchange(list_.import_file, {});
    progress_.done = true;
    save();
  }

  Database& db_;
  const Importer::Options& options_;
  AudienceList list_;
  const TimePoint now_;
  const std::int64_t version_;
  ImportProgress progress_;
};

}  // namespace

Result<ImportProgress> import_list_piece(Database& db, const Importer::Options& options, std::int64_t list_id,
                                         std::int64_t max_lines, TimePoint now) {
  auto list = find_audience_list(db, list_id);
  if (!list) return fail(Errc::not_found, "there is no such list");
  if (list->state != ListState::importing) {
    ImportProgress p;
    p.done = true;
    return p;
  }
  return ListPiece(db, options, std::move(*list), now).run(max_lines);
}

bool forget_old_members(Database& db) {
  bool more = false;
  for (const ListState state : {ListState::ready, ListState::failed, ListState::deleted})
    for (const AudienceList& l : audience_lists_in(db, state)) {
      const std::int64_t keep = state == ListState::ready ? l.version : 0;
      more = more || forget_audience_members(db, l.id, keep, kForgottenAtOnce) == kForgottenAtOnce;
    }
  return more;
}

}  // namespace huiyin
