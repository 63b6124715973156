#include "daemon/intake/reviews.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/base/text.h"
#include "daemon/store/intake_reviews.h"
#include "daemon/store/journal.h"

namespace huiyin {
namespace {

constexpr std::array<std::string_view, 5> kFields = {"category", "purpose", "urgency", "confidential",
                                                     "place"};
constexpr std::array<std::string_view, 6> kPurposeNames = {"request",    "report", "inquiry",
                                                           "suggestion", "praise", "other"};
constexpr std::array<std::string_view, 3> kUrgencies = {"normal", "urgent", "danger_to_life"};
constexpr std::array<std::string_view, 4> kSecrecies = {"none", "requested", "statutory", "both"};
constexpr std::size_t kLongestPlace = 100;

template <typename Names>
bool has(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// "urb.building:" or "dng.fire": a letter first, a dot inside.
bool is_rule(std::string_view word) {
  if (!word.empty() && word.back() == ':') word.remove_suffix(1);
  return !word.empty() && std::islower(static_cast<unsigned char>(word.front())) != 0 &&
         word.find('.') != std::string_view::npos;
}

std::string value_of(const Json& args, std::string_view field, const Categories& categories) {
  const std::string path = "/" + std::string(field);
  const std::string whole = args.text(field);
  const std::string value(trim(whole));
  if (field == "category" && categories.find(value) == nullptr) throw BadInput(path, "is no category's code");
  if (field == "purpose" && !has(kPurposeNames, value))
    throw BadInput(path, "is none of request, report, inquiry, suggestion, praise, other");
  if (field == "urgency" && !has(kUrgencies, value))
    throw BadInput(path, "is none of normal, urgent, danger_to_life");
  if (field == "confidential" && !has(kSecrecies, value))
    throw BadInput(path, "is none of none, requested, statutory, both");
  if (field == "place" && value.size() > kLongestPlace) throw BadInput(path, "is longer than 100 bytes");
  // A place is a name on a map; a number in it would be somebody's.
  return field == "place" ? mask_for_log(value) : value;
}

std::string joined(const Json& list) {
  std::string out;
  for (const Json& item : list.items()) out.append(out.empty() ? "" : " ").append(item.text());
  return out;
}

std::string suggested_in(const Json& reading, std::string_view field) {
  if (field == "category") {
    const auto all = reading.items("suggest");
    return all.empty() ? "" : all.front().text("category");
  }
  return field == "place" ? joined(reading.at("places")) : reading.text(field);
}

bool stands(const Json& reading, std::string_view field, const std::string& suggested,
            const std::string& value) {
  if (field != "place") return suggested == value;
  const auto places = reading.items("places");
  if (value.empty()) return places.empty();
  return std::any_of(places.begin(), places.end(), [&](const Json& p) { return p.text() == value; });
}

void write_share(JsonWriter& w, const RulePrecision& p) {
  w.field("reviewed", p.reviewed).field("stood", p.stood).key("precision");
  if (p.reviewed == 0)
    w.null();
  else
    w.value(static_cast<double>(p.stood) / static_cast<double>(p.reviewed));
}

Result<std::string> correct_record(Database& db, const Categories& categories, const Json& args,
                                   const CommandContext& context) {
  const auto record = find_intake(db, args.text("intake_id"));
  if (!record) return fail(Errc::not_found, "there is no such record", "/intake_id");
  const Json reading = Json::parse(record->reading);
  JsonWriter w;
  w.object().field("intake_id", record->public_id).field("by", context.actor).key("fields").array();
  int changes = 0;
  for (const std::string_view field : kFields) {
    if (!args.has(field)) continue;
    IntakeReview review{record->id, context.now, context.actor, std::string(field), {}, {}, false, {}};
    review.suggested = suggested_in(reading, field);
    review.value = value_of(args, field, categories);
    review.stood = stands(reading, field, review.suggested, review.value);
    review.rules = rules_of(reading.at("why"), field, review.suggested);
    add_review(db, review);
    w.object().field("field", field).field("suggested", review.suggested).field("value", review.value);
    w.field("stood", review.stood).end();
    ++changes;
  }
  if (changes == 0) throw BadInput("", "names none of category, purpose, urgency, confidential, place");
  std::string told = w.end().end().take();
  append_event(db, "intake.corrected", "intake/" + record->public_id, context.now, told);
  return told;
}

}  // namespace

std::vector<std::string> rules_of(const Json& why, std::string_view field, std::string_view value) {
  std::vector<std::string> out;
  const std::string begin = std::string(field) + " " + std::string(value) + " ";
  for (const Json& reason : why.items()) {
    const std::string text = reason.text();
    // Secrecy names its two halves apart.
    const bool of_field =
        field == "confidential" ? starts_with(text, "confidential ") : starts_with(text, begin);
    if (!of_field) continue;
    for (std::string_view word : split(text, ' '))
      if (is_rule(word)) {
        if (word.back() == ':') word.remove_suffix(1);
        out.emplace_back(word);
        break;
      }
  }
  return out;
}

std::string reviews_json(Database& db, const IntakeRow& record) {
  JsonWriter w;
  w.array();
  each_review(db, record.id, [&](const IntakeReview& r) {
    w.object().field("at", to_rfc3339(r.at)).field("by", r.actor).field("field", r.field);
    w.field("suggested", r.suggested).field("value", r.value).field("stood", r.stood).end();
  });
  return w.end().take();
}

std::string precision_json(Database& db, TimePoint since) {
  std::vector<RulePrecision> all = rule_precision(db, since);
  const auto share = [](const RulePrecision& p) {
    return static_cast<double>(p.stood) / static_cast<double>(std::max<std::int64_t>(p.reviewed, 1));
  };
  std::stable_sort(all.begin(), all.end(),
                   [&](const RulePrecision& a, const RulePrecision& b) { return share(a) < share(b); });
  JsonWriter w;
  w.object().field("since", to_rfc3339(since)).key("fields").array();
  for (const RulePrecision& p : all)
    if (p.rule.empty()) {
      w.object().field("field", p.field);
      write_share(w, p);
      w.end();
    }
  w.end().key("rules").array();
  for (const RulePrecision& p : all)
    if (!p.rule.empty()) {
      w.object().field("field", p.field).field("rule", p.rule);
      write_share(w, p);
      w.end();
    }
  return w.end().end().take();
}

void register_review_commands(CommandTable& table, const Categories& categories) {
  table.add({"intake.correct", Role::operator_, false,
             [categories](Database& db, const Json& args, const CommandContext& context) {
               return correct_record(db, categories, args, context);
             }});
}

}  // namespace huiyin
