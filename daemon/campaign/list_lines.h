// What one line of a list says: a person to reach, or why it is none. Pure: no ledger, no file; any thread.
#pragma once
#include <cstdint>
#include <string>

#include "daemon/campaign/csv_records.h"
#include "daemon/campaign/list_layout.h"
#include "daemon/campaign/segment.h"
#include "daemon/model/text_template.h"

namespace huiyin {

struct ListLine {
  enum class Is { person, rejected, outside, header, blank } is = Is::blank;
  std::int64_t line = 0;
  std::string e164;
  std::string town, language, tags;  // "": the list tells none
  FieldValues values;                // of the layout's fields; a column that the line does not have is absent
  std::string reason;                // rejected
  std::string raw;                   // rejected, header: the line as it was written
};

class ListLineReader {
 public:
  // region: of numbers without a country code.
  ListLineReader(ListLayout layout, ListSegment segment, std::string region)
      : layout_(std::move(layout)), segment_(std::move(segment)), region_(std::move(region)) {}

  ListLine read(const CsvRecord& record) const;

 private:
  ListLine rejected(const CsvRecord& record, std::string_view reason) const;
  std::string attribute(const CsvRecord& record, const std::optional<std::size_t>& column) const;
  std::string raw(const CsvRecord& record) const;

  ListLayout layout_;
  ListSegment segment_;
  std::string region_;
};

}  // namespace huiyin
