// A small CSV file of a case system: a first line with column names, then one record a line. Never blocked by
// one bad line.
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/ctl/messages.h"

namespace huiyin {

struct CsvLine {
  std::int64_t number = 0;                                // in the file, from 1
  std::map<std::string, std::string, std::less<>> cells;  // by column; empty cells are left out
  std::string fault;                                      // why the line can't be used; then no cells
};

// Splits one line; false when a quotation mark is misplaced or not closed.
bool split_csv(std::string_view line, char delimiter, std::vector<std::string>* fields);

// bytes: UTF-8 or GB18030; delimiter comma, semicolon or tab, whichever the first line has. Blank lines are
// skipped. Throws CtlError(usage) where the first line is no heading of `known` columns or lacks `needed`.
std::vector<CsvLine> read_csv(std::string_view bytes, const std::string& file, std::string_view needed,
                              std::span<const std::string_view> known, Language language);

}  // namespace huiyin
