#include "daemon/campaign/list_layout.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <fstream>
#include <map>

#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"
#include "daemon/base/phone.h"
#include "daemon/campaign/csv_records.h"

namespace huiyin {
namespace {

constexpr std::size_t kHead = 64 * 1024;
constexpr int kSample = 20;  // records that are looked at

// Names of the column, the surest first.
constexpr std::array<std::string_view, 30> kNames = {
    "手机号",       "手机号码",      "手机",         "手機號碼",      "手機",      "移动电话",
    "phone",        "mobile",        "msisdn",       "cell",          "cellphone", "mobile phone",
    "phone number", "mobile number", "phone_number", "mobile_number", "phone no",  "mobile no",
    "联系电话",     "联系方式",      "电话号码",     "电话",          "電話號碼",  "電話",
    "号码",         "號碼",          "tel",          "telephone",     "number",    "phonenumber"};
constexpr std::array<std::string_view, 5> kParts = {"手机", "mobile", "phone", "电话", "電話"};

constexpr std::array<std::string_view, 10> kTowns = {"乡镇", "镇街", "乡镇街道", "街道",     "所属乡镇",
                                                     "镇",   "乡",   "town",     "township", "district"};
constexpr std::array<std::string_view, 4> kLanguages = {"语言", "语种", "language", "lang"};
constexpr std::array<std::string_view, 6> kTags = {"标签", "分组", "tag", "tags", "group", "label"};
constexpr std::size_t kMostNames = 50;

using Records = std::vector<CsvRecord>;

Result<std::string> read_head(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Errc::not_found, "can't be opened", path);
  std::string head(kHead, '\0');
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(in.gcount()));
  if (head.size() < kHead) return head;
  // A character may be cut at the end, a line end never is.
  if (const auto end = head.rfind('\n'); end != std::string::npos) head.resize(end + 1);
  return head;
}

Result<Charset> charset_of(std::string_view head) {
  if (head.starts_with("PK\x03\x04"))
    return fail(Errc::bad_input, "is a workbook: upload it as one (.xlsx), or save it as CSV");
  if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF") ||
      head.find('\0') != std::string_view::npos)
    return fail(Errc::bad_input, "is UTF-16 or no text; save it as CSV UTF-8");
  if (is_utf8(head)) return Charset::utf8;
  return decode_to_utf8(head, Charset::gb18030) ? Charset::gb18030 : Charset::utf8;
}

Result<Records> sample(const std::string& path, char delimiter, std::int64_t start) {
  auto file = CsvFile::open(path, delimiter, start, 0);
  if (!file) return tl::unexpected<Error>(file.error());
  Records out;
  CsvRecord r;
  for (int i = 0; i < 5 * kSample && out.size() < kSample; ++i) {
    const auto more = file->next(&r);
    if (!more) return tl::unexpected<Error>(more.error());
    if (!*more) break;
    if (!r.blank() && !r.broken_quote && !r.too_long) out.push_back(r);
  }
  return out;
}

// Records that agree on how many fields they have, when it is more than one.
int agreement(const Records& records) {
  std::map<std::size_t, int> widths;
  for (const CsvRecord& r : records)
    if (r.fields.size() > 1) ++widths[r.fields.size()];
  int best = 0;
  for (const auto& [width, n] : widths) best = std::max(best, n);
  return best;
}

std::string name_in(const std::string& field, Charset charset) {
  const auto text = decode_to_utf8(field, charset);
  return text ? fold(trim(*text)).text : std::string();
}

bool find_header(const CsvRecord& first, ListLayout* layout) {
  std::vector<std::string> names;
  for (const std::string& f : first.fields) names.push_back(name_in(f, layout->charset));
  const auto use = [&](auto column) {
    layout->column = static_cast<std::size_t>(column - names.begin());
    layout->header_line = first.line;
    return true;
  };
  for (const std::string_view known : kNames)
    if (const auto at = std::find(names.begin(), names.end(), known); at != names.end()) return use(at);
  for (const std::string_view part : kParts)
    for (auto at = names.begin(); at != names.end(); ++at)
      if (at->find(part) != std::string::npos) return use(at);
  return false;
}

template <std::size_t N>
std::optional<std::size_t> named(const std::vector<std::string>& names,
                                 const std::array<std::string_view, N>& known) {
  for (const std::string_view k : known)
    if (const auto at = std::find(names.begin(), names.end(), k); at != names.end())
      return static_cast<std::size_t>(at - names.begin());
  return std::nullopt;
}

