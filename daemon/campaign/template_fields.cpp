#include "daemon/campaign/template_fields.h"

#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

constexpr std::size_t kMostFields = 20;

TemplateField::Kind kind_of(const Json& f) {
  const std::string name = f.text_or("kind", "text");
  for (const auto kind : {TemplateField::Kind::text, TemplateField::Kind::digits, TemplateField::Kind::date})
    if (name_of(kind) == name) return kind;
  throw BadInput(f.path() + "/kind", "is not one of text, digits, date");
}

std::vector<TemplateField> fields_of(const std::vector<Json>& list) {
  std::vector<TemplateField> out;
  for (const Json& f : list) {
    const std::int64_t most = f.integer_or("most", 20);
    if (most < 1 || most > 200) throw BadInput(f.path() + "/most", "must be 1 to 200 characters");
    out.push_back({f.text("name"), static_cast<int>(most), kind_of(f)});
  }
  return out;
}

}  // namespace

std::vector<TemplateField> fields_at(const Json& args) {
  const auto list = args.find("fields");
  if (!list || list->is_null()) return {};
  auto out = fields_of(list->items());
  if (out.size() > kMostFields) throw BadInput("/fields", "has more than 20 entries");
  return out;
}

std::string fields_json(const std::vector<TemplateField>& fields) {
  JsonWriter w;
  w.array();
  for (const TemplateField& f : fields)
    w.object().field("name", f.name).field("most", f.most).field("kind", name_of(f.kind)).end();
  w.end();
  return w.take();
}

std::vector<TemplateField> fields_from_json(std::string_view json) {
  return fields_of(Json::parse(json).items());
}

std::string values_json(const FieldValues& values) {
  JsonWriter w;
  w.object();
  for (const auto& [name, value] : values) w.field(name, value);
  return w.end().take();
}

FieldValues values_from_json(std::string_view json) {
  FieldValues out;
  for (const auto& [name, value] : Json::parse(json).members()) out[name] = value.text();
  return out;
}

FieldValues field_values_at(const Json& args) {
  FieldValues out;
  const auto values = args.find("values");
  if (!values || values->is_null()) return out;
  for (const auto& [name, value] : values->members()) out[name] = value.text();
  return out;
}

}  // namespace huiyin
