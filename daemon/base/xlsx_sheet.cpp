#include "daemon/base/xlsx_sheet.h"

#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <memory>
#include <vector>

#include <zip.h>

#include "daemon/base/xlsx_xml.h"

namespace huiyin {
namespace {

constexpr std::size_t kChunk = 64 * 1024;
constexpr std::size_t kMostCsv = std::size_t{64} << 20;

struct CloseArchive {
  void operator()(zip_t* z) const { zip_discard(z); }
};
struct CloseFile {
  void operator()(zip_file_t* f) const { zip_fclose(f); }
};

// What went wrong, when it was not the XML itself.
struct Trouble {
  std::string what;
};

class XlsxArchive {
 public:
  XlsxArchive(std::string_view bytes, std::size_t most) : left_(most) {
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr);
    if (source == nullptr) return;
    zip_.reset(zip_open_from_source(source, ZIP_RDONLY, nullptr));
    if (!zip_) zip_source_free(source);
  }
  explicit operator bool() const { return zip_ != nullptr; }

  // What an entry claims of its size is not believed: bytes are counted as they come.
  bool parse(const std::string& name, XmlStream& xml, Trouble* trouble) {
    const std::unique_ptr<zip_file_t, CloseFile> file(zip_fopen(zip_.get(), name.c_str(), 0));
    if (!file) return false;
    std::array<char, kChunk> chunk{};
    for (;;) {
      const zip_int64_t n = zip_fread(file.get(), chunk.data(), chunk.size());
      if (n < 0) return false;
      if (static_cast<std::size_t>(n) > left_) {
        trouble->what = "unpacks to more than a list can be";
        return false;
      }
      left_ -= static_cast<std::size_t>(n);
      if (!xml.feed(chunk.data(), static_cast<std::size_t>(n), n == 0)) return false;
      if (n == 0) return true;
    }
  }

