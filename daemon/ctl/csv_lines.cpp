#include "daemon/ctl/csv_lines.h"

#include <algorithm>

#include <csv.h>

#include "daemon/base/text.h"
#include "daemon/ctl/exit.h"
#include "daemon/ctl/terminal.h"

namespace huiyin {
namespace {

extern "C" void on_csv_field(void* bytes, std::size_t size, void* fields) {
  static_cast<std::vector<std::string>*>(fields)->emplace_back(static_cast<const char*>(bytes), size);
}

char delimiter_of(std::string_view head) {
  for (const char c : {'\t', ';'})
    if (head.find(c) != std::string_view::npos && head.find(',') == std::string_view::npos) return c;
  return ',';
}

std::string list_of(std::span<const std::string_view> names) {
  std::string out;
  for (const std::string_view n : names) out += (out.empty() ? "" : ", ") + std::string(n);
  return out;
}

class Reader {
 public:
  Reader(const std::string& file, std::span<const std::string_view> known, Language language)
      : file_(file), known_(known), language_(language) {}

  void head(std::string_view line, std::string_view needed) {
    delimiter_ = delimiter_of(line);
    std::vector<std::string> names;
    if (!split_csv(line, delimiter_, &names))
      throw CtlError(Exit::usage, file_ + ": " + tell(language_, Msg::csv_bad_quote));
    for (const std::string& n : names) {
      const std::string name = to_lower_ascii(trim(n));
      if (std::find(known_.begin(), known_.end(), name) == known_.end())
        wrong(Msg::csv_unknown_column, printable(name));
      if (std::find(columns_.begin(), columns_.end(), name) != columns_.end())
        wrong(Msg::csv_double_column, name);
      columns_.push_back(name);
    }
    if (std::find(columns_.begin(), columns_.end(), needed) == columns_.end())
      wrong(Msg::csv_no_column, std::string(needed));
  }

  CsvLine line(std::string_view text, std::int64_t number) const {
    CsvLine out;
    out.number = number;
    std::vector<std::string> fields;
    if (!split_csv(text, delimiter_, &fields)) {
      out.fault = tell(language_, Msg::csv_bad_quote);
      return out;
    }
    if (fields.size() != columns_.size()) {
      out.fault =
          tell(language_, Msg::csv_fields, {std::to_string(fields.size()), std::to_string(columns_.size())});
      return out;
    }
    for (std::size_t i = 0; i < fields.size(); ++i)
      if (const std::string_view cell = trim(fields[i]); !cell.empty()) out.cells[columns_[i]] = cell;
    return out;
  }

 private:
  [[noreturn]] void wrong(Msg what, const std::string& name) const {
    throw CtlError(Exit::usage, tell(language_, what, {file_, name, list_of(known_)}));
  }

  const std::string& file_;
  const std::span<const std::string_view> known_;
  const Language language_;
  char delimiter_ = ',';
  std::vector<std::string> columns_;
};

}  // namespace

bool split_csv(std::string_view line, char delimiter, std::vector<std::string>* fields) {
  csv_parser parser{};
  csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
  csv_set_delim(&parser, static_cast<unsigned char>(delimiter));
  fields->clear();
  const bool good =
      csv_parse(&parser, line.data(), line.size(), &on_csv_field, nullptr, fields) == line.size() &&
      csv_fini(&parser, &on_csv_field, nullptr, fields) == 0;
  csv_free(&parser);
  return good;
}

std::vector<CsvLine> read_csv(std::string_view bytes, const std::string& file, std::string_view needed,
                              std::span<const std::string_view> known, Language language) {
  const auto text = guess_to_utf8(bytes);
  if (!text) throw CtlError(Exit::usage, file + ": " + text.error().text());
  Reader reader(file, known, language);
  std::vector<CsvLine> out;
  bool headed = false;
  std::int64_t number = 0;
  for (std::string_view line : split(*text, '\n')) {
    ++number;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (trim(line).empty()) continue;
    if (headed)
      out.push_back(reader.line(line, number));
    else
      reader.head(line, needed);
    headed = true;
  }
  if (!headed) throw CtlError(Exit::usage, tell(language, Msg::csv_empty, {file}));
  return out;
}

}  // namespace huiyin
