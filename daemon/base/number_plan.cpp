#include "daemon/base/number_plan.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

#include "daemon/base/embedded.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr std::size_t kDigits = 5;  // the longest prefix that the plan needs
using Table = std::array<MobilePrefix, 100000>;

struct Row {
  std::string_view prefix;
  MobilePrefix kind;
};

bool read_kind(std::string_view text, MobilePrefix* out) {
  if (text == "mobile" || text == "mvno" || text == "data_card" || text == "satellite") {
    *out = MobilePrefix::mobile;
  } else if (text == "iot13") {
    *out = MobilePrefix::iot13;
  } else if (text == "unassigned") {
    *out = MobilePrefix::unassigned;
  } else {
    return false;
  }
  return true;
}

bool is_mobile_prefix(std::string_view s) {
  return s.size() >= 3 && s.size() <= kDigits && s[0] == '1' && s[1] >= '3' && s[1] <= '9' &&
         s.find_first_not_of("0123456789") == std::string_view::npos;
}

Result<std::vector<Row>> read_rows(std::string_view tsv) {
  std::vector<Row> rows;
  int number = 0;
  bool header = true;
  for (const std::string_view line : split(tsv, '\n')) {
    ++number;
    if (trim(line).empty() || line[0] == '#') continue;
    const auto place = "number_plan_cn.tsv:" + std::to_string(number);
    const auto cells = split(trim(line), '\t');
    if (cells.size() != 3) return fail(Errc::bad_input, "expected prefix, carrier and kind", place);
    if (header) {
      if (cells[0] != "prefix") return fail(Errc::bad_input, "the line of column names is missing", place);
      header = false;
      continue;
    }
    Row row{cells[0], MobilePrefix::unassigned};
    if (!is_mobile_prefix(row.prefix))
      return fail(Errc::bad_input, "a prefix is 13 to 19 and 1 to 3 digits", place);
    if (!read_kind(cells[2], &row.kind)) return fail(Errc::bad_input, "unknown kind", place);
    rows.push_back(row);
  }
  return rows;
}

std::size_t number_of(std::string_view digits) {
  std::size_t n = 0;
  for (const char c : digits) n = n * 10 + static_cast<std::size_t>(c - '0');
  return n;
}

// Short prefixes first, so that a longer one overwrites its part.
Table build(std::vector<Row> rows) {
  Table table{};
  std::ranges::stable_sort(rows, {}, [](const Row& r) { return r.prefix.size(); });
  for (const Row& row : rows) {
    std::size_t span = 1;
    for (std::size_t i = row.prefix.size(); i < kDigits; ++i) span *= 10;
    std::fill_n(table.begin() + static_cast<std::ptrdiff_t>(number_of(row.prefix) * span), span, row.kind);
  }
  return table;
}

const Table& plan() {
  static const Table table = [] {
    auto rows = read_rows(embedded_file("number_plan_cn.tsv"));
    if (!rows) throw std::logic_error("shipped number plan: " + rows.error().text());
    if (rows->empty()) throw std::logic_error("the number plan was not compiled in");
    return build(std::move(*rows));
  }();
  return table;
}

}  // namespace

MobilePrefix mobile_prefix(std::string_view national) {
  return plan()[number_of(national.substr(0, kDigits))];
}

Result<int> check_number_plan(std::string_view tsv) {
  auto rows = read_rows(tsv);
  if (!rows) return tl::unexpected(std::move(rows.error()));
  return static_cast<int>(rows->size());
}

}  // namespace huiyin
