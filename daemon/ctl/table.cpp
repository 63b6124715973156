#include "daemon/ctl/table.h"

#include <algorithm>

namespace huiyin {
namespace {
constexpr std::string_view kGap = "  ";
}

Table::Table(const std::vector<std::string>& headings) {
  for (const std::string& h : headings) {
    const bool right = !h.empty() && h.back() == '>';
    right_.push_back(right);
    headings_.push_back(right ? h.substr(0, h.size() - 1) : h);
  }
}

void Table::add(const std::vector<std::string>& cells) {
  std::vector<std::string>& row = rows_.emplace_back();
  for (std::size_t i = 0; i < headings_.size(); ++i)
    row.push_back(i < cells.size() ? printable(cells[i]) : std::string());
}

std::string Table::row_text(const std::vector<std::string>& cells, const std::vector<int>& widths,
                            int columns) const {
  std::string out;
  int used = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool last = i + 1 == cells.size();
    const std::string cell = last && columns > 0 ? shorten(cells[i], std::max(8, columns - used)) : cells[i];
    const auto pad = static_cast<std::size_t>(std::max(0, widths[i] - display_width(cell)));
    if (right_[i]) out.append(pad, ' ');
    out += cell;
    if (last) break;
    if (!right_[i]) out.append(pad, ' ');
    out += kGap;
    used += widths[i] + static_cast<int>(kGap.size());
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

void Table::print(Terminal& out) const {
  std::vector<int> widths;
  for (std::size_t i = 0; i < headings_.size(); ++i) {
    int width = display_width(headings_[i]);
    for (const auto& row : rows_) width = std::max(width, display_width(row[i]));
    widths.push_back(width);
  }
  const int columns = out.is_terminal() ? out.columns() : 0;
  std::string text = out.paint(Style::bold, row_text(headings_, widths, columns)) + "\n";
  for (const auto& row : rows_) text += row_text(row, widths, columns) + "\n";
  out.write(text);
}

}  // namespace huiyin
