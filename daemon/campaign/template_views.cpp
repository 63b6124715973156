#include <algorithm>

#include "daemon/base/json.h"
#include "daemon/campaign/templates.h"

namespace huiyin {
namespace {

std::string_view state_of(const TemplateRow& t, TimePoint now) {
  if (t.withdrawn) return "withdrawn";
  if (t.valid_until && now >= *t.valid_until) return "expired";
  return now < t.valid_from ? "not yet valid" : "in force";
}

void write_template(JsonWriter& w, Database& db, const TemplateRow& t, TimePoint now) {
  w.object().field("template", t.id).field("name", t.name).field("version", t.version);
  w.field("purpose", name_of(t.purpose)).field("state", state_of(t, now)).key("fields").raw(t.fields);
  w.field("valid_from", to_rfc3339(t.valid_from)).key("valid_until");
  if (t.valid_until)
    w.value(to_rfc3339(*t.valid_until));
  else
    w.null();
  w.field("created_at", to_rfc3339(t.created_at)).field("created_by", t.created_by).key("variants").array();
  for (const auto& [language, text] : t.variants)
    w.object().field("language", language).field("text", text).end();
  w.end().key("carriers").array();
  for (const TemplateAtCarrier& c : template_carriers(db, t.id)) {
    w.object().field("account", c.account).field("language", c.language).field("state", name_of(c.state));
    w.field("code", c.code).field("note", c.note).field("at", to_rfc3339(c.changed_at));
    w.field("by", c.changed_by).end();
  }
  w.end().end();
}

}  // namespace

std::string template_list_json(Database& db, std::int64_t before, int limit, TimePoint now) {
  const int most = std::clamp(limit, 1, 500);
  const auto found = list_templates(db, before, most);
  JsonWriter w;
  w.object().key("items").array();
  for (const TemplateRow& t : found) write_template(w, db, t, now);
  w.end().key("next");
  if (static_cast<int>(found.size()) == most)
    w.value(found.back().id);
  else
    w.null();
  w.end();
  return w.take();
}

std::optional<std::string> template_json(Database& db, std::int64_t id, TimePoint now) {
  const auto t = find_template(db, id);
  if (!t) return std::nullopt;
  JsonWriter w;
  write_template(w, db, *t, now);
  return w.take();
}

}  // namespace huiyin
