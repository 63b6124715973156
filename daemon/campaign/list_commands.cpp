// list.create, .refresh, .delete, .show, .preview: audience lists.
#include <algorithm>

#include "daemon/base/bad_input.h"
#include "daemon/base/log.h"
#include "daemon/base/text.h"
#include "daemon/campaign/command_args.h"
#include "daemon/campaign/list_columns.h"
#include "daemon/store/audience.h"
#include "daemon/store/journal.h"

namespace huiyin {
namespace {

constexpr std::int64_t kLinesShown = 100;

std::string list_name_at(const Json& args) {
  std::string name(trim(args.text("name")));
  if (name.empty() || name.size() > 100) throw BadInput("/name", "is empty or longer than 100 bytes");
  if (mask_for_log(name) != name) throw BadInput("/name", "holds a number; name the list by what it is for");
  return name;
}

// Staff stand apart: their list is for nothing else, and no other list is for them.
std::vector<Purpose> purposes_at(const Json& args) {
  std::vector<Purpose> out;
  for (const Json& j : args.items("purposes")) {
    const auto p = purpose_of(j.text());
    if (p != Purpose::publicity && p != Purpose::statutory_notice && p != Purpose::staff)
      throw BadInput(j.path(), "is not one of publicity, statutory_notice, staff");
    if (std::find(out.begin(), out.end(), *p) == out.end()) out.push_back(*p);
  }
  if (out.empty()) throw BadInput("/purposes", "is empty");
  if (out.size() > 1 && std::find(out.begin(), out.end(), Purpose::staff) != out.end())
    throw BadInput("/purposes", "staff lists stand apart: staff goes with no other purpose");
  return out;
}

void begin_import(Database& db, const Json& args, const CampaignRules& rules, AudienceList* l) {
  l->import_file = import_file_at(db, args, rules.import_dir);
  const ListLayout layout = layout_at(rules.import_dir, l->import_file, rules.region, choices_at(args));
  l->import_layout = layout.json();
  l->import_offset = layout.start;
  l->import_line = l->lines_bad = l->lines_doubled = 0;
  l->header_sealed.clear();
  l->state = ListState::importing;
}

std::string list_answer(const AudienceList& l) {
  JsonWriter w;
  w.object().field("list", l.id).field("name", l.name).field("state", name_of(l.state));
  return w.key("layout").raw(l.import_layout).end().take();
}

void tell_list(Database& db, std::string_view event, const AudienceList& l, const CommandContext& context,
               std::string_view why = {}) {
  JsonWriter w;
  w.object().field("list", l.id).field("name", l.name).field("purposes", purposes_text(l.purposes));
  w.field("version", l.version).field("by", context.actor);
  if (!why.empty()) w.field("why", why);
  append_event(db, event, "list/" + std::to_string(l.id), context.now, w.end().take());
}

Result<std::string> create_list(Database& db, const Json& args, const CommandContext& context,
                                const CampaignRules& rules) {
  AudienceList l;
  l.name = list_name_at(args);
  l.purposes = purposes_at(args);
  if (audience_list_named(db, l.name))
    return fail(Errc::conflict, "there is a list of this name: refresh it, or delete it first", "/name");
  begin_import(db, args, rules, &l);
  l.created_at = l.changed_at = context.now;
  l.created_by = l.changed_by = context.actor;
  l.id = add_audience_list(db, l);
  tell_list(db, "list.created", l, context);
  return list_answer(l);
}

Result<AudienceList> idle_list(Database& db, const Json& args) {
  auto l = audience_list_named(db, args.text("list"));
  if (!l) return fail(Errc::not_found, "there is no such list", "/list");
  if (l->state == ListState::importing)
    return fail(Errc::conflict, "the list is being read: wait until it is ready", "/list");
  if (list_is_being_read(db, l->id))
    return fail(Errc::conflict, "a campaign is reading the list: wait until it is ready", "/list");
  return std::move(*l);
}

Result<std::string> refresh_list(Database& db, const Json& args, const CommandContext& context,
                                 const CampaignRules& rules) {
  auto l = idle_list(db, args);
  if (!l) return tl::unexpected<Error>(l.error());
  begin_import(db, args, rules, &*l);
  l->changed_at = context.now;
  l->changed_by = context.actor;
  forget_audience_lines(db, l->id);
  save_audience_list(db, *l);
  tell_list(db, "list.refreshed", *l, context);
  return list_answer(*l);
}

// Its members are removed soon after; campaigns that were made from it keep their messages.
Result<std::string> delete_list(Database& db, const Json& args, const CommandContext& context) {
  const std::string why(trim(args.text("why")));
  if (why.empty() || why.size() > 500) throw BadInput("/why", "is empty or longer than 500 bytes");
  auto l = idle_list(db, args);
  if (!l) return tl::unexpected<Error>(l.error());
  const std::int64_t members = count_audience_members(db, l->id, l->version);
  l->state = ListState::deleted;
  l->header_sealed.clear();
  l->changed_at = context.now;
  l->changed_by = context.actor;
  forget_audience_lines(db, l->id);
  save_audience_list(db, *l);
  tell_list(db, "list.deleted", *l, context, why);
  JsonWriter w;
  return w.object().field("list", l->id).field("name", l->name).field("members", members).end().take();
}

void write_list(JsonWriter& w, Database& db, const AudienceList& l) {
  w.object().field("list", l.id).field("name", l.name).key("purposes").array();
  for (const Purpose p : l.purposes) w.value(name_of(p));
  w.end().field("state", name_of(l.state)).field("version", l.version);
  w.field("members", count_audience_members(db, l.id, l.version)).key("kept").array();
  for (const std::string& field : l.kept) w.value(field);
  w.end().field("created_at", to_rfc3339(l.created_at)).field("created_by", l.created_by);
  w.field("changed_at", to_rfc3339(l.changed_at)).field("changed_by", l.changed_by);
  w.key("import").object().field("lines", l.import_line).field("bad", l.lines_bad);
  w.field("doubled", l.lines_doubled).field("failure", l.failure).key("layout").raw(l.import_layout).end();
}

Result<std::string> show_lists(Database& db, const Json& args) {
  JsonWriter w;
  if (!args.has("list")) {
    w.object().key("items").array();
    for (const AudienceList& l : audience_lists(db)) {
      write_list(w, db, l);
      w.end();
    }
    return w.end().end().take();
  }
  const auto l = audience_list_named(db, args.text("list"));
  if (!l) return fail(Errc::not_found, "there is no such list", "/list");
  write_list(w, db, *l);
  w.key("lines").array();
  std::int64_t shown = 0;
  each_audience_line(db, l->id, [&](std::int64_t line, const std::string& reason, const std::string&) {
    if (shown++ < kLinesShown) w.object().field("line", line).field("reason", reason).end();
  });
  return w.end().end().take();
}

Result<std::string> preview_list(Database& db, const Json& args, const CampaignRules& rules) {
  const std::string file = import_file_at(db, args, rules.import_dir);
  const ListLayout layout = layout_at(rules.import_dir, file, rules.region, choices_at(args));
  return preview_json(rules.import_dir, file, layout, rules.region);
}

}  // namespace

void register_list_commands(CommandTable& table, const std::shared_ptr<const CampaignRules>& rules) {
  table.add({"list.create", Role::operator_, true,
             [rules](Database& db, const Json& args, const CommandContext& context) {
               return create_list(db, args, context, *rules);
             }});
  table.add({"list.refresh", Role::operator_, true,
             [rules](Database& db, const Json& args, const CommandContext& context) {
               return refresh_list(db, args, context, *rules);
             }});
  table.add({"list.delete", Role::operator_, false,
             [](Database& db, const Json& args, const CommandContext& context) {
               return delete_list(db, args, context);
             }});
  table.add({"list.show", Role::viewer, false,
             [](Database& db, const Json& args, const CommandContext&) { return show_lists(db, args); }});
  table.add({"list.preview", Role::operator_, false,
             [rules](Database& db, const Json& args, const CommandContext&) {
               return preview_list(db, args, *rules);
             }});
}

}  // namespace huiyin
