#include "daemon/base/workbook.h"
#include "daemon/followup/report.h"
#include "daemon/followup/report_lines.h"

namespace huiyin {
namespace {

void write_about(Workbook& book, const Figures& f) {
  book.sheet("about", true);
  book.row({"period", period_text(f.query)});
  book.row({"as_of", to_rfc3339(f.query.as_of)});
  book.row({"history", std::to_string(f.query.history.value_or(0))});
  book.row({"cases", std::to_string(f.query.cases.value_or(0))});
  book.row({"fewest", std::to_string(kFewest)});
  book.row({"digest", report_digest(f)});
  book.widths(1, 1, 70);
}

void write_line(Workbook& book, const ReportLine& l) {
  std::vector<SheetCell> cells = {l.by, l.key, std::string(l.rate.name), std::string(l.rate.rule), {}, {}, {},
                                  {},   {},    l.hidden ? "yes" : "no"};
  if (!l.hidden) {
    cells[4] = static_cast<double>(l.rate.numerator);
    cells[5] = static_cast<double>(l.rate.denominator);
  }
  if (!l.hidden && l.value) {
    cells[6] = Share{*l.value};
    cells[7] = Share{l.low};
    cells[8] = Share{l.high};
  }
  book.row(cells);
}

}  // namespace

Result<std::string> report_xlsx(const Figures& f) {
  Workbook book(f.query.as_of);
  write_about(book, f);
  const std::vector<ReportLine> lines = report_lines(f);
  for (const char* by : {"office", "unit", "town", "category", "month"}) {
    book.sheet(by);
    book.row({"group", "key", "rate", "rule", "numerator", "denominator", "value", "low", "high", "hidden"});
    for (const ReportLine& l : lines)
      if (l.by == by) write_line(book, l);
    book.widths(1, 3, 28);
  }
  return book.finish();
}

}  // namespace huiyin
