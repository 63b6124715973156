// How an uploaded list is written: guessed once from its head, kept with the campaign, and then never guessed
// again.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/text.h"

namespace huiyin {

struct ListLayout {
  Charset charset = Charset::utf8;                         // or gb18030, which covers GBK
  std::int64_t start = 0;                                  // bytes of a byte order mark
  char delimiter = ',';                                    // or ; tab | ^ ~
  std::int64_t header_line = 0;                            // 0: the list has no header
  std::size_t column = 0;                                  // of the numbers, from 0
  std::size_t columns = 0;                                 // of the widest of the first lines
  std::optional<std::size_t> town, language, tags;         // columns, known by their names only
  std::vector<std::string> names;                          // of the columns, as the header has them
  std::map<std::string, std::size_t, std::less<>> fields;  // columns of values, as they were named
  // Why a column is taken for what it is: "header", "content", "named" (by who uploads it). By number, town,
  // language, tags.
  std::map<std::string, std::string, std::less<>> why;

  std::string json() const;
  static ListLayout from_json(std::string_view json);  // throws BadInput
};

// What is known better than guessed. Columns by their names in the header, or "#2" by their place.
struct ColumnChoices {
  std::map<std::string, std::string, std::less<>> roles;   // number, town, language, tags -> column
  std::map<std::string, std::string, std::less<>> fields;  // field of a template, or value to keep -> column
};

// not_found, storage: the file can't be read. bad_input: it is no list at all (a workbook, UTF-16); the text
// says what to do. region: of numbers without a country code.
Result<ListLayout> guess_layout(const std::string& path, const std::string& region);
// The same with choices instead of guesses; throws BadInput ("/columns/town", "/fields/NAME") for a column
// that is not there.
Result<ListLayout> choose_layout(const std::string& path, const std::string& region,
                                 const ColumnChoices& choices);
// The column of this name, or "#2"; nothing when there is none.
std::optional<std::size_t> column_named(const ListLayout& layout, std::string_view column);

// The first records after the header, for people to look at: decoded, at most so many.
Result<std::vector<std::vector<std::string>>> first_records(const std::string& path, const ListLayout& layout,
                                                            int most);

}  // namespace huiyin
