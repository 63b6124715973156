// Files dropped into a folder.
#include "daemon/intake/drop.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/base/file.h"
#include "daemon/io/drop_folder.h"
#include "tests/unit/intake/office.h"

namespace huiyin {
namespace {

namespace fs = std::filesystem;
using test::Office;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

void put(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

TEST(DropFolder, TellsOfFilesThatStoodStill) {
  const test::TempFolder temp;
  auto folder = DropFolder::open((temp.path / "in").string());
  ASSERT_TRUE(folder);
  put(temp.path / "in/b.vcon", "1");
  put(temp.path / "in/a.vcon", "1");
  put(temp.path / "in/.hidden", "1");
  put(temp.path / "in/c.vcon.part", "1");
  fs::create_symlink("/etc/passwd", temp.path / "in/d.vcon");
  EXPECT_TRUE(folder->settled()->empty());
  EXPECT_THAT(*folder->settled(), ElementsAre("a.vcon", "b.vcon"));
  put(temp.path / "in/b.vcon", "still growing");
  EXPECT_THAT(*folder->settled(), ElementsAre("a.vcon"));
}

TEST(DropFolder, PutsAsideWithoutLosingAnOlderOne) {
  const test::TempFolder temp;
  auto folder = DropFolder::open(temp.path.string());
  for (const char* bytes : {"1", "2"}) {
    put(temp.path / "a.vcon", bytes);
    ASSERT_TRUE(folder->put_aside("a.vcon", "why"));
  }
  EXPECT_EQ(*read_file((temp.path / "bad/a.vcon").string()), "1");
  EXPECT_EQ(*read_file((temp.path / "bad/2-a.vcon").string()), "2");
  EXPECT_EQ(*read_file((temp.path / "bad/2-a.vcon.reason.txt").string()), "why\n");
}

TEST(Drop, KindsByEnding) {
  EXPECT_EQ(kind_of_file("a.VCON"), "vcon");
  EXPECT_EQ(kind_of_file("a.b.mp3"), "audio/mpeg");
  EXPECT_EQ(kind_of_file("vcon"), "");
}

TEST(Drop, FilesAreKeptAndRemovedAndBadOnesMovedAside) {
  Office office;
  office.open_desk();
  const fs::path in = office.folder.path / "in";
  fs::create_directories(in);
  put(in / "good.vcon", R"({"calls":[{"session":"s1","caller":"+8613800000001","talk":3}]})");
  put(in / "bad.vcon", "no JSON");
  put(in / "note.txt", "hello");
  put(in / "empty.srt", "");
  Drop drop(office.loop, *office.keeper,
            {"main", in.string(), Millis(5), &office.carrier, office.carrier_id});
  ASSERT_TRUE(drop.start());
  ASSERT_TRUE(office.run_until([&] {
    return fs::exists(in / "bad/bad.vcon") && fs::exists(in / "bad/note.txt") &&
           fs::exists(in / "bad/empty.srt") && !fs::exists(in / "good.vcon");
  }));
  ASSERT_TRUE(office.all_read());
  EXPECT_EQ(office.count("SELECT count(*) FROM intake"), 1);
  EXPECT_EQ(office.count("SELECT count(*) FROM raw_inbound WHERE state = 2"), 1);  // bad.vcon is kept too
  EXPECT_THAT(*read_file((in / "bad/bad.vcon.reason.txt").string()), HasSubstr("JSON"));
  EXPECT_THAT(*read_file((in / "bad/note.txt.reason.txt").string()), HasSubstr("name ends"));
  bool drained = false;
  drop.stop([&] { drained = true; });
  EXPECT_TRUE(office.run_until([&] { return drained; }));
}

}  // namespace
}  // namespace huiyin
