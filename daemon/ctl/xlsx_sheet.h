// The first sheet of a workbook (.xlsx) as the CSV text that csv_lines.h reads: line numbers are row numbers.
#pragma once
#include <string>
#include <string_view>

#include "daemon/base/result.h"

namespace huiyin {

bool is_xlsx(std::string_view bytes);  // a zip archive

// Cells as they are stored: numbers in full ("13800000002"), dates as the numbers that spreadsheets keep them
// as. An error for what is no workbook, is encrypted, or unpacks to more than 64 MiB.
Result<std::string> xlsx_to_csv(std::string_view bytes);

}  // namespace huiyin
