#include "tests/sim/corpus.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>

#include "daemon/base/text.h"

namespace huiyin::sim {
namespace {

using Row = std::vector<std::string>;

struct Table {
  Row header;
  std::vector<Row> rows;
};

std::string unescape(std::string_view field) {
  std::string out;
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] != '\\' || i + 1 == field.size()) {
      out += field[i];
      continue;
    }
    const char c = field[++i];
    out += c == 'n' ? '\n' : c == 't' ? '\t' : c;
  }
  return out;
}

Row read_row(std::string_view line) {
  Row row;
  for (std::string_view field : split(line, '\t')) row.push_back(unescape(field));
  return row;
}

Result<Table> read_table(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(Errc::not_found, "the corpus can't be opened", path);
  Table table;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty()) continue;
    if (!is_utf8(line)) return fail(Errc::bad_input, "is not UTF-8", path + ":" + std::to_string(number));
    Row row = read_row(line);
    if (table.header.empty()) {
      table.header = std::move(row);
    } else if (row.size() != table.header.size()) {
      return fail(
          Errc::bad_input,
          "has " + std::to_string(row.size()) + " columns, the header " + std::to_string(table.header.size()),
          path + ":" + std::to_string(number));
    } else {
      table.rows.push_back(std::move(row));
    }
  }
  if (table.rows.empty()) return fail(Errc::bad_input, "the corpus has no lines", path);
  return table;
}

std::ptrdiff_t column(const Table& table, std::string_view name) {
  const auto found = std::find(table.header.begin(), table.header.end(), name);
  return found == table.header.end() ? -1 : found - table.header.begin();
}

std::vector<Saying>& shelf(Corpus& corpus, std::string_view label) {
  if (label == "opt_out") return corpus.opt_outs;
  if (label == "new_complaint") return corpus.new_matters;
  return corpus.answers;
}

}  // namespace

Result<void> load_replies(const std::string& path, Corpus* into) {
  const auto table = read_table(path);
  if (!table) return tl::unexpected(table.error());
  const auto text = column(*table, "reply"), label = column(*table, "label"), also = column(*table, "also");
  if (text < 0 || label < 0)
    return fail(Errc::bad_input, "the header needs the columns reply and label", path);
  Corpus fresh;
  for (const Row& row : table->rows) {
    const auto field = [&](std::ptrdiff_t i) {
      return i < 0 ? std::string() : row[static_cast<std::size_t>(i)];
    };
    shelf(fresh, field(label)).push_back({field(text), field(label), field(also)});
  }
  if (fresh.answers.empty() || fresh.opt_outs.empty() || fresh.new_matters.empty()) {
    return fail(Errc::bad_input, "the corpus needs answers, opt_out and new_complaint lines", path);
  }
  fresh.matters = std::move(into->matters);
  *into = std::move(fresh);
  return {};
}

Result<void> load_matters(const std::string& path, Corpus* into) {
  const auto table = read_table(path);
  if (!table) return tl::unexpected(table.error());
  const auto text = column(*table, "text");
  if (text < 0) return fail(Errc::bad_input, "the header needs the column text", path);
  into->matters.clear();
  for (const Row& row : table->rows) into->matters.push_back({row[static_cast<std::size_t>(text)], {}, {}});
  return {};
}

}  // namespace huiyin::sim