 private:
  std::unique_ptr<zip_t, CloseArchive> zip_;
  std::size_t left_;
};

// The sheet that people see first in the workbook, which need not be sheet1.xml; "" where there is none.
std::string first_sheet(XlsxArchive& archive, Trouble* trouble, XlsxSheets* sheets) {
  std::string id, target;
  XmlStream book;
  book.start = [&](std::string_view name, const XmlAttributes& a) {
    if (name != "sheet") return;
    const bool shown = a.get("state").empty() || a.get("state") == "visible";
    if (!shown || !id.empty()) {
      sheets->passed_over.emplace_back(a.get("name"));
      return;
    }
    id = a.get("r:id");
    sheets->read = a.get("name");
  };
  if (!archive.parse("xl/workbook.xml", book, trouble)) return {};
  if (id.empty() && !sheets->passed_over.empty()) trouble->what = "has hidden sheets only";
  if (id.empty()) return {};
  XmlStream links;
  links.start = [&](std::string_view name, const XmlAttributes& a) {
    if (name == "Relationship" && a.get("Id") == id) target = a.get("Target");
  };
  if (!archive.parse("xl/_rels/workbook.xml.rels", links, trouble) || target.empty()) return {};
  return target.front() == '/' ? target.substr(1) : "xl/" + target;
}

// The texts of <si>: plain, or in runs; phonetic readings (<rPh>) are not part of them.
bool shared_strings(XlsxArchive& archive, const XlsxLimits& limits, std::vector<std::string>* out,
                    Trouble* trouble) {
  std::size_t bytes = 0;
  bool in_text = false;
  int phonetic = 0;
  XmlStream xml;
  xml.start = [&](std::string_view name, const XmlAttributes&) {
    if (name == "si") out->emplace_back();
    if (name == "rPh") ++phonetic;
    in_text = name == "t" && phonetic == 0 && !out->empty();
    if (name == "si") bytes += sizeof(std::string);
  };
  xml.end = [&](std::string_view name) {
    if (name == "rPh") --phonetic;
    if (name == "t") in_text = false;
  };
  xml.text = [&](std::string_view text) {
    if (!in_text) return;
    bytes += text.size();
    if (bytes > limits.strings || out->back().size() + text.size() > limits.cell * 4) {
      trouble->what = "has more text than a list can have";
      xml.stop();
      return;
    }
    out->back().append(text);
  };
  return archive.parse("xl/sharedStrings.xml", xml, trouble) || trouble->what.empty();
}

// "BC12" -> 54; -1 where it is none, or beyond the limit.
int column_of(std::string_view reference, int most) {
  int column = 0;
  for (const char c : reference) {
    if (c < 'A' || c > 'Z') break;
    column = column * 26 + (c - 'A' + 1);
    if (column > most) return -1;
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

void append_field(std::string* line, const std::string& text) {
  *line += '"';
  for (const char c : text) {
    if (c == '"') *line += '"';
    *line += c == '\n' || c == '\r' ? ' ' : c;  // a line of the CSV stays a row of the sheet
  }
  *line += '"';
}

class SheetReader {
 public:
  SheetReader(const std::vector<std::string>& shared, const XlsxLimits& limits,
              const std::function<void(std::string_view)>& row, Trouble* trouble)
      : shared_(shared), limits_(limits), row_(row), trouble_(trouble) {
    xml.start = [this](std::string_view name, const XmlAttributes& a) { start(name, a); };
    xml.end = [this](std::string_view name) { end(name); };
    xml.text = [this](std::string_view text) {
      if (!taking_) return;
      if (value_.size() + text.size() > limits_.cell * 4) return stop("has a cell that is too long");
      value_.append(text);
    };
  }
  XmlStream xml;

 private:
  void stop(std::string what) {
    trouble_->what = std::move(what);
    xml.stop();
  }

  void start(std::string_view name, const XmlAttributes& a) {
    if (name == "row") return begin_row(a.get("r"));
    if (name == "c") {
      const std::string_view reference = a.get("r");
      column_ = reference.empty() ? next_ : column_of(reference, limits_.columns);
      type_ = a.get("t");
      value_.clear();
    }
    if (name == "rPh") ++phonetic_;
    if (phonetic_ == 0) taking_ = name == "v" || (name == "t" && type_ == "inlineStr");
  }

  void end(std::string_view name) {
    if (name == "rPh") --phonetic_;
    if (name == "v" || name == "t") taking_ = false;
    if (name == "c") take_cell();
    if (name == "row") give_row();
  }

  void begin_row(std::string_view number) {
    int n = line_ + 1;
    if (!number.empty()) std::from_chars(number.data(), number.data() + number.size(), n);
    if (n <= line_ || n > limits_.rows) return stop("has rows out of order, or too many");
    for (; line_ + 1 < n; ++line_) row_("\n");
    line_ = n;
    next_ = 0;
    cells_.clear();
  }

  void take_cell() {
    if (column_ < 0 || column_ >= limits_.columns) return;
    next_ = column_ + 1;
    std::string text = cell_text();
    if (!text.empty()) cells_[column_] = std::move(text);
  }

  std::string cell_text() const {
    if (type_ == "s") {
      std::size_t at = shared_.size();
      std::from_chars(value_.data(), value_.data() + value_.size(), at);
      return at < shared_.size() ? shared_[at] : std::string();
    }
    return type_.empty() || type_ == "n" ? number_text(value_) : value_;
  }

  void give_row() {
    std::string out;
    if (!cells_.empty())
      for (int column = 0; column <= cells_.rbegin()->first; ++column) {
        if (column > 0) out += ',';
        const auto found = cells_.find(column);
        append_field(&out, found == cells_.end() ? std::string() : found->second);
      }
    out += '\n';
    row_(out);
  }

  const std::vector<std::string>& shared_;
  const XlsxLimits& limits_;
  const std::function<void(std::string_view)>& row_;
  Trouble* trouble_;
  int line_ = 0, column_ = 0, next_ = 0, phonetic_ = 0;
  bool taking_ = false;
  std::string type_, value_;
  std::map<int, std::string> cells_;
};

}  // namespace

bool is_xlsx(std::string_view bytes) {
  return bytes.substr(0, 4) == std::string_view("PK\x03\x04", 4);
}

Result<void> read_xlsx(std::string_view bytes, const std::function<void(std::string_view)>& row,
                       const XlsxLimits& limits, XlsxSheets* sheets) {
  XlsxSheets unasked;
  XlsxArchive archive(bytes, limits.unpacked);
  if (!archive) return fail(Errc::bad_input, "is no workbook that can be read");
  Trouble trouble;
  const auto refuse = [&](std::string otherwise) {
    return fail(Errc::bad_input, trouble.what.empty() ? std::move(otherwise) : trouble.what);
  };
  const std::string sheet = first_sheet(archive, &trouble, sheets == nullptr ? &unasked : sheets);
  if (sheet.empty()) return refuse("has no first sheet that can be read");
  std::vector<std::string> shared;
  if (!shared_strings(archive, limits, &shared, &trouble)) return refuse("has no texts that can be read");
  SheetReader reader(shared, limits, row, &trouble);
  if (!archive.parse(sheet, reader.xml, &trouble)) return refuse("has no first sheet that can be read");
  return {};
}

Result<std::string> xlsx_to_csv(std::string_view bytes) {
  std::string out;
  bool too_long = false;
  const auto read = read_xlsx(bytes, [&](std::string_view line) {
    too_long = too_long || out.size() + line.size() > kMostCsv;
    if (!too_long) out.append(line);
  });
  if (!read) return tl::unexpected<Error>(read.error());
  if (too_long) return fail(Errc::bad_input, "has more than 64 MiB of text");
  return out;
}

}  // namespace huiyin
