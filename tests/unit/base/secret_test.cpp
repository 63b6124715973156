#include "daemon/base/secret.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace huiyin {
namespace {

class SecretFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "huiyin_secret_XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
  }
  void TearDown() override {
    ::unsetenv("CREDENTIALS_DIRECTORY");
    std::filesystem::remove_all(dir_);
  }
  std::string write(const std::string& name, const std::string& bytes, mode_t mode) {
    const std::string path = dir_ + '/' + name;
    std::ofstream(path, std::ios::binary) << bytes;
    ::chmod(path.c_str(), mode);
    return path;
  }
  std::string dir_;
};

TEST_F(SecretFile, ReadsAPrivateFileAndCutsLineEnds) {
  for (const mode_t mode : {0400, 0600, 0640}) {
    const auto s = read_secret("file:" + write("key", "s3cret \r\n\n", mode));
    ASSERT_TRUE(s) << s.error().text();
    EXPECT_EQ(s->reveal(), "s3cret ");
    ::chmod((dir_ + "/key").c_str(), 0600);
  }
}

TEST_F(SecretFile, RefusesWrongModes) {
  for (const mode_t mode : {0644, 0604, 0660, 0602, 0601, 0666, 0777}) {
    const std::string path = write("key" + std::to_string(mode), "s3cret", mode);
    const auto s = read_secret("file:" + path);
    ASSERT_FALSE(s) << std::oct << mode;
    EXPECT_EQ(s.error().code, Errc::forbidden);
    EXPECT_EQ(s.error().where, path);
    EXPECT_NE(s.error().what.find("chmod 600"), std::string::npos);
    EXPECT_EQ(s.error().text().find("s3cret"), std::string::npos);
  }
}

TEST_F(SecretFile, NamesWhatElseIsWrong) {
  const std::string empty = write("empty", "\n", 0600), big = write("big", std::string(70000, 'x'), 0600);
  const std::string full = write("full", std::string(65536, 'x'), 0600);
  EXPECT_EQ(read_secret("file:" + dir_ + "/none").error().code, Errc::not_found);
  EXPECT_EQ(read_secret("file:" + dir_).error().code, Errc::bad_input);
  EXPECT_EQ(read_secret("file:" + empty).error().code, Errc::bad_input);
  EXPECT_EQ(read_secret("file:" + big).error().code, Errc::bad_input);
  EXPECT_EQ(read_secret("file:" + full).value().reveal().size(), 65536u);
  EXPECT_EQ(read_secret("file:relative").error().code, Errc::bad_input);
  EXPECT_EQ(read_secret("file:").error().code, Errc::bad_input);
}

TEST_F(SecretFile, ADeviceOrPipeIsRefusedAtOnce) {
  const std::string pipe = dir_ + "/pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(read_secret("file:" + pipe).error().code, Errc::bad_input);
  EXPECT_FALSE(read_secret("file:/dev/null"));
}

TEST_F(SecretFile, ReadsCredentialsOfSystemd) {
  EXPECT_EQ(read_secret("credential:token").error().code, Errc::not_found);
  write("token", "abc\n", 0400);
  ::setenv("CREDENTIALS_DIRECTORY", dir_.c_str(), 1);
  EXPECT_EQ(read_secret("credential:token").value().reveal(), "abc");
  for (const char* name : {"", "../token", "a/b", ".hidden", "a b"})
    EXPECT_EQ(read_secret(std::string("credential:") + name).error().code, Errc::bad_input) << name;
  EXPECT_EQ(read_secret("credential:other").error().code, Errc::not_found);
}

TEST(SecretReference, ALiteralIsRefusedAndNotQuoted) {
  for (const char* literal : {"hunter2", "", "File:/x", "env:KEY"}) {
    const auto s = read_secret(literal);
    ASSERT_FALSE(s);
    EXPECT_EQ(s.error().code, Errc::bad_input);
    EXPECT_EQ(s.error().text().find("hunter2"), std::string::npos);
  }
}

TEST(SecretValue, MovesWipeAndCopiesKeep) {
  Secret a("short"), b(std::string(100, 'k'));
  const Secret copy = a;
  Secret moved = std::move(a);
  EXPECT_TRUE(a.empty());  // NOLINT: that it is empty is the point
  EXPECT_EQ(copy.reveal(), "short");
  EXPECT_EQ(moved.reveal(), "short");
  moved = std::move(b);
  EXPECT_EQ(moved.reveal().size(), 100u);
  EXPECT_TRUE(b.empty());  // NOLINT
  moved = copy;
  EXPECT_EQ(moved.reveal(), "short");
  const Secret& same = moved;
  moved = same;
  EXPECT_EQ(moved.reveal(), "short");
}

TEST(SecretValue, TheMovedFromSmallBufferIsWiped) {
  Secret a("sesame");
  const Secret b = std::move(a);
  const char* rest = a.reveal().data();  // NOLINT: looks at the small buffer that the move left
  for (int i = 0; i < 6; ++i) EXPECT_EQ(rest[i], '\0');
}

}  // namespace
}  // namespace huiyin