// What else the header tells. Only where there is one: values are never guessed to be names.
void find_attributes(const CsvRecord& first, ListLayout* layout) {
  if (layout->header_line != first.line) return;
  std::vector<std::string> forms;
  for (const std::string& f : first.fields) {
    forms.push_back(name_in(f, layout->charset));
    const auto name = decode_to_utf8(f, layout->charset);
    if (layout->names.size() < kMostNames)
      layout->names.push_back(name ? std::string(trim(*name)).substr(0, 200) : std::string());
  }
  layout->town = named(forms, kTowns);
  layout->language = named(forms, kLanguages);
  layout->tags = named(forms, kTags);
  for (const auto& [name, at] :
       {std::pair{"town", layout->town}, {"language", layout->language}, {"tags", layout->tags}})
    if (at) layout->why[name] = "header";
}

void find_numbers(const Records& records, const std::string& region, ListLayout* layout) {
  std::map<std::size_t, int> hits;
  for (const CsvRecord& r : records)
    for (std::size_t column = 0; column < r.fields.size(); ++column)
      if (const auto text = decode_to_utf8(r.fields[column], layout->charset);
          text && read_phone(*text, region).can_get_sms())
        ++hits[column];
  int best = 0;
  for (const auto& [column, n] : hits)
    if (n > best) {
      best = n;
      layout->column = column;
    }
  const std::vector<std::string>& first = records.front().fields;
  const bool has_digit =
      layout->column < first.size() && first[layout->column].find_first_of("0123456789") != std::string::npos;
  if (best > 0 && !has_digit) layout->header_line = records.front().line;
}

std::string_view name_of(Charset c) {
  return c == Charset::gb18030 ? "gb18030" : "utf-8";
}

}  // namespace

std::string ListLayout::json() const {
  JsonWriter w;
  w.object().field("charset", name_of(charset)).field("start", start);
  w.field("delimiter", std::string_view(&delimiter, 1)).field("header_line", header_line);
  w.field("column", static_cast<std::int64_t>(column));
  w.field("columns", static_cast<std::int64_t>(columns));
  for (const auto& [name, at] : {std::pair{"town", town}, {"language", language}, {"tags", tags}})
    if (at) w.field(name, static_cast<std::int64_t>(*at));
  if (!fields.empty()) {
    w.key("fields").object();
    for (const auto& [field, at] : fields) w.field(field, static_cast<std::int64_t>(at));
    w.end();
  }
  if (!why.empty()) {
    w.key("why").object();
    for (const auto& [role, reason] : why) w.field(role, reason);
    w.end();
  }
  if (!names.empty()) {
    w.key("names").array();
    for (const std::string& n : names) w.value(n);
    w.end();
  }
  w.end();
  return w.take();
}

ListLayout ListLayout::from_json(std::string_view json) {
  const Json j = Json::parse(json);
  ListLayout out;
  out.charset = j.text("charset") == "gb18030" ? Charset::gb18030 : Charset::utf8;
  out.start = j.integer("start");
  out.delimiter = j.text("delimiter").at(0);
  out.header_line = j.integer("header_line");
  out.column = static_cast<std::size_t>(j.integer("column"));
  out.columns = static_cast<std::size_t>(j.integer_or("columns", 0));
  const auto column_at = [&](std::string_view name) -> std::optional<std::size_t> {
    if (!j.has(name)) return std::nullopt;
    return static_cast<std::size_t>(j.integer(name));
  };
  out.town = column_at("town");
  out.language = column_at("language");
  out.tags = column_at("tags");
  if (const auto fields = j.find("fields"))
    for (const auto& [name, at] : fields->members())
      out.fields[name] = static_cast<std::size_t>(at.integer());
  if (const auto why = j.find("why"))
    for (const auto& [role, reason] : why->members()) out.why[role] = reason.text();
  if (j.has("names"))
    for (const Json& n : j.items("names")) out.names.push_back(n.text());
  return out;
}

