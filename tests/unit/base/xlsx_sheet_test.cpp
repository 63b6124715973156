#include "daemon/base/xlsx_sheet.h"

#include <filesystem>
#include <functional>

#include <gtest/gtest.h>
#include <unistd.h>
#include <xlsxwriter.h>
#include <zip.h>

#include "daemon/base/file.h"

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

// Any cells that a zip can hold.
std::string packed(const std::string& sheet, const std::string& strings = {}) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("huiyin-zip-" + std::to_string(getpid()) + ".xlsx"))
          .string();
  zip_t* zip = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  const auto add = [&](const char* name, const std::string& bytes) {
    zip_file_add(zip, name, zip_source_buffer(zip, bytes.data(), bytes.size(), 0), ZIP_FL_ENC_UTF_8);
  };
  const std::string book = R"(<workbook><sheets><sheet r:id="a"/></sheets></workbook>)",
                    links = R"(<Relationships><Relationship Id="a" Target="s.xml"/></Relationships>)";
  add("xl/workbook.xml", book);
  add("xl/_rels/workbook.xml.rels", links);
  add("xl/s.xml", sheet);
  if (!strings.empty()) add("xl/sharedStrings.xml", strings);
  EXPECT_EQ(zip_close(zip), 0);
  std::string bytes = read_file(path).value();
  std::filesystem::remove(path);
  return bytes;
}

TEST(XlsxSheet, RunsInlineTextsAndPhoneticReadings) {
  const std::string bytes = packed(
      R"(<w><sheetData><row r="2"><c r="A2" t="inlineStr"><is><t>a</t></is></c><c r="C2" t="s"><v>0</v></c>)"
      R"(<c t="str"><v>x</v></c><c><v>1.38E10</v></c></row><row><c><v>7</v></c></row></sheetData></w>)",
      R"(<sst><si><r><t>汉</t></r><rPh><t>han</t></rPh><r><t>字</t></r></si></sst>)");
  EXPECT_EQ(xlsx_to_csv(bytes).value(), "\n\"a\",\"\",\"汉字\",\"x\",\"13800000000\"\n\"7\"\n");
}

TEST(XlsxSheet, HiddenSheetsArePassedOverAndTold) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("huiyin-h" + std::to_string(getpid()) + ".xlsx")).string();
  {
    lxw_workbook* book = workbook_new(path.c_str());
    lxw_worksheet* hidden = workbook_add_worksheet(book, "旧名单");
    lxw_worksheet* shown = workbook_add_worksheet(book, "名单");
    worksheet_write_string(workbook_add_worksheet(book, "说明"), 0, 0, "x", nullptr);
    worksheet_write_string(hidden, 0, 0, "old", nullptr);
    worksheet_write_number(shown, 0, 0, 1.3800000002e10, nullptr);
    worksheet_hide(hidden);
    worksheet_activate(shown);
    EXPECT_EQ(workbook_close(book), LXW_NO_ERROR);
    std::string bytes = read_file(path).value();
    XlsxSheets sheets;
    std::string out;
    ASSERT_TRUE(read_xlsx(
        bytes, [&](std::string_view line) { out += line; }, {}, &sheets));
    EXPECT_EQ(out, "\"13800000002\"\n");
    EXPECT_EQ(sheets.read, "名单");
    EXPECT_EQ(sheets.passed_over, (std::vector<std::string>{"旧名单", "说明"}));
  }
  std::filesystem::remove(path);
}

TEST(XlsxSheet, ABombIsRefusedByWhatItUnpacksTo) {
  const std::string bytes = packed("<w><sheetData>" + std::string(8 << 20, ' ') + "</sheetData></w>");
  EXPECT_LT(bytes.size(), 64u << 10) << "a small file";
  XlsxLimits limits;
  limits.unpacked = 4 << 20;
  const auto read = read_xlsx(
      bytes, [](std::string_view) {}, limits);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().what, "unpacks to more than a list can be");
  EXPECT_TRUE(read_xlsx(bytes, [](std::string_view) {}));
}

TEST(XlsxSheet, EntitiesRowsAndStringsHaveTheirBounds) {
  const std::string laughs =
      R"(<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><w><sheetData><row><c><v>&b;</v></c></row></sheetData></w>)";
  EXPECT_FALSE(xlsx_to_csv(packed(laughs)));
  EXPECT_FALSE(xlsx_to_csv(packed(R"(<w><row r="2000000"/></w>)")));
  EXPECT_FALSE(xlsx_to_csv(packed(R"(<w><row r="2"/><row r="1"/></w>)")));
  XlsxLimits limits;
  limits.strings = 1000;
  const std::string many = packed("<w/>", "<sst><si><t>" + std::string(2000, 'x') + "</t></si></sst>");
  EXPECT_FALSE(read_xlsx(
      many, [](std::string_view) {}, limits));
}

}  // namespace
}  // namespace huiyin
