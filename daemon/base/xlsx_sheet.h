// The first sheet of a workbook (.xlsx) that is not hidden, as CSV text: line numbers are row numbers. Read
// as a stream: memory holds the strings that cells share and one row, whatever the file claims to be. libzip
// and expat are private to the .cpp.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.h"

namespace huiyin {

bool is_xlsx(std::string_view bytes);  // a zip archive

struct XlsxLimits {  // beyond them the workbook is refused: a few kilobytes can unpack to terabytes
  std::size_t unpacked = std::size_t{1} << 30;  // bytes of XML
  std::size_t strings = std::size_t{256} << 20;
  std::size_t cell = 32'767;  // bytes; what a spreadsheet holds at most, in characters
  int columns = 256;
  int rows = 1'048'576;
};

// Gives each row as a line with its line end. Cells as they are stored: numbers in full ("13800000002"),
// dates as the numbers that spreadsheets keep them as; line breaks in cells become blanks. Errors say "is …"
// or "has …": no workbook, encrypted, with a document type, beyond the limits.
// sheets: which one was read.
struct XlsxSheets {
  std::string read;
  std::vector<std::string> passed_over;  // hidden ones, and those that come later
};
Result<void> read_xlsx(std::string_view bytes, const std::function<void(std::string_view line)>& row,
                       const XlsxLimits& limits = {}, XlsxSheets* sheets = nullptr);
// The same as one text of at most 64 MiB.
Result<std::string> xlsx_to_csv(std::string_view bytes);

}  // namespace huiyin
