// Workbook: tables as an .xlsx file, by libxlsxwriter. The same cells and time make the same bytes. Cells are
// texts or numbers, never formulas, whatever a text begins with.
#pragma once
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "daemon/base/clock.h"
#include "daemon/base/result.h"

namespace huiyin {

struct Share {  // shown as a percentage
  double of_one = 0;
};
using SheetCell = std::variant<std::monostate, std::string, double, Share>;

class Workbook {
 public:
  // created: what the file says of itself; the time of the figures, not of the writing.
  explicit Workbook(TimePoint created);
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;
  ~Workbook();

  // A new sheet; its first row is bold and stays in sight unless `plain`. At most 31 characters, none of
  // []:*?/\.
  void sheet(const std::string& name, bool plain = false);
  void row(const std::vector<SheetCell>& cells);
  void widths(int first_column, int last_column, double characters);
  // The file's bytes. REQUIRES: called once, last.
  Result<std::string> finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace huiyin
