// A cell of a CSV file for spreadsheets: quoted where needed; one that a spreadsheet would take for a formula
// is made a text by a leading quote.
#pragma once
#include <string>
#include <string_view>

namespace huiyin {

std::string csv_cell(std::string_view text);

}  // namespace huiyin
