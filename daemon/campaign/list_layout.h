// How an uploaded list is written: guessed once from its head, kept with the campaign, and then never guessed
// again.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/text.h"

namespace huiyin {

struct ListLayout {
  Charset charset = Charset::utf8;                  // or gb18030, which covers GBK
  std::int64_t start = 0;                           // bytes of a byte order mark
  char delimiter = ',';                             // or ; tab | ^ ~
  std::int64_t header_line = 0;                     // 0: the list has no header
  std::size_t column = 0;                           // of the numbers, from 0
  std::optional<std::size_t> town, language, tags;  // columns, known by their names only
  std::vector<std::string> names;                   // of the columns, as the header has them

  std::string json() const;
  static ListLayout from_json(std::string_view json);  // throws BadInput
};

// not_found, storage: the file can't be read. bad_input: it is no list at all (a workbook, UTF-16); the text
// says what to do. region: of numbers without a country code.
Result<ListLayout> guess_layout(const std::string& path, const std::string& region);

}  // namespace huiyin
