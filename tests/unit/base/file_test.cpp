#include "daemon/base/file.h"

#include <gtest/gtest.h>

namespace huiyin {
namespace {

TEST(File, AMissingOneIsNotFoundAndAFolderIsNone) {
  EXPECT_EQ(read_file("/nowhere/at/all").error().code, Errc::not_found);
  EXPECT_EQ(read_file("/nowhere/at/all").error().where, "/nowhere/at/all");
  EXPECT_EQ(read_file("/").error().code, Errc::bad_input);
}

}  // namespace
}  // namespace huiyin
