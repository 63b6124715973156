#include "daemon/followup/dissatisfied.h"

#include "daemon/followup/working_days.h"

namespace huiyin {
namespace {

constexpr int kContactDays = 2;  // working days
constexpr int kReviewDays = 30;  // to ask for a review, and again for it to be decided

void members(JsonWriter& w, const FollowupRules& rules, const DissatisfiedItem& i, const Followup& f,
             TimePoint now) {
  w.field("item", i.id).field("followup", f.id).field("case_id", f.case_id).field("state", name_of(i.state));
  if (!f.unit.empty()) w.field("unit", f.unit);
  if (!f.town.empty()) w.field("town", f.town);
  if (!f.category.empty()) w.field("category", f.category);
  w.field("party_ref", rules.vault->pseudonym(f.person_id)).field("channel", i.channel);
  w.field("rated_now", f.label).field("opened_at", to_rfc3339(i.opened_at));
  w.field("contact_by", to_rfc3339(i.due_at)).field("overdue", i.overdue(now));
  w.field("review_by", to_rfc3339(i.review_by))
      .field("taken_unit", i.taken_unit)
      .field("taken_by", i.taken_by);
  for (const auto& [name, at] : {std::pair{"contacted_at", &i.contacted_at}, {"done_at", &i.done_at}}) {
    w.key(name);
    if (*at)
      w.value(to_rfc3339(**at));
    else
      w.null();
  }
  w.field("outcome", i.outcome);
}

}  // namespace

void open_dissatisfied(Database& db, const FollowupRules& rules, Questions& questions, const Followup& f,
                       std::string_view channel, const Details& more) {
  const LastDay contact = working_days_after(rules, questions.now(), kContactDays);
  const LastDay review = days_after(rules, f.answered_at, kReviewDays);
  auto item = unfinished_item_of(db, f.id);
  if (!item) {
    item.emplace();
    item->followup_id = f.id;
    item->channel = channel;
    item->opened_at = questions.now();
    item->due_at = contact.end;
    item->review_by = review.end;
    item->id = add_item(db, *item);
  }
  const auto details = [&](JsonWriter& w) {
    w.field("item", item->id)
        .field("party_ref", rules.vault->pseudonym(f.person_id))
        .field("channel", channel);
    w.field("contact_by", to_rfc3339(item->due_at)).field("not_by_unit", f.unit);
    w.key("review").object().field("ask_by", day_text(review.day)).field("decided_within_days", kReviewDays);
    w.field("reexamination_within_days", kReviewDays);
    w.field("provisional", contact.provisional || review.provisional);
    w.field("text", with_field(rules.form(f).review_rights, "review_by", day_text(review.day))).end();
    if (more) more(w);
  };
  questions.tell("followup.dissatisfied", f, details, {.channel = channel});
  if (rules.form(f).acknowledge) questions.send(f, Ask::acknowledgement);
}

Result<bool> tell_overdue(Database& db, const FollowupRules& rules, TimePoint now, int limit) {
  std::vector<DissatisfiedItem> late = untold_overdue_items(db, now, limit);
  Questions questions(db, rules, now);
  for (DissatisfiedItem& i : late) {
    const auto f = find_followup(db, i.followup_id);
    i.overdue_told = true;
    if (!f || !save_item(db, i, i.state)) continue;
    questions.tell("dissatisfied.overdue", *f, [&](JsonWriter& w) {
      w.field("item", i.id).field("contact_by", to_rfc3339(i.due_at)).field("state", name_of(i.state));
    });
  }
  questions.finish();
  return static_cast<int>(late.size()) == limit;
}

std::string dissatisfied_list_json(Database& db, const FollowupRules& rules, TimePoint now, bool done,
                                   std::int64_t after, int limit) {
  std::vector<DissatisfiedItem> items;
  list_items(db, done, after, limit, [&](const DissatisfiedItem& i) { items.push_back(i); });
  JsonWriter w;
  w.object().key("items").array();
  for (const DissatisfiedItem& i : items)
    if (const auto f = find_followup(db, i.followup_id)) {
      w.object();
      members(w, rules, i, *f, now);
      w.end();
    }
  w.end().key("next");
  if (static_cast<int>(items.size()) == limit)
    w.value(items.back().id);
  else
    w.null();
  return w.end().take();
}

std::optional<std::string> dissatisfied_json(Database& db, const FollowupRules& rules, TimePoint now,
                                             std::int64_t id, bool with_notes) {
  const auto item = find_item(db, id);
  const auto f = item ? find_followup(db, item->followup_id) : std::nullopt;
  if (!f) return std::nullopt;
  JsonWriter w;
  w.object();
  members(w, rules, *item, *f, now);
  w.key("steps").array();
  for (const DissatisfiedStep& s : steps_of_item(db, id)) {
    w.object().field("at", to_rfc3339(s.at)).field("step", s.step).field("how", s.how).field("unit", s.unit);
    w.field("by", s.actor).field("has_note", !s.note_sealed.empty());
    if (with_notes && rules.mask && !s.note_sealed.empty())
      if (const auto note = rules.vault->unseal(s.note_sealed, "note"))
        w.field("note_masked", rules.mask(*note));
    w.end();
  }
  return w.end().end().take();
}

}  // namespace huiyin
