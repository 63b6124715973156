#include <filesystem>
#include <functional>

#include <gtest/gtest.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "daemon/base/file.h"
#include "daemon/ctl/xlsx_sheet.h"

namespace huiyin {
namespace {

// A workbook made by another library than the one that reads it.
std::string workbook(const std::function<void(lxw_worksheet*)>& fill) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("huiyin-" + std::to_string(getpid()) + ".xlsx")).string();
  lxw_workbook* book = workbook_new(path.c_str());
  fill(workbook_add_worksheet(book, "工单"));
  worksheet_write_string(workbook_add_worksheet(book, "other"), 0, 0, "not this one", nullptr);
  EXPECT_EQ(workbook_close(book), LXW_NO_ERROR);
  std::string bytes = read_file(path).value();
  std::filesystem::remove(path);
  return bytes;
}

TEST(XlsxSheet, CellsBecomeCsvAndRowsKeepTheirNumbers) {
  const std::string bytes = workbook([](lxw_worksheet* s) {
    worksheet_write_string(s, 0, 0, "case_id", nullptr);
    worksheet_write_string(s, 0, 1, "phone", nullptr);
    worksheet_write_string(s, 0, 2, "unit", nullptr);
    worksheet_write_string(s, 1, 0, "C-1", nullptr);
    worksheet_write_number(s, 1, 1, 13800000002.0, nullptr);
    worksheet_write_string(s, 1, 2, "城管局, \"一队\"\n二楼", nullptr);
    worksheet_write_string(s, 3, 0, "C-2", nullptr);  // row 3 is empty
    worksheet_write_string(s, 3, 2, "水务局", nullptr);
    worksheet_write_number(s, 4, 0, 1.5, nullptr);
  });
  ASSERT_TRUE(is_xlsx(bytes));
  const auto csv = xlsx_to_csv(bytes);
  ASSERT_TRUE(csv) << csv.error().text();
  EXPECT_EQ(*csv,
            "\"case_id\",\"phone\",\"unit\"\n\"C-1\",\"13800000002\",\"城管局, \"\"一队\"\" "
            "二楼\"\n\n\"C-2\",\"\",\"水务局\"\n"
            "\"1.5\"\n");
}

TEST(XlsxSheet, WhatIsNoWorkbookIsRefused) {
  EXPECT_FALSE(is_xlsx("case_id,phone\n"));
  EXPECT_FALSE(xlsx_to_csv(""));
  EXPECT_FALSE(xlsx_to_csv("PK\x03\x04 and nothing else"));
  std::string bytes = workbook([](lxw_worksheet* s) { worksheet_write_string(s, 0, 0, "case_id", nullptr); });
  for (std::size_t at = 0; at < bytes.size(); at += 97) {  // must not crash; may read or refuse
    std::string bad = bytes;
    bad[at] = static_cast<char>(bad[at] ^ 0x5a);
    (void)xlsx_to_csv(bad);
    (void)xlsx_to_csv(bytes.substr(0, at));
  }
}

}  // namespace
}  // namespace huiyin
