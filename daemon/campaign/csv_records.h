// Records of a CSV file by libcsv, with the place of each: byte offsets to go on from, and physical line
// numbers as an editor shows them. Bounded memory; encodings are the reader's affair (delimiters, quotes and
// line ends of UTF-8 and GB18030 are single bytes that are part of no character).
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "daemon/base/result.h"

namespace huiyin {

struct CsvRecord {
  std::int64_t line = 0;  // where it begins, from 1
  std::vector<std::string> fields;
  // Only this line is given up, and its one field is the line as it was: a quotation mark was not closed, or
  // it is longer than any record may be (its beginning).
  bool broken_quote = false, too_long = false;
  bool blank() const;
};

class CsvFile {
 public:
  // From a byte offset at the start of a line; `lines` stand before it.
  static Result<CsvFile> open(const std::string& path, char delimiter, std::int64_t offset,
                              std::int64_t lines);
  CsvFile(CsvFile&&) noexcept;
  CsvFile& operator=(CsvFile&&) noexcept;
  ~CsvFile();

  // False at the end of the file. An error: the file can't be read just now.
  Result<bool> next(CsvRecord* out);
  std::int64_t offset() const;  // after the record that next() gave last
  std::int64_t lines() const;   // that stand before offset()
  std::int64_t size() const;

 private:
  struct Impl;
  explicit CsvFile(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace huiyin
