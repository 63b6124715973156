// Table: columns of text, aligned by what a terminal shows (Chinese characters are two wide).
#pragma once
#include <string>
#include <vector>

#include "daemon/ctl/terminal.h"

namespace huiyin {

class Table {
 public:
  // A heading that ends in ">" is of a column of numbers: set to the right.
  explicit Table(const std::vector<std::string>& headings);
  void add(const std::vector<std::string>& cells);  // cells are made printable; missing ones are empty
  bool empty() const { return rows_.empty(); }
  // In a terminal the last column is cut to what fits; elsewhere nothing is cut.
  void print(Terminal& out) const;

 private:
  std::string row_text(const std::vector<std::string>& cells, const std::vector<int>& widths,
                       int columns) const;

  std::vector<std::string> headings_;
  std::vector<bool> right_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace huiyin
