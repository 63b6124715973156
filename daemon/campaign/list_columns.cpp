#include "daemon/campaign/list_columns.h"

#include <filesystem>

#include "daemon/base/bad_input.h"
#include "daemon/base/log.h"
#include "daemon/base/phone.h"
#include "daemon/store/audience.h"
#include "daemon/store/campaigns.h"

namespace huiyin {
namespace {

constexpr int kLookedAt = 20;
constexpr std::size_t kSamples = 3, kMostFields = 20, kLongestSample = 20;

using Names = std::map<std::string, std::string, std::less<>>;

Names names_at(const Json& args, std::string_view name) {
  Names out;
  const auto given = args.find(name);
  if (!given || given->is_null()) return out;
  for (const auto& [what, column] : given->members()) {
    out[what] = column.text();
    if (what.empty() || what.size() > 60 || column.text().empty() || column.text().size() > 200)
      throw BadInput(given->path(), "has a name that is empty or too long");
  }
  if (out.size() > kMostFields) throw BadInput(given->path(), "has more than 20 entries");
  return out;
}

// The first character tells a clerk what stands there; the rest is nobody's business yet.
std::string masked(const std::string& text) {
  const std::u32string characters = to_utf32(trim(text));
  std::string out;
  for (std::size_t i = 0; i < characters.size() && i < kLongestSample; ++i)
    if (i == 0 && (characters[i] < '0' || characters[i] > '9'))
      append_utf8(&out, characters[i]);
    else
      out += '*';
  return out;
}

std::string masked_number(const std::string& text, const std::string& region) {
  const PhoneNumber n = read_phone(text, region);
  return n.e164.empty() ? masked(text) : mask_phone(n.e164);
}

std::string role_of_column(const ListLayout& layout, std::size_t at) {
  if (at == layout.column) return "number";
  if (layout.town == at) return "town";
  if (layout.language == at) return "language";
  if (layout.tags == at) return "tags";
  for (const auto& [field, column] : layout.fields)
    if (column == at) return "field " + field;
  return {};
}

using Lines = std::vector<std::vector<std::string>>;

void write_column(JsonWriter& w, const ListLayout& layout, std::size_t at, const Lines& lines,
                  const std::string& region) {
  const std::string role = role_of_column(layout, at);
  w.object().field("column", static_cast<std::int64_t>(at + 1));
  w.field("name", at < layout.names.size() ? layout.names[at] : std::string()).key("as");
  if (role.empty())
    w.null();
  else
    w.value(role);
  const auto why = layout.why.find(role);
  w.field("why", role.starts_with("field ") ? "named" : why == layout.why.end() ? "" : why->second);
  w.key("samples").array();
  std::size_t shown = 0;
  const bool plain = role == "town" || role == "language" || role == "tags";
  for (const auto& fields : lines) {
    if (at >= fields.size() || trim(fields[at]).empty()) continue;
    if (shown++ == kSamples) break;
    w.value(role == "number" ? masked_number(fields[at], region)
            : plain          ? mask_for_log(fields[at])
                             : masked(fields[at]));
  }
  w.end().end();
}

}  // namespace

std::string import_file_at(Database& db, const Json& args, const std::string& dir) {
  std::string file = args.text("import_file");
  if (file.empty() || file.size() > 200 || file.front() == '.' ||
      file.find_first_of(std::string("/\\\0", 3)) != std::string::npos)
    throw BadInput("/import_file", "is not the name of an uploaded list");
  std::error_code error;
  if (!std::filesystem::is_regular_file(std::filesystem::path(dir) / file, error))
    throw BadInput("/import_file", "names a list that was not uploaded");
  for (const Campaign& c : campaigns_in(db, CampaignState::importing))
    if (c.import_file == file) throw BadInput("/import_file", "is being imported for another campaign");
  for (const AudienceList& l : audience_lists_in(db, ListState::importing))
    if (l.import_file == file) throw BadInput("/import_file", "is being imported for a list");
  return file;
}

ColumnChoices choices_at(const Json& args) {
  ColumnChoices out{names_at(args, "columns"), names_at(args, "fields")};
  for (const auto& [role, column] : out.roles)
    if (role != "number" && role != "town" && role != "language" && role != "tags")
      throw BadInput("/columns/" + role, "is not one of number, town, language, tags");
  return out;
}

ListLayout layout_at(const std::string& dir, const std::string& file, const std::string& region,
                     const ColumnChoices& choices) {
  auto layout = choose_layout(dir + "/" + file, region, choices);
  if (!layout) throw BadInput("/import_file", layout.error().what);
  return std::move(*layout);
}

Result<std::string> preview_json(const std::string& dir, const std::string& file, const ListLayout& layout,
                                 const std::string& region) {
  const auto lines = first_records(dir + "/" + file, layout, kLookedAt);
  if (!lines) return tl::unexpected<Error>(lines.error());
  JsonWriter w;
  w.object().field("charset", layout.charset == Charset::gb18030 ? "gb18030" : "utf-8");
  w.field("delimiter", std::string_view(&layout.delimiter, 1)).field("header_line", layout.header_line);
  w.key("columns").array();
  for (std::size_t at = 0; at < layout.columns; ++at) write_column(w, layout, at, *lines, region);
  w.end();
  std::int64_t usable = 0;
  for (const auto& fields : *lines)
    if (layout.column < fields.size() && read_phone(fields[layout.column], region).can_get_sms()) ++usable;
  w.field("usable", usable).field("looked_at", static_cast<std::int64_t>(lines->size()));
  return w.end().take();
}

}  // namespace huiyin
