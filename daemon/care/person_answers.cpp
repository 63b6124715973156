#include "daemon/care/person_answers.h"

#include "daemon/base/json.h"
#include "daemon/base/metrics.h"
#include "daemon/base/phone.h"
#include "daemon/people/directory.h"
#include "daemon/store/answers_sent.h"
#include "daemon/store/contacts.h"
#include "daemon/store/journal.h"
#include "daemon/store/person_hours.h"

namespace huiyin {
namespace {

constexpr Millis kHour{3'600'000}, kTenMinutes{600'000}, kDay{86'400'000};
constexpr Millis kAnswerLife = kDay;      // hours open again before that
constexpr Millis kHelpLife{30 * 60'000};  // numbers of help that come later mislead
constexpr std::string_view kRecord = "{record}";
// A category that says nothing: such a text goes on with what was said before.
constexpr std::string_view kNoMatter = "OTH";

TimePoint span_of(TimePoint now, Millis length) {
  return from_ms(to_ms(now) - to_ms(now) % length.count());
}

TimePoint civil_day(TimePoint now, const TimeZone& zone) {
  const CivilTime c = zone.civil(now);
  return zone.instant({c.year, c.month, c.day});
}

Counter& answered(const char* kind) {
  return counter("huiyin_care_answers_total", "PersonAnswers given to persons by machine", {{"kind", kind}});
}

}  // namespace

Content fill(const RecordWording& w, std::string_view record, std::string_view signature) {
  Content c;
  c.text = (signature.empty() ? "" : "【" + std::string(signature) + "】") + w.text;
  for (std::size_t at = 0; (at = c.text.find(kRecord, at)) != std::string::npos; at += record.size())
    c.text.replace(at, kRecord.size(), record);
  c.signature = signature;
  c.template_code = w.template_code;
  if (w.text.find(kRecord) != std::string::npos) c.template_params.emplace_back(record);
  return c;
}

PersonAnswers::PersonAnswers(Database& db, const CareRules& rules, TimePoint now)
    : db_(db),
      rules_(rules),
      now_(now),
      hour_(span_of(now, kHour)),
      ten_minutes_(span_of(now, kTenMinutes)),
      day_(civil_day(now, rules.zone)),
      changes_(db, now) {}

std::int64_t PersonAnswers::count(std::int64_t person_id, std::string_view kind, TimePoint span) {
  return count_guard(db_, person_id, kind, span);
}

void PersonAnswers::heard(std::int64_t person_id) {
  if (person_id == 0) return;
  const std::int64_t n = count(person_id, "heard", hour_);
  if (n == rules_.storm + 1) tell_silence("person/" + rules_.vault->pseudonym(person_id), "storm");
}

bool PersonAnswers::stormy(std::int64_t person_id) const {
  return guard_count(db_, person_id, "heard", hour_) > rules_.storm;
}

bool PersonAnswers::may_get_sms(std::int64_t person_id) const {
  // Hours that a person set are kept by the gate.
  if (const auto row = find_person_hours(db_, person_id); row && row->never()) return false;
  const auto number = number_of(db_, *rules_.vault, person_id);
  return number && read_phone(*number, rules_.region).can_get_sms();
}

void PersonAnswers::tell_silence(std::string_view subject, std::string_view why) {
  JsonWriter w;
  append_event(db_, "care.silent", subject, now_, w.object().field("why", why).end().take());
}

std::int64_t PersonAnswers::send(std::int64_t person_id, const Content& content, Purpose purpose, Lane lane,
                                 TimePoint not_after) {
  NewMessage m;
  m.person_id = person_id;
  m.body_id = keep_content(db_, *rules_.vault, content);
  m.purpose = purpose;
  m.lane = lane;
  m.not_before = now_;
  m.not_after = not_after;
  return changes_.add(m).value_or(0);
}

void PersonAnswers::note(const NewRecord& r, std::string_view kind, std::string_view why,
                         std::int64_t message) {
  AnswerSent a;
  a.intake_id = r.id;
  a.kind = kind;
  a.why = why;
  a.message_id = message;
  a.at = now_;
  add_answer_sent(db_, a);
}

void PersonAnswers::keep_silent(const NewRecord& r, std::string_view why) {
  note(r, "silent", why, 0);
  tell_silence("intake/" + r.public_id, why);
}

void PersonAnswers::to_record(const NewRecord& r) {
  if (r.channel != "sms" || !r.inbound || !r.from_person || r.person_id == 0) return;
  if (r.from_machine) return keep_silent(r, "machine");
  if (stormy(r.person_id)) return note(r, "silent", "storm", 0);
  if (r.unsafe_to_answer || !may_get_sms(r.person_id)) return keep_silent(r, "unsafe");
  if (r.danger && rules_.answer_danger) return give_help(r);
  if (rules_.receipts) give_receipt(r);
}

void PersonAnswers::give_help(const NewRecord& r) {
  if (count(r.person_id, "help", hour_) > 1) return note(r, "silent", "same_matter", 0);
  note(r, "help", "",
       send(r.person_id, fill(rules_.help, r.public_id, rules_.signature), Purpose::case_reply, Lane::danger,
            now_ + kHelpLife));
  answered("help").add();
}

void PersonAnswers::give_receipt(const NewRecord& r) {
  const bool first_today = guard_count(db_, r.person_id, "receipts", day_) == 0;
  const bool goes_on = r.category == kNoMatter && !first_today;
  if (goes_on || count(r.person_id, "receipt:" + r.category, day_) > 1)
    return note(r, "silent", "same_matter", 0);
  if (count(r.person_id, "receipts", day_) > rules_.receipts_a_day) return keep_silent(r, "receipts_a_day");
  note(r, "receipt", "",
       send(r.person_id, fill(rules_.receipt, r.public_id, rules_.signature), Purpose::case_reply,
            Lane::one_to_one, now_ + kAnswerLife));
  answered("receipt").add();
}

void PersonAnswers::to_query(std::int64_t person_id, std::string_view text) {
  if (stormy(person_id) || !may_get_sms(person_id)) return;
  const bool often = count(person_id, "query", ten_minutes_) > rules_.queries_in_ten_minutes;
  if (count(person_id, "queries", day_) > rules_.queries_a_day || often) return;
  RecordWording w{std::string(text), rules_.status_template};
  Content c = fill(w, "", rules_.signature);
  if (!w.template_code.empty()) c.template_params = {w.text};
  send(person_id, c, Purpose::case_reply, Lane::one_to_one, now_ + kAnswerLife);
  answered("status").add();
}

}  // namespace huiyin