Result<ListLayout> guess_layout(const std::string& path, const std::string& region) {
  const auto head = read_head(path);
  if (!head) return tl::unexpected<Error>(head.error());
  const auto charset = charset_of(*head);
  if (!charset) return tl::unexpected<Error>(charset.error());
  ListLayout layout;
  layout.charset = *charset;
  layout.start = head->starts_with("\xEF\xBB\xBF") ? 3 : 0;
  Records records;
  int best = -1;
  for (const char delimiter : {',', ';', '\t', '|', '^', '~'}) {
    auto some = sample(path, delimiter, layout.start);
    if (!some) return tl::unexpected<Error>(some.error());
    const int agreed = agreement(*some);
    if (agreed <= best) continue;
    best = agreed;
    layout.delimiter = delimiter;
    records = std::move(*some);
  }
  if (records.empty()) return layout;
  for (const CsvRecord& r : records) layout.columns = std::max(layout.columns, r.fields.size());
  layout.why["number"] = "header";
  if (!find_header(records.front(), &layout)) {
    layout.why["number"] = "content";
    find_numbers(records, region, &layout);
  }
  find_attributes(records.front(), &layout);
  return layout;
}

namespace {

// A choice that names a column of the first record makes that record the header.
bool names_first_record(const CsvRecord& first, const ColumnChoices& choices, Charset charset) {
  std::vector<std::string> names;
  for (const std::string& f : first.fields) names.push_back(name_in(f, charset));
  for (const auto* chosen : {&choices.roles, &choices.fields})
    for (const auto& [what, column] : *chosen)
      if (std::find(names.begin(), names.end(), fold(trim(column)).text) != names.end()) return true;
  return false;
}

std::string columns_text(const ListLayout& layout) {
  if (layout.names.empty()) return "the list has no header: say #1 for its first column";
  std::string out = "the list has ";
  for (std::size_t i = 0; i < layout.names.size(); ++i) out += (i == 0 ? "" : ", ") + layout.names[i];
  return out;
}

std::size_t chosen_column(const ListLayout& layout, const std::string& path, const std::string& column) {
  const auto at = column_named(layout, column);
  if (!at) throw BadInput(path, "names no column; " + columns_text(layout));
  return *at;
}

}  // namespace

std::optional<std::size_t> column_named(const ListLayout& layout, std::string_view column) {
  if (column.starts_with('#')) {
    std::size_t n = 0;
    const auto [end, error] = std::from_chars(column.data() + 1, column.data() + column.size(), n);
    const bool whole = error == std::errc() && end == column.data() + column.size();
    if (!whole || n < 1 || n > layout.columns) return std::nullopt;
    return n - 1;
  }
  const std::string wanted = fold(trim(column)).text;
  for (std::size_t i = 0; i < layout.names.size(); ++i)
    if (fold(layout.names[i]).text == wanted) return i;
  return std::nullopt;
}

Result<ListLayout> choose_layout(const std::string& path, const std::string& region,
                                 const ColumnChoices& choices) {
  auto layout = guess_layout(path, region);
  if (!layout || (choices.roles.empty() && choices.fields.empty())) return layout;
  const auto records = sample(path, layout->delimiter, layout->start);
  if (!records) return tl::unexpected<Error>(records.error());
  if (!records->empty() && layout->header_line == 0 &&
      names_first_record(records->front(), choices, layout->charset)) {
    layout->header_line = records->front().line;
    find_attributes(records->front(), &*layout);
  }
  for (const auto& [role, column] : choices.roles) {
    const std::size_t at = chosen_column(*layout, "/columns/" + role, column);
    if (role == "number")
      layout->column = at;
    else
      (role == "town" ? layout->town : role == "language" ? layout->language : layout->tags) = at;
    layout->why[role] = "named";
  }
  for (const auto& [field, column] : choices.fields)
    layout->fields[field] = chosen_column(*layout, "/fields/" + field, column);
  return layout;
}

Result<std::vector<std::vector<std::string>>> first_records(const std::string& path, const ListLayout& layout,
                                                            int most) {
  const auto records = sample(path, layout.delimiter, layout.start);
  if (!records) return tl::unexpected<Error>(records.error());
  std::vector<std::vector<std::string>> out;
  for (const CsvRecord& r : *records) {
    if (r.line == layout.header_line || static_cast<int>(out.size()) == most) continue;
    out.emplace_back();
    for (const std::string& f : r.fields)
      out.back().push_back(decode_to_utf8(f, layout.charset).value_or(std::string()));
  }
  return out;
}

}  // namespace huiyin
