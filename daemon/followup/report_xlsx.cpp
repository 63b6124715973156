#include <cstdlib>
#include <memory>

#include <unistd.h>
#include <xlsxwriter.h>

#include "daemon/base/file.h"
#include "daemon/followup/report.h"
#include "daemon/followup/report_lines.h"

namespace huiyin {
namespace {

// The library writes files only; this one goes with its owner.
class TemporaryFile {
 public:
  TemporaryFile() {
    const char* folder = std::getenv("TMPDIR");
    path_ = std::string(folder != nullptr && *folder != '\0' ? folder : "/tmp") + "/huiyin-report-XXXXXX";
    const int fd = mkstemp(path_.data());
    made_ = fd >= 0;
    if (made_) close(fd);
  }
  ~TemporaryFile() {
    if (made_) unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  bool made() const { return made_; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  bool made_ = false;
};

constexpr const char* kHeads[] = {"group",       "key",   "rate", "rule", "numerator",
                                  "denominator", "value", "low",  "high", "hidden"};

class Workbook {
 public:
  Workbook(const std::string& path, const Figures& f) : figures_(f) {
    book_ = workbook_new(path.c_str());
    bold_ = workbook_add_format(book_);
    format_set_bold(bold_);
    percent_ = workbook_add_format(book_);
    format_set_num_format(percent_, "0.00%");
    // The time of the figures, not of the writing: the same figures are the same bytes.
    lxw_doc_properties properties{};
    properties.created = static_cast<time_t>(to_ms(f.query.as_of) / 1000);
    workbook_set_properties(book_, &properties);
  }

  lxw_error write() {
    about();
    const std::vector<ReportLine> lines = report_lines(figures_);
    for (const char* by : {"office", "unit", "town", "category", "month"}) sheet(by, lines);
    return workbook_close(book_);
  }

 private:
  void about() {
    lxw_worksheet* s = workbook_add_worksheet(book_, "about");
    const std::pair<const char*, std::string> facts[] = {
        {"period", period_text(figures_.query)},
        {"as_of", to_rfc3339(figures_.query.as_of)},
        {"history", std::to_string(figures_.query.history.value_or(0))},
        {"cases", std::to_string(figures_.query.cases.value_or(0))},
        {"fewest", std::to_string(kFewest)},
        {"digest", report_digest(figures_)}};
    lxw_row_t row = 0;
    for (const auto& [name, value] : facts) {
      worksheet_write_string(s, row, 0, name, bold_);
      worksheet_write_string(s, row++, 1, value.c_str(), nullptr);
    }
    worksheet_set_column(s, 1, 1, 70, nullptr);
  }

  void sheet(const std::string& by, const std::vector<ReportLine>& lines) {
    lxw_worksheet* s = workbook_add_worksheet(book_, by.c_str());
    lxw_col_t column = 0;
    for (const char* head : kHeads) worksheet_write_string(s, 0, column++, head, bold_);
    lxw_row_t row = 1;
    for (const ReportLine& l : lines)
      if (l.by == by) line(s, row++, l);
    worksheet_set_column(s, 1, 3, 28, nullptr);
    worksheet_freeze_panes(s, 1, 0);
  }

  void line(lxw_worksheet* s, lxw_row_t row, const ReportLine& l) {
    worksheet_write_string(s, row, 0, l.by.c_str(), nullptr);
    worksheet_write_string(s, row, 1, l.key.c_str(), nullptr);
    worksheet_write_string(s, row, 2, std::string(l.rate.name).c_str(), nullptr);
    worksheet_write_string(s, row, 3, std::string(l.rate.rule).c_str(), nullptr);
    worksheet_write_string(s, row, 9, l.hidden ? "yes" : "no", nullptr);
    if (l.hidden) return;
    worksheet_write_number(s, row, 4, static_cast<double>(l.rate.numerator), nullptr);
    worksheet_write_number(s, row, 5, static_cast<double>(l.rate.denominator), nullptr);
    if (!l.value) return;
    worksheet_write_number(s, row, 6, *l.value, percent_);
    worksheet_write_number(s, row, 7, l.low, percent_);
    worksheet_write_number(s, row, 8, l.high, percent_);
  }

  const Figures& figures_;
  lxw_workbook* book_ = nullptr;  // freed by workbook_close
  lxw_format* bold_ = nullptr;
  lxw_format* percent_ = nullptr;
};

}  // namespace

Result<std::string> report_xlsx(const Figures& f) {
  const TemporaryFile file;
  if (!file.made()) return fail(Errc::storage, "no temporary file could be made", file.path());
  if (const lxw_error error = Workbook(file.path(), f).write(); error != LXW_NO_ERROR)
    return fail(Errc::storage, lxw_strerror(error), "workbook");
  return read_file(file.path());
}

}  // namespace huiyin
