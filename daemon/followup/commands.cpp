#include "daemon/followup/commands.h"

#include <array>
#include <set>

#include "daemon/base/bad_input.h"
#include "daemon/base/phone.h"
#include "daemon/base/text.h"
#include "daemon/followup/questions.h"
#include "daemon/people/directory.h"
#include "daemon/store/persons.h"

namespace huiyin {
namespace {

constexpr std::size_t kLongestName = 100;  // bytes of case_id, unit, town, category
constexpr std::size_t kLongestTail = 8;    // characters: the survey must fit one part
constexpr Millis kAhead{3'600'000};        // clocks of two systems differ; more is a mistake

std::string name_at(const Json& args, std::string_view key) {
  std::string name(trim(args.text_or(key, "")));
  const std::string place = "/" + std::string(key);
  if (name.size() > kLongestName) throw BadInput(place, "is longer than 100 bytes");
  for (const char c : name)
    if (static_cast<unsigned char>(c) < 0x20) throw BadInput(place, "has control characters");
  return name;
}

// It stands in the clear in events, so it must not be somebody's number.
std::string case_id_at(const Json& args) {
  std::string id = name_at(args, "case_id");
  if (id.empty()) throw BadInput("/case_id", "is missing");
  if (read_phone(id).can_get_sms()) throw BadInput("/case_id", "is a phone number");
  return id;
}

TimePoint answered_at(const Json& args, TimePoint now) {
  const std::string text = args.text_or("answered_at", "");
  TimePoint at = now;
  if (!text.empty() && !from_rfc3339(text, &at))
    throw BadInput("/answered_at", "is not a time like 2026-03-01T09:00:00+08:00");
  if (at > now + kAhead) throw BadInput("/answered_at", "lies in the future");
  return at;
}

std::string tail_at(const Json& args, const std::string& case_id) {
  const std::u32string told = to_utf32(trim(args.text_or("tail", "")));
  if (told.size() > kLongestTail) throw BadInput("/tail", "is longer than 8 characters");
  if (!told.empty()) return from_utf32(told);
  const std::u32string id = to_utf32(case_id);
  return from_utf32(id.substr(id.size() - std::min<std::size_t>(4, id.size())));
}

// Two digits are enough for 89 questions; they are not used again while an answer to an earlier one may come.
std::string free_extension(Database& db, std::int64_t person_id, TimePoint since) {
  std::set<std::string> used;
  for (const Followup& f : followups_of(db, person_id, since)) used.insert(f.extension);
  for (int code = 11; code <= 999; ++code) {
    std::string text = std::to_string(code);
    if (!used.contains(text)) return text;
  }
  throw BadInput("/phone", "has too many open questions");
}

class CaseCommands {
 public:
  explicit CaseCommands(std::shared_ptr<const FollowupRules> rules) : rules_(std::move(rules)) {}

  Result<std::string> closed(Database& db, const Json& args, const CommandContext& context,
                             std::string_view event) const {
    Followup f = read_case(db, args, context.now);
    const auto told = followup_of_case(db, f.case_id);
    if (told && told->state != FollowupState::withdrawn) return answer(*told, true);
    f.extension = free_extension(db, f.person_id, context.now - 2 * rules_->stop_after);
    if (told) {
      f.id = told->id;
      renew_followup(db, f);
    } else {
      f.id = add_followup(db, f).value();
    }
    tell_closed(db, f, context, event);
    return answer(f, false);
  }

  Result<std::string> reopened(Database& db, const Json& args, const CommandContext& context) const {
    const std::string case_id = case_id_at(args), reason = name_at(args, "reason");
    auto f = followup_of_case(db, case_id);
    if (!f) return fail(Errc::not_found, "no such case was told", "/case_id");
    Questions questions(db, *rules_, context.now);
    const bool open = f->state == FollowupState::waiting || f->state == FollowupState::asked;
    questions.tell("case.reopened", *f, [&](JsonWriter& w) {
      if (!reason.empty()) w.field("reason", reason);
    });
    const bool withdrawn = open && questions.end(&*f, FollowupState::withdrawn);
    questions.finish();
    JsonWriter w;
    w.object()
        .field("case_id", case_id)
        .field("state", name_of(f->state))
        .field("withdrawn", withdrawn)
        .end();
    return w.take();
  }

 private:
  Followup read_case(Database& db, const Json& args, TimePoint now) const {
    Followup f;
    f.case_id = case_id_at(args);
    f.answered_at = answered_at(args, now);
    f.tail = tail_at(args, f.case_id);
    f.unit = name_at(args, "unit");
    f.town = name_at(args, "town");
    f.category = name_at(args, "category");
    f.due_at = rules_->window.next_open(std::max(now, f.answered_at + rules_->delay), rules_->zone);
    f.person_id = person_at(db, args);
    return f;
  }

  std::int64_t person_at(Database& db, const Json& args) const {
    const std::string phone = args.text_or_number("phone", ""), pseudonym = args.text_or("person", "");
    if (phone.empty() && pseudonym.empty()) throw BadInput("/phone", "is missing, and so is person");
    if (!pseudonym.empty()) {
      const auto id = rules_->vault->person_of_pseudonym(pseudonym);
      if (!id || !sealed_number(db, *id)) throw BadInput("/person", "is nobody that this office knows");
      return *id;
    }
    const PhoneNumber number = read_phone(phone, rules_->region);
    if (number.error != NumberError::none)
      throw BadInput("/phone", "is no phone number: " + std::string(name_of(number.error)));
    if (!number.can_get_sms())
      throw BadInput("/phone", "can't get a text message: " + std::string(name_of(number.kind)));
    return person_of(db, *rules_->vault, number.e164);
  }

  void tell_closed(Database& db, const Followup& f, const CommandContext& context,
                   std::string_view event) const {
    Questions(db, *rules_, context.now).tell(event, f, [&](JsonWriter& w) {
      w.field("person", rules_->vault->pseudonym(f.person_id))
          .field("answered_at", to_rfc3339(f.answered_at));
      w.field("due_at", to_rfc3339(f.due_at)).field("by", context.actor);
    });
  }

  static std::string answer(const Followup& f, bool told_before) {
    JsonWriter w;
    w.object().field("case_id", f.case_id).field("followup", f.id).field("state", name_of(f.state));
    w.field("due_at", to_rfc3339(f.due_at)).field("told_before", told_before).end();
    return w.take();
  }

  std::shared_ptr<const FollowupRules> rules_;
};

}  // namespace

void register_followup_commands(CommandTable& table, std::shared_ptr<const FollowupRules> rules) {
  const CaseCommands cases(std::move(rules));
  for (const std::string name : {"case.closed", "case.answered"})
    table.add({name, Role::operator_, false,
               [cases, name](Database& db, const Json& args, const CommandContext& context) {
                 return cases.closed(db, args, context, name);
               }});
  table.add({"case.reopened", Role::operator_, false,
             [cases](Database& db, const Json& args, const CommandContext& context) {
               return cases.reopened(db, args, context);
             }});
}

}  // namespace huiyin
