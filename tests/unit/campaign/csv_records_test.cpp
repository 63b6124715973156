#include "daemon/campaign/csv_records.h"

#include "tests/unit/campaign/lists.h"

namespace huiyin {
namespace {

class CsvRecords : public Lists {
 protected:
  Strings read(std::string_view bytes, char delimiter = ',', std::int64_t offset = 0,
               std::int64_t lines = 0) {
    upload("records.csv", bytes);
    CsvFile file = CsvFile::open(dir() + "/records.csv", delimiter, offset, lines).value();
    Strings out;
    CsvRecord r;
    while (file.next(&r).value()) {
      std::string text = std::to_string(r.line) + (r.broken_quote ? "!" : r.too_long ? "~" : "");
      for (const std::string& f : r.fields) text += "|" + f;
      out.push_back(text);
      offsets_.push_back({file.offset(), file.lines()});
    }
    EXPECT_EQ(file.offset(), static_cast<std::int64_t>(bytes.size()));
    return out;
  }
  std::vector<std::pair<std::int64_t, std::int64_t>> offsets_;
};

TEST_F(CsvRecords, Table) {
  struct Case {
    std::string bytes;
    Strings records;
  };
  const Case cases[] = {
      {"", {}},
      {"a,b\nc,d\n", {"1|a|b", "2|c|d"}},
      {"a,b\r\nc,d", {"1|a|b", "2|c|d"}},
      {"a\n\n\nb\n", {"1|a", "2", "3", "4|b"}},
      {"\"a,b\",c\n", {"1|a,b|c"}},
      {"\"a \"\"x\"\"\",c\n", {"1|a \"x\"|c"}},
      {"\"two\nlines\",b\nc,d\n", {"1|two\nlines|b", "3|c|d"}},
      {" a , b \n", {"1|a|b"}},
      {",,\nx,\n", {"1|||", "2|x|"}},
      {"a\n\"never closed,b\nc\nd\n", {"1|a", "2!|\"never closed,b", "3|c", "4|d"}},
      {"\"open at the end", {"1!|\"open at the end"}},
  };
  for (const Case& c : cases) EXPECT_EQ(read(c.bytes), c.records) << c.bytes;
}

TEST_F(CsvRecords, OtherDelimiters) {
  EXPECT_EQ(read("a;b,c\n", ';'), (Strings{"1|a|b,c"}));
  EXPECT_EQ(read("a\t\tb\n", '\t'), (Strings{"1|a||b"}));
}

TEST_F(CsvRecords, AnUnclosedQuoteCostsItsLineOnly) {
  std::string bytes = "1\n\"2\n";
  for (int i = 3; i <= 200; ++i) bytes += std::to_string(i) + "\n";
  const Strings records = read(bytes);
  ASSERT_EQ(records.size(), 200U);
  EXPECT_EQ(records[1], "2!|\"2");
  EXPECT_EQ(records[2], "3|3");
  EXPECT_EQ(records[199], "200|200");
}

TEST_F(CsvRecords, EveryRecordIsAPlaceToGoOnFrom) {
  const std::string bytes = "h,i\r\n\"q\nr\",2\n\n\"bad,3\nx,4\ny,5";
  const Strings whole = read(bytes);
  const auto places = offsets_;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Strings rest = read(bytes, ',', places[i].first, places[i].second);
    EXPECT_EQ(rest, Strings(whole.begin() + static_cast<std::ptrdiff_t>(i) + 1, whole.end())) << i;
  }
}

TEST_F(CsvRecords, BytesWithoutLineEndsStayBounded) {
  const Strings records = read("a\n" + std::string(1'000'000, 'x') + "\nb\n");
  EXPECT_EQ(records, (Strings{"1|a", "2~|" + std::string(200, 'x'), "3|b"})) << "one line, given up as one";
  EXPECT_EQ(offsets_[1].first, 1'000'003);
  EXPECT_EQ(read(std::string(70'000, 'x')).size(), 1U);
}

TEST_F(CsvRecords, AMissingFileIsNotFound) {
  const auto file = CsvFile::open(dir() + "/none.csv", ',', 0, 0);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, Errc::not_found);
}

}  // namespace
}  // namespace huiyin
