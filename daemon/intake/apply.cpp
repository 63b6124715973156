#include "daemon/intake/apply.h"

#include "daemon/base/fault_point.h"
#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/intake/record_json.h"
#include "daemon/intake/transcripts.h"
#include "daemon/people/directory.h"
#include "daemon/store/consent.h"
#include "daemon/store/intakes.h"
#include "daemon/store/journal.h"
#include "daemon/store/raw_inbound.h"
#include "daemon/store/recordings.h"

namespace huiyin {
namespace {

// An opt-out ends publicity and questions; it never reaches case replies or statutory notices.
constexpr const char* kOptOutScopes[] = {"publicity", "follow_up"};
constexpr std::size_t kMostReasons = 5;

// "退订" says it all; with a matter or a danger beside it, the person also told us something.
bool tells_more(const Draft& draft) {
  return draft.reading.urgency != "normal" || draft.reading.category != "OTH" || draft.parts_missing > 0;
}

std::string reasons(const std::vector<std::string>& all) {
  std::string out = std::to_string(all.size()) + " items unreadable, the others were read: ";
  for (std::size_t i = 0; i < all.size() && i < kMostReasons; ++i)
    out.append(i == 0 ? "" : "; ").append(all[i]);
  return mask_for_log(out);
}

}  // namespace

struct Applier::Turn {
  Database& db;
  const Prepared& payload;
  TimePoint now;
  Applied done;
};

Applier::Applier(std::shared_ptr<const Vault> vault, const Clock& clock, TimeZone zone,
                 const ApplyTakers& takers, double doubtful_below)
    : vault_(std::move(vault)),
      clock_(clock),
      zone_(std::move(zone)),
      takers_(takers),
      doubtful_below_(doubtful_below) {}

Applied Applier::apply(Database& db, const Prepared& p) const {
  Turn t{db, p, clock_.now(), {}};
  const bool mine =
      p.group ? remove_parts(db, *p.group) > 0 : move_raw(db, p.raw_id, RawState::unread, RawState::read, {});
  if (!mine) return t.done;
  if (!p.dead.empty()) {
    bury(t);
    return t.done;
  }
  if (!p.receipts.empty() && takers_.receipts != nullptr)
    takers_.receipts->take(db, p.carrier_id, p.receipts, t.now);
  t.done.receipts = static_cast<int>(p.receipts.size());
  if (p.brought) take_brought(t, *p.brought);
  for (const PreparedMessage& m : p.messages) take_message(t, m);
  for (const PreparedCall& c : p.calls) take_call(t, c);
  if (!p.unreadable.empty()) bury(t);
  fault_point("desk.applied");
  return t.done;
}

// With unreadable items the payload stays in sight too: requeued, its other items count no second time.
void Applier::bury(Turn& t) const {
  const Prepared& p = t.payload;
  const bool partly = p.dead.empty();
  const std::string why = partly ? reasons(p.unreadable) : mask_for_log(p.dead);
  move_raw(t.db, p.raw_id, RawState::read, RawState::dead, why);
  JsonWriter w;
  w.object()
      .field("raw_id", p.raw_id)
      .field("carrier", p.account)
      .field("reason", why)
      .field("partly", partly);
  append_event(t.db, "intake.dead_letter", "raw/" + std::to_string(p.raw_id), t.now, w.end().take());
  log_error("intake.dead_letter", "a payload, or some of it, could not be read",
            {{"raw_id", p.raw_id}, {"account", p.account}, {"why", why}});
  ++t.done.dead;
}

std::int64_t Applier::person(Turn& t, const Sender& sender) const {
  return sender.kind == Sender::Kind::withheld ? 0 : person_of(t.db, *vault_, sender.number);
}

// ---- Messages

void Applier::take_message(Turn& t, const PreparedMessage& m) const {
  if (t.payload.group) return count_message(t, m, m.reply.person_id);
  if (!first_time(t.db, m.key, t.payload.raw_id)) {
    ++t.done.repeats;
    return;
  }
  if (!m.also_key.empty()) first_time(t.db, m.also_key, t.payload.raw_id);
  const std::int64_t from = person(t, m.sender);
  if (m.part && keep_part(t, m, from)) return;
  count_message(t, m, from);
}

// False where the part can't wait for its others: nobody is known to have sent it, or its place is taken.
bool Applier::keep_part(Turn& t, const PreparedMessage& m, std::int64_t person) const {
  if (person == 0) return false;
  const PartGroup group{t.payload.carrier_id, person, m.part->reference, m.part->total};
  if (!add_part(t.db, {group, m.part->number, m.reply.extension, m.reply.at, t.now, t.payload.raw_id,
                       m.part_sealed}))
    return false;
  ++t.done.parts;
  return true;
}

// The one order of meanings: machine, command, answer to a question, request to stop, something to be
// recorded.
void Applier::count_message(Turn& t, const PreparedMessage& m, std::int64_t person) const {
  if (m.sender.kind != Sender::Kind::person) {
    record(t, m.draft, m.sender, person);
    return;
  }
  PersonReply reply = m.reply;
  reply.person_id = person;
  if (takers_.commands != nullptr && takers_.commands->take(t.db, reply) != Taken::no) {
    ++t.done.commands;
    return;
  }
  const Taken taken = takers_.replies == nullptr ? Taken::no : takers_.replies->take(t.db, reply);
  if (taken != Taken::no) {
    ++t.done.replies;
    const bool alarms = m.draft.danger() || m.draft.reading.retaliation.alarm;
    if (taken == Taken::yes_and_new_matter || alarms) record(t, m.draft, m.sender, person);
    return;
  }
  if (reply.opt_out) {
    opt_out(t, m, person);
    if (!tells_more(m.draft)) return;
  }
  record(t, m.draft, m.sender, person);
}

void Applier::opt_out(Turn& t, const PreparedMessage& m, std::int64_t person) const {
  ++t.done.opt_outs;
  bool changed = false;
  for (const char* scope : kOptOutScopes) {
    ConsentWord word;
    word.person_id = person;
    word.scope = scope;
    word.source = "sms";
    word.rule = *m.reply.opt_out;
    word.wording_sealed = m.reply.text_sealed;
    word.at = t.now;
    changed |= record_word(t.db, word);
  }
  const std::string pseudonym = vault_->pseudonym(person);
  JsonWriter w;
  w.object().field("party_ref", pseudonym).key("scopes").array();
  for (const char* scope : kOptOutScopes) w.value(scope);
  w.end().field("channel", "sms").field("carrier", t.payload.account).field("rule", *m.reply.opt_out);
  w.field("raw_id", t.payload.raw_id).field("changed", changed);
  append_event(t.db, "consent.opted_out", "person/" + pseudonym, t.now, w.end().take());
}

// ---- Calls

void Applier::take_call(Turn& t, const PreparedCall& c) const {
  if (!first_time(t.db, c.key, t.payload.raw_id)) {
    ++t.done.repeats;
    return;
  }
  take_parts(t, c, record(t, c.draft, c.party, person(t, c.party)));
}

void Applier::take_parts(Turn& t, const PreparedCall& c, std::int64_t intake) const {
  const bool wants_text = c.draft.call && c.draft.call->transcript == TranscriptState::pending;
  for (const PreparedPart& p : c.parts) {
    RecordingRow row{
        0, intake, t.payload.raw_id, p.part.name, p.part.transcript, p.part.media_type, p.place_sealed};
    const bool inside = p.place_sealed.empty();
    row.state = !p.part.refused.empty() ? RecordingState::given_up
                : inside                ? RecordingState::held
                                        : RecordingState::wanted;
    row.held_raw_id = inside ? t.payload.raw_id : 0;
    row.due_at = t.now;
    row.reason = p.part.refused;
    const std::int64_t id = add_recording(t.db, row);
    if (inside && wants_text && !p.part.transcript)
      add_transcription(t.db, {0, id, t.now, "intake", "", "", TranscriptionState::asked, 0, t.now, ""});
  }
}

// Each thing brought counts once: what was asked for is open, or it is a repeat.
void Applier::take_brought(Turn& t, const Brought& b) const {
  std::string by = t.payload.account;
  std::int64_t recording = b.id;
  if (b.what == Brought::What::heard) {
    const auto asked = find_transcription(t.db, b.id);
    if (!asked || !finish_transcription(t.db, b.id)) return void(++t.done.repeats);
    recording = asked->recording_id;
    if (!b.by.empty()) by = b.by;
  } else if (!hold_recording(t.db, b.id, t.payload.raw_id)) {
    return void(++t.done.repeats);
  }
  const auto row = find_recording(t.db, recording);
  const auto intake = row ? intake_by_row(t.db, row->intake_id) : std::nullopt;
  if (!intake) return;
  if (b.what == Brought::What::recording) {
    if (Json::parse(intake->reading).at("call").text("transcript") == "pending")
      add_transcription(t.db,
                        {0, recording, t.now, "intake", "", "", TranscriptionState::asked, 0, t.now, ""});
    return;
  }
  const auto put = put_transcript(t.db, {vault_, t.payload.reader, doubtful_below_, takers_.records}, *intake,
                                  {b.turns, false, by}, t.now);
  if (!put) log_error("intake.transcript.not_put", put.error().text(), {{"intake_id", intake->public_id}});
}

// ---- Records

std::int64_t Applier::record(Turn& t, const Draft& draft, const Sender& sender, std::int64_t person) const {
  const TimePoint received = t.payload.received_at;
  RecordNames names;
  names.intake_id = next_intake_id(t.db, zone_.civil(received).date());
  if (person != 0) names.party = vault_->pseudonym(person);
  names.account = t.payload.account;
  names.received_at = received;
  NewRecord made{
      .public_id = names.intake_id, .channel = draft.channel, .kind = draft.kind, .person_id = person};
  made.id = add_intake(t.db, {0, names.intake_id, draft.channel, received, t.payload.carrier_id, person,
                              t.payload.raw_id, draft.content_sealed, draft.masked, reading_json(draft)});
  made.from_person = sender.kind == Sender::Kind::person;
  made.inbound = draft.inbound;
  made.from_machine = draft.from_machine;
  made.unsafe_to_answer = draft.unsafe_to_answer;
  made.danger = draft.danger();
  made.category = draft.reading.category;
  if (draft.reading.retaliation.alarm) made.retaliation = draft.reading.retaliation.why;
  made.text_masked = draft.masked;
  made.received_at = received;
  if (takers_.records != nullptr) names.due = takers_.records->recorded(t.db, made, t.now);
  fault_point("desk.recorded");
  const std::string subject = "intake/" + names.intake_id;
  append_event(t.db, "intake.received", subject, t.now, received_json(draft, names));
  ++t.done.records;
  if (!draft.danger()) return made.id;
  append_event(t.db, "intake.danger", subject, t.now, danger_json(draft, names));
  log_warn("intake.danger", "someone may be in danger", {{"intake_id", names.intake_id}});
  ++t.done.dangers;
  return made.id;
}

}  // namespace huiyin
