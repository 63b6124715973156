#include "daemon/care/care.h"

#include "daemon/base/json.h"
#include "daemon/care/clocks.h"
#include "daemon/care/guard_desk.h"
#include "daemon/care/pager.h"
#include "daemon/care/person_answers.h"
#include "daemon/store/contacts.h"
#include "daemon/store/intakes.h"
#include "daemon/store/journal.h"

namespace huiyin {
namespace {

constexpr std::size_t kFullNumber = 14, kShortNumber = 6;
constexpr Millis kGuardKept{2 * 86'400'000};

// "20260301000031" -> "IN-20260301-000031"; six digits or fewer: how it ends. Nothing where it is no number.
std::optional<std::string> ending_of(const std::string& digits) {
  if (digits.empty()) return std::string();
  if (digits.size() == kFullNumber) return "IN-" + digits.substr(0, 8) + "-" + digits.substr(8);
  if (digits.size() > kShortNumber) return std::nullopt;
  return "-" + std::string(kShortNumber - digits.size(), '0') + digits;
}

}  // namespace

void Care::use(std::shared_ptr<const CareRules> rules) {
  Lock lock(mutex_);
  rules_ = std::move(rules);
}

std::shared_ptr<const CareRules> Care::rules() const {
  Lock lock(mutex_);
  return rules_;
}

std::vector<RecordDue> Care::recorded(Database& db, const NewRecord& record, TimePoint now) {
  const auto rules = this->rules();
  PersonAnswers answers(db, *rules, now);
  answers.heard(record.person_id);
  if (record.danger) Pager(db, *rules, now, answers).raise(record);
  if (!record.retaliation.empty()) GuardDesk(db, *rules, now, answers).raise(record);
  answers.to_record(record);
  answers.finish("care");
  return Clocks(db, *rules->deadlines, now)
      .reached({record.id, record.public_id, record.channel}, "received", record.received_at);
}

void Care::endangered(Database& db, const NewRecord& record, TimePoint now) {
  const auto rules = this->rules();
  PersonAnswers answers(db, *rules, now);
  if (record.danger) Pager(db, *rules, now, answers).raise(record);
  if (!record.retaliation.empty()) GuardDesk(db, *rules, now, answers).raise(record);
  answers.finish("care");
}

Taken Care::take(Database& db, const PersonReply& reply) {
  const auto rules = this->rules();
  if (take_acknowledgement(db, reply, *rules) || take_query(db, reply, *rules)) return Taken::yes;
  return Taken::no;
}

// Who is on duty and was paged for one open danger may just say "taken"; for one of several the number is
// needed.
bool Care::take_acknowledgement(Database& db, const PersonReply& reply, const CareRules& rules) {
  if (!on_duty(db, reply.person_id)) return false;
  const auto command = rules.words->acknowledgement(reply.text);
  if (!command) return false;
  const std::vector<Danger> open = open_dangers_paged_to(db, reply.person_id);
  if (open.empty()) return false;
  const auto ending = ending_of(command->digits);
  const TimePoint now = clock_.now();
  PersonAnswers answers(db, rules, now);
  Pager pager(db, rules, now, answers);
  const std::string by = "duty:" + rules.vault->pseudonym(reply.person_id);
  for (const Danger& d : open) {
    const bool named = ending && !ending->empty() && d.public_id.ends_with(*ending);
    if (named || (open.size() == 1 && command->digits.empty())) pager.acknowledge(d, by, "sms");
  }
  return true;
}

bool Care::take_query(Database& db, const PersonReply& reply, const CareRules& rules) {
  const auto query = rules.words->status_query(reply.text);
  if (!query) return false;
  const TimePoint now = clock_.now();
  const auto ending = ending_of(query->digits);
  const auto record = ending ? newest_intake_of(db, reply.person_id, *ending) : std::nullopt;
  std::string text = rules.unknown_record, state;
  if (record) {
    state = progress_of(db, record->id, record->received_at).state;
    const auto wording = rules.states.find(state);
    text = fill({wording == rules.states.end() ? rules.unknown_record : wording->second, ""},
                record->public_id, "")
               .text;
  }
  PersonAnswers answers(db, rules, now);
  answers.heard(reply.person_id);
  answers.to_query(reply.person_id, text);
  answers.finish("care");
  JsonWriter w;
  w.object().field("party_ref", rules.vault->pseudonym(reply.person_id)).field("found", record.has_value());
  w.field("state", state).field("raw_id", reply.raw_id).end();
  append_event(db, "intake.queried",
               record ? "intake/" + record->public_id : "person/" + rules.vault->pseudonym(reply.person_id),
               now, w.take());
  return true;
}

bool Care::look(Database& db, TimePoint now) {
  const auto rules = this->rules();
  PersonAnswers answers(db, *rules, now);
  Pager(db, *rules, now, answers).look();
  GuardDesk(db, *rules, now, answers).look();
  answers.finish("care");
  sweep_guard(db, now - kGuardKept);
  return Clocks(db, *rules->deadlines, now).warn();
}

}  // namespace huiyin
