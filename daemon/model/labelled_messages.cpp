#include "daemon/model/labelled_messages.h"

#include <map>

#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

using Columns = std::map<std::string, std::size_t, std::less<>>;

std::vector<PiiSpan> read_spans(std::string_view json) {
  std::vector<PiiSpan> out;
  if (trim(json).empty()) return out;
  for (const Json& s : Json::parse(json).items()) {
    const auto parts = s.items();
    if (parts.size() != 3) throw BadInput(s.path(), "is no [begin, end, type]");
    out.push_back({static_cast<std::uint32_t>(parts[0].integer()),
                   static_cast<std::uint32_t>(parts[1].integer()), parts[2].text()});
  }
  return out;
}

LabelledMessage read_message(const std::vector<std::string_view>& cells, const Columns& columns) {
  const auto cell = [&](std::string_view column) {
    const auto at = columns.find(column);
    if (at == columns.end() || at->second >= cells.size())
      throw BadInput("", "has no column " + std::string(column));
    return std::string(cells[at->second]);
  };
  const auto cell_or_none = [&](std::string_view column) {
    return columns.find(column) == columns.end() ? std::string() : cell(column);
  };
  LabelledMessage m;
  m.id = cell("id");
  m.text = cell("text");
  m.category = cell("category");
  m.urgency = cell("urgency");
  m.purpose = cell("purpose");
  m.confidential = cell("confidential");
  const std::string also = cell_or_none("alt_categories");
  for (const std::string_view code : split(also, ','))
    if (!trim(code).empty()) m.also.emplace_back(trim(code));
  m.spans = read_spans(cell_or_none("pii_bytes"));
  return m;
}

}  // namespace

Result<std::vector<LabelledMessage>> parse_labelled(std::string_view tsv, const std::string& name) {
  std::vector<LabelledMessage> out;
  Columns columns;
  std::size_t number = 0;
  for (std::string_view line : split(tsv, '\n')) {
    ++number;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (trim(line).empty()) continue;
    const auto cells = split(line, '\t');
    if (columns.empty()) {
      for (std::size_t i = 0; i < cells.size(); ++i) columns.emplace(cells[i], i);
      continue;
    }
    try {
      out.push_back(read_message(cells, columns));
    } catch (const BadInput& e) {
      return fail(Errc::bad_input, e.what(), name + ':' + std::to_string(number));
    }
  }
  return out;
}

}  // namespace huiyin
