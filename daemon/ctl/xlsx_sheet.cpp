#include "daemon/ctl/xlsx_sheet.h"

#include <charconv>
#include <cmath>
#include <map>
#include <memory>
#include <pugixml.hpp>
#include <vector>

#include <zip.h>

namespace huiyin {
namespace {

constexpr zip_uint64_t kMostBytes = 64u << 20;
constexpr int kMostColumns = 256;
constexpr int kMostRows = 1'000'000;

struct CloseArchive {
  void operator()(zip_t* z) const { zip_discard(z); }
};
struct CloseFile {
  void operator()(zip_file_t* f) const { zip_fclose(f); }
};

class Archive {
 public:
  explicit Archive(std::string_view bytes) {
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr);
    if (source == nullptr) return;
    zip_.reset(zip_open_from_source(source, ZIP_RDONLY, nullptr));
    if (!zip_) zip_source_free(source);
  }
  explicit operator bool() const { return zip_ != nullptr; }

  // Empty where there is no such entry, or it can't be read within bounds.
  std::string entry(const std::string& name) const {
    zip_stat_t stat;
    if (zip_stat(zip_.get(), name.c_str(), 0, &stat) != 0 || (stat.valid & ZIP_STAT_SIZE) == 0 ||
        stat.size > kMostBytes)
      return {};
    const std::unique_ptr<zip_file_t, CloseFile> file(zip_fopen(zip_.get(), name.c_str(), 0));
    if (!file) return {};
    std::string out(stat.size, '\0');
    const zip_int64_t n = zip_fread(file.get(), out.data(), out.size());
    return n == static_cast<zip_int64_t>(out.size()) ? out : std::string();
  }

 private:
  std::unique_ptr<zip_t, CloseArchive> zip_;
};

bool parse(pugi::xml_document* document, const std::string& xml) {
  return !xml.empty() && document->load_buffer(xml.data(), xml.size()).status == pugi::status_ok;
}

// The text of <si> or <is>: plain, or in runs; phonetic readings are not part of it.
std::string text_of(const pugi::xml_node& node) {
  std::string out = node.child("t").text().get();
  for (const pugi::xml_node run : node.children("r")) out += run.child("t").text().get();
  return out;
}

std::vector<std::string> shared_strings(const Archive& archive) {
  std::vector<std::string> out;
  pugi::xml_document document;
  if (parse(&document, archive.entry("xl/sharedStrings.xml")))
    for (const pugi::xml_node si : document.child("sst").children("si")) out.push_back(text_of(si));
  return out;
}

// The sheet that stands first in the workbook, which need not be sheet1.xml.
std::string first_sheet(const Archive& archive) {
  pugi::xml_document book, links;
  if (!parse(&book, archive.entry("xl/workbook.xml")) ||
      !parse(&links, archive.entry("xl/_rels/workbook.xml.rels")))
    return {};
  const std::string id = book.child("workbook").child("sheets").child("sheet").attribute("r:id").value();
  for (const pugi::xml_node link : links.child("Relationships").children("Relationship"))
    if (id == link.attribute("Id").value()) {
      const std::string target = link.attribute("Target").value();
      return target.rfind('/', 0) == 0 ? target.substr(1) : "xl/" + target;
    }
  return {};
}

// "BC12" -> 54; -1 where it is none.
int column_of(std::string_view reference) {
  int column = 0;
  for (const char c : reference) {
    if (c < 'A' || c > 'Z') break;
    column = column * 26 + (c - 'A' + 1);
    if (column > kMostColumns) return -1;
  }
  return column - 1;
}

// 1.3800000002E10 is somebody's number.
std::string number_text(const std::string& stored) {
  double v = 0;
  const auto [end, error] = std::from_chars(stored.data(), stored.data() + stored.size(), v);
  if (error != std::errc() || end != stored.data() + stored.size()) return stored;
  if (v != std::floor(v) || std::abs(v) > 9e15) return stored;
  return std::to_string(static_cast<long long>(v));
}

std::string cell_text(const pugi::xml_node& cell, const std::vector<std::string>& shared) {
  const std::string_view type = cell.attribute("t").value();
  const std::string value = cell.child("v").text().get();
  if (type == "inlineStr") return text_of(cell.child("is"));
  if (type == "s") {
    std::size_t at = shared.size();
    std::from_chars(value.data(), value.data() + value.size(), at);
    return at < shared.size() ? shared[at] : std::string();
  }
  return type.empty() || type == "n" ? number_text(value) : value;
}

void append_field(std::string* line, const std::string& text) {
  *line += '"';
  for (const char c : text) {
    if (c == '"') *line += '"';
    *line += c == '\n' || c == '\r' ? ' ' : c;  // a line of the CSV stays a row of the sheet
  }
  *line += '"';
}

std::string row_text(const pugi::xml_node& row, const std::vector<std::string>& shared) {
  std::map<int, std::string> cells;
  int next = 0;
  for (const pugi::xml_node cell : row.children("c")) {
    const pugi::xml_attribute reference = cell.attribute("r");
    const int column = reference.empty() ? next : column_of(reference.value());
    if (column < 0 || column >= kMostColumns) continue;
    next = column + 1;
    if (std::string text = cell_text(cell, shared); !text.empty()) cells[column] = std::move(text);
  }
  std::string line;
  if (cells.empty()) return line;
  for (int column = 0; column <= cells.rbegin()->first; ++column) {
    if (column > 0) line += ',';
    const auto found = cells.find(column);
    append_field(&line, found == cells.end() ? std::string() : found->second);
  }
  return line;
}

}  // namespace

bool is_xlsx(std::string_view bytes) {
  return bytes.substr(0, 4) == std::string_view("PK\x03\x04", 4);
}

Result<std::string> xlsx_to_csv(std::string_view bytes) {
  const Archive archive(bytes);
  if (!archive) return fail(Errc::bad_input, "is no workbook that can be read");
  pugi::xml_document sheet;
  if (!parse(&sheet, archive.entry(first_sheet(archive))))
    return fail(Errc::bad_input, "has no first sheet that can be read");
  const std::vector<std::string> shared = shared_strings(archive);
  std::string out;
  int line = 0;
  for (const pugi::xml_node row : sheet.child("worksheet").child("sheetData").children("row")) {
    const int number = row.attribute("r").as_int(line + 1);
    if (number <= line || number > kMostRows)
      return fail(Errc::bad_input, "has rows out of order, or too many");
    for (; line + 1 < number; ++line) out += '\n';
    out += row_text(row, shared) + '\n';
    line = number;
  }
  return out;
}

}  // namespace huiyin
