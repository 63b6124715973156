#include <set>

#include "daemon/base/bad_input.h"
#include "daemon/followup/command_args.h"
#include "daemon/followup/dissatisfied.h"

namespace huiyin {
namespace {

constexpr int kTriesBeforeUnreachable = 3, kDaysBeforeUnreachable = 2;

// One command on one item.
class ItemCommand {
 public:
  ItemCommand(Database& db, const FollowupRules& rules, const CommandContext& context)
      : db_(db), rules_(rules), context_(context), questions_(db, rules, context.now) {}

  Result<std::string> take(const Json& args) {
    const std::string unit = required_name_at(args, "unit");
    if (auto found = find(args); !found) return tl::unexpected<Error>(found.error());
    if (auto own = refuse_handling_unit(unit, "/unit"); !own) return tl::unexpected<Error>(own.error());
    item_.taken_unit = unit;
    item_.taken_by = context_.actor;
    if (item_.state == ItemState::open) item_.state = ItemState::taken;
    return finish("taken", "dissatisfied.taken", {}, unit, {});
  }

  Result<std::string> contacted(const Json& args) {
    const std::string how = choice_at(args, "how", {"phone", "visit", "sms", "other"});
    const bool reached = args.boolean("reached");
    const std::string note = note_at(args, "note");
    if (auto found = find(args); !found) return tl::unexpected<Error>(found.error());
    if (item_.state == ItemState::open) return fail(Errc::conflict, "nobody has taken it", "/item");
    std::string_view in_time;
    if (reached && !item_.contacted_at) {
      item_.contacted_at = context_.now;
      item_.state = ItemState::spoken;
      in_time = context_.now < item_.due_at ? "in_time" : "late";
    }
    return finish(reached ? "reached" : "not_reached",
                  reached ? "dissatisfied.contacted" : "dissatisfied.tried", how, item_.taken_unit, note,
                  in_time);
  }

  Result<std::string> done(const Json& args) {
    const std::string outcome =
        choice_at(args, "outcome", {"reopened", "explained", "resolved", "review_requested", "unreachable"});
    const std::string note = note_at(args, "note");
    if (note.empty()) throw BadInput("/note", "is missing: say what was found and done");
    if (auto found = find(args); !found) return tl::unexpected<Error>(found.error());
    if (auto ready = may_end(outcome); !ready) return tl::unexpected<Error>(ready.error());
    item_.state = ItemState::done;
    item_.done_at = context_.now;
    item_.outcome = outcome;
    auto answer = finish("done", "dissatisfied.done", {}, item_.taken_unit, note, outcome);
    if (outcome == "reopened") {
      questions_.tell("case.reopen_requested", f_,
                      [&](JsonWriter& w) { w.field("item", item_.id).field("by", context_.actor); });
    }
    return answer;
  }

 private:
  Result<void> find(const Json& args) {
    const auto item = find_item(db_, id_at(args, "item"));
    const auto f = item ? find_followup(db_, item->followup_id) : std::nullopt;
    if (!f) return fail(Errc::not_found, "there is no such item", "/item");
    item_ = *item;
    f_ = *f;
    from_ = item_.state;
    if (from_ == ItemState::done) return fail(Errc::conflict, "it is done", "/item");
    return {};
  }

  Result<void> refuse_handling_unit(std::string_view unit, std::string_view place) const {
    if (!is_of_handling_unit(unit, f_.unit)) return {};
    return fail(Errc::conflict, "the handling unit can't speak with who is dissatisfied with it",
                std::string(place));
  }

  Result<void> may_end(std::string_view outcome) const {
    if (outcome != "unreachable") {
      if (item_.contacted_at) return {};
      return fail(Errc::conflict, "nobody has spoken with the person", "/outcome");
    }
    std::set<std::string> days;
    int tries = 0;
    for (const DissatisfiedStep& s : steps_of_item(db_, item_.id))
      if (s.step == "not_reached") {
        ++tries;
        days.insert(rules_.zone.civil(s.at).date());
      }
    if (tries >= kTriesBeforeUnreachable && static_cast<int>(days.size()) >= kDaysBeforeUnreachable)
      return {};
    return fail(Errc::conflict, "unreachable is who was tried three times, on two days at least", "/outcome");
  }

  // reason: what the history says of it beside the question's own.
  Result<std::string> finish(std::string_view step, std::string_view event, std::string_view how,
                             const std::string& unit, const std::string& note, std::string_view reason = {}) {
    if (!save_item(db_, item_, from_)) return fail(Errc::conflict, "it has just changed", "/item");
    add_item_step(db_, item_.id,
                  {context_.now, std::string(step), std::string(how), unit, context_.actor,
                   note.empty() ? std::string() : rules_.vault->seal(note, "note")});
    const auto details = [&](JsonWriter& w) {
      w.field("item", item_.id).field("state", name_of(item_.state)).field("by_unit", unit);
      w.field("by", context_.actor);
      if (!how.empty()) w.field("how", how);
      if (!item_.outcome.empty()) w.field("outcome", item_.outcome);
      if (!reason.empty() && item_.outcome.empty()) w.field("contact", reason);
    };
    questions_.tell(event, f_, details, {.channel = item_.channel, .reason = reason});
    JsonWriter w;
    w.object().field("item", item_.id).field("state", name_of(item_.state));
    w.field("contact_by", to_rfc3339(item_.due_at)).field("overdue", item_.overdue(context_.now));
    return w.end().take();
  }

  Database& db_;
  const FollowupRules& rules_;
  const CommandContext& context_;
  Questions questions_;
  DissatisfiedItem item_;
  Followup f_;
  ItemState from_ = ItemState::open;
};

}  // namespace

void register_dissatisfied_commands(CommandTable& table,
                                    const std::shared_ptr<const FollowupRulesInForce>& rules) {
  const auto add = [&](std::string name, Role needs, Result<std::string> (ItemCommand::*run)(const Json&)) {
    table.add({std::move(name), needs, false,
               [rules, run](Database& db, const Json& args, const CommandContext& context) {
                 const auto now = rules->get();
                 ItemCommand command(db, *now, context);
                 return (command.*run)(args);
               }});
  };
  add("dissatisfied.take", Role::operator_, &ItemCommand::take);
  add("dissatisfied.contacted", Role::operator_, &ItemCommand::contacted);
  add("dissatisfied.done", Role::supervisor, &ItemCommand::done);
}

}  // namespace huiyin
