#include "daemon/followup/command_args.h"

#include "daemon/base/bad_input.h"
#include "daemon/base/phone.h"
#include "daemon/base/text.h"
#include "daemon/people/directory.h"
#include "daemon/store/persons.h"

namespace huiyin {
namespace {

constexpr std::size_t kLongestNote = 2'000;  // bytes

std::string place(std::string_view key) {
  return "/" + std::string(key);
}

}  // namespace

std::string name_at(const Json& args, std::string_view key, std::size_t longest) {
  std::string name(trim(args.text_or(key, "")));
  if (name.size() > longest)
    throw BadInput(place(key), "is longer than " + std::to_string(longest) + " bytes");
  for (const char c : name)
    if (static_cast<unsigned char>(c) < 0x20) throw BadInput(place(key), "has control characters");
  return name;
}

std::string required_name_at(const Json& args, std::string_view key, std::size_t longest) {
  std::string name = name_at(args, key, longest);
  if (name.empty()) throw BadInput(place(key), "is missing");
  return name;
}

std::string note_at(const Json& args, std::string_view key) {
  std::string note(trim(args.text_or(key, "")));
  if (note.size() > kLongestNote)
    throw BadInput(place(key), "is longer than " + std::to_string(kLongestNote) + " bytes");
  return note;
}

std::string case_id_at(const Json& args) {
  std::string id = required_name_at(args, "case_id");
  if (read_phone(id).can_get_sms()) throw BadInput("/case_id", "is a phone number");
  return id;
}

std::optional<TimePoint> time_at(const Json& args, std::string_view key) {
  const std::string text = args.text_or(key, "");
  TimePoint at{};
  if (text.empty()) return std::nullopt;
  if (!from_rfc3339(text, &at)) throw BadInput(place(key), "is not a time like 2026-03-01T09:00:00+08:00");
  return at;
}

std::string choice_at(const Json& args, std::string_view key, std::initializer_list<std::string_view> names) {
  const std::string name = required_name_at(args, key);
  std::string all;
  for (const std::string_view n : names) {
    if (n == name) return name;
    all.append(all.empty() ? "" : ", ").append(n);
  }
  throw BadInput(place(key), "must be one of: " + all);
}

std::int64_t id_at(const Json& args, std::string_view key) {
  const std::int64_t id = args.integer(key);
  if (id < 1) throw BadInput(place(key), "must be a positive number");
  return id;
}

std::int64_t person_at(Database& db, const FollowupRules& rules, const Json& args) {
  const std::string phone = args.text_or_number("phone", ""), pseudonym = args.text_or("person", "");
  if (phone.empty() && pseudonym.empty()) throw BadInput("/phone", "is missing, and so is person");
  if (!pseudonym.empty()) {
    const auto id = rules.vault->person_of_pseudonym(pseudonym);
    if (!id || !sealed_number(db, *id)) throw BadInput("/person", "is nobody that this office knows");
    return *id;
  }
  const PhoneNumber number = read_phone(phone, rules.region);
  if (number.error != NumberError::none)
    throw BadInput("/phone", "is no phone number: " + std::string(name_of(number.error)));
  if (!number.can_get_sms())
    throw BadInput("/phone", "can't get a text message: " + std::string(name_of(number.kind)));
  return person_of(db, *rules.vault, number.e164);
}

Result<Followup> question_at(Database& db, const Json& args) {
  const bool by_id = args.has("followup");
  auto f = by_id ? find_followup(db, id_at(args, "followup")) : followup_of_case(db, case_id_at(args));
  if (!f) return fail(Errc::not_found, "there is no such question", by_id ? "/followup" : "/case_id");
  return std::move(*f);
}

bool is_of_handling_unit(std::string_view unit, std::string_view handling_unit) {
  const std::string theirs = fold(trim(unit)).text, its = fold(trim(handling_unit)).text;
  return !its.empty() && starts_with(theirs, its);
}

}  // namespace huiyin
