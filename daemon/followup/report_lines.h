// The report as lines of a table, for CSV and workbook alike. Internal to the folder.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "daemon/followup/figures.h"

namespace huiyin {

struct ReportLine {
  std::string by, key;  // "office", ""; "unit", "城管局"
  Rate rate;
  bool hidden = false;
  std::optional<double> value;
  double low = 0, high = 1;
};
std::vector<ReportLine> report_lines(const Figures& f);

}  // namespace huiyin
