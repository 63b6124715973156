#include "daemon/intake/intake_view.h"

#include <algorithm>

#include "daemon/base/log.h"
#include "daemon/intake/reviews.h"
#include "daemon/intake/transcripts.h"
#include "daemon/store/dangers.h"
#include "daemon/store/intakes.h"
#include "daemon/store/progress.h"
#include "daemon/store/raw_inbound.h"

namespace huiyin {
namespace {

constexpr int kLongestPage = 500;
constexpr int kMostLookedAt = 10'000;  // records, for one page of a filtered list

void write_progress(JsonWriter& w, Database& db, const IntakeRow& row) {
  const RecordProgress p = progress_of(db, row.id, row.received_at);
  w.field("state", p.state).field("case_id", p.case_id).field("assignee", p.assignee).key("clocks").array();
  for (const IntakeClock& c : clocks_of(db, row.id)) {
    w.object().field("clock", c.rule_set + "." + c.clock).field("due_at", to_rfc3339(c.due_at));
    w.field("provisional", c.provisional).field("extended", c.extended).field("running", !c.stopped_at).end();
  }
  w.end();
  if (const auto danger = danger_of(db, row.id)) w.field("danger_taken", danger->acknowledged_at.has_value());
}

void begin_record(JsonWriter& w, Database& db, const Vault& vault, const IntakeRow& row) {
  w.object().field("intake_id", row.public_id).field("channel", row.channel);
  w.field("received_at", to_rfc3339(row.received_at)).field("carrier", carrier_name(db, row.carrier_id));
  w.key("party_ref");
  if (row.person_id == 0)
    w.null();
  else
    w.value(vault.pseudonym(row.person_id));
  w.field("text_masked", row.masked).key("reading").raw(row.reading);
  write_progress(w, db, row);
}

bool is_wanted(Database& db, const IntakeRow& row, const IntakeWanted& wanted) {
  if (!wanted.channel.empty() && row.channel != wanted.channel) return false;
  if (wanted.from && row.received_at < *wanted.from) return false;
  if (wanted.to && row.received_at >= *wanted.to) return false;
  if (wanted.only_danger && !danger_of(db, row.id)) return false;
  if (!wanted.state.empty() && progress_of(db, row.id, row.received_at).state != wanted.state) return false;
  if (wanted.category.empty()) return true;
  const auto all = Json::parse(row.reading).items("suggest");
  return !all.empty() && all.front().text("category") == wanted.category;
}

void write_dead(JsonWriter& w, Database& db, const RawInbound& raw) {
  w.object()
      .field("raw_id", raw.id)
      .field("carrier", carrier_name(db, raw.carrier_id))
      .field("kind", raw.kind);
  w.field("received_at", to_rfc3339(raw.received_at)).field("times", raw.times);
  w.field("sealed_bytes", static_cast<std::int64_t>(raw.payload_sealed.size())).field("reason", raw.error);
  w.end();
}

}  // namespace

std::string intake_list_json(Database& db, const Vault& vault, const IntakeWanted& wanted, int limit) {
  const std::size_t page = static_cast<std::size_t>(std::clamp(limit, 1, kLongestPage));
  std::vector<IntakeRow> found;
  std::int64_t before = wanted.before;
  bool more = true;
  const bool filtered = wanted.only_danger || wanted.from || wanted.to ||
                        !(wanted.channel + wanted.state + wanted.category).empty();
  const int batch = filtered ? kLongestPage : static_cast<int>(page) + 1;
  for (int looked = 0; more && looked < kMostLookedAt && found.size() <= page;) {
    int rows = 0;
    list_intakes(db, before, batch, [&](const IntakeRow& row) {
      ++rows;
      if (found.size() > page) return;
      before = row.id;
      if (is_wanted(db, row, wanted)) found.push_back(row);
    });
    looked += rows;
    more = rows == batch;
  }
  const bool full = found.size() > page;
  if (full) found.pop_back();
  JsonWriter w;
  w.object().key("items").array();
  for (const IntakeRow& row : found) {
    begin_record(w, db, vault, row);
    w.end();
  }
  w.end().key("next");
  if (full)
    w.value(found.back().id);
  else if (more)
    w.value(before);
  else
    w.null();
  return w.end().take();
}

std::optional<std::string> intake_json(Database& db, const Vault& vault, std::string_view public_id) {
  const std::optional<IntakeRow> row = find_intake(db, public_id);
  if (!row) return std::nullopt;
  JsonWriter w;
  begin_record(w, db, vault, *row);
  w.field("times", times_handed_over(db, row->raw_id));
  w.key("transcripts").raw(transcripts_json(db, *row));
  w.key("recordings").raw(recordings_json(db, *row));
  w.key("reviews").raw(reviews_json(db, *row));
  return w.end().take();
}

std::string intake_counts_json(Database& db) {
  const auto in_state = [&](RawState s) { return count_raw(db, s); };
  JsonWriter w;
  w.object().field("records", intake_count(db));
  w.field("unread", in_state(RawState::unread)).field("dead", in_state(RawState::dead));
  return w.end().take();
}

std::string dead_letters_json(Database& db, int limit) {
  std::vector<RawInbound> rows;
  each_dead(db, std::clamp(limit, 1, kLongestPage), [&](const RawInbound& raw) { rows.push_back(raw); });
  JsonWriter w;
  w.object().key("items").array();
  for (const RawInbound& raw : rows) write_dead(w, db, raw);
  return w.end().end().take();
}

std::optional<std::string> dead_letter_json(Database& db, std::int64_t raw_id) {
  const std::optional<RawInbound> raw = find_raw(db, raw_id);
  if (!raw || raw->state != RawState::dead) return std::nullopt;
  JsonWriter w;
  write_dead(w, db, *raw);
  return w.take();
}

}  // namespace huiyin
