#include "daemon/io/system.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/base/file.h"
#include "tests/unit/io/temporary_folder.h"

namespace huiyin {
namespace {

namespace fs = std::filesystem;

unsigned mode_of(const std::string& path) {
  struct stat info {};
  EXPECT_EQ(::stat(path.c_str(), &info), 0) << path;
  return info.st_mode & 0777;
}

std::size_t entries(const std::string& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(System, FileIsWrittenReplacedAndReadBack) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() + "/key";
  const std::string bytes("a\0b\n", 4);
  ASSERT_TRUE(write_file_durably(path, "older and longer"));
  ASSERT_TRUE(write_file_durably(path, bytes));
  EXPECT_EQ(read_file(path).value(), bytes);
  EXPECT_EQ(mode_of(path), 0600u);
  ASSERT_TRUE(write_file_durably(path, "", 0640));
  EXPECT_EQ(read_file(path).value(), "");
  EXPECT_EQ(mode_of(path), 0640u);
  EXPECT_EQ(entries(folder.path()), 1u) << "no temporary file is left";
}

TEST(System, FailedWriteLeavesTheOldFileAndNoOther) {
  const test::TemporaryFolder folder;
  const std::string taken = folder.path() + "/taken";
  ASSERT_TRUE(make_folders(taken + "/inside"));
  const Result<void> written = write_file_durably(taken, "x");
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().where, taken);
  EXPECT_EQ(entries(folder.path()), 1u);
  EXPECT_EQ(write_file_durably(folder.path() + "/none/x", "x").error().code, Errc::not_found);
}

TEST(System, FoldersAreMadeOnceAndPrivate) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() + "/a/b/c";
  ASSERT_TRUE(make_folders(path));
  ASSERT_TRUE(make_folders(path + "/"));
  EXPECT_EQ(mode_of(folder.path() + "/a"), 0700u);
  EXPECT_EQ(mode_of(path), 0700u);
  ASSERT_TRUE(write_file_durably(path + "/file", ""));
  EXPECT_FALSE(make_folders(path + "/file").has_value());
  EXPECT_FALSE(make_folders(path + "/file/deeper").has_value());
}

class NotifySocket {
 public:
  explicit NotifySocket(const std::string& name) : fd_(::socket(AF_UNIX, SOCK_DGRAM, 0)) {
    sockaddr_un a{};
    a.sun_family = AF_UNIX;
    name.copy(a.sun_path, sizeof a.sun_path - 1);
    if (name[0] == '@') a.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    EXPECT_EQ(::bind(fd_, reinterpret_cast<sockaddr*>(&a), size), 0);
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }
  ~NotifySocket() {
    ::unsetenv("NOTIFY_SOCKET");
    ::close(fd_);
  }
  std::string next() {
    char buffer[256];
    const ssize_t n = ::recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT);
    return n < 0 ? "" : std::string(buffer, static_cast<std::size_t>(n));
  }

 private:
  const int fd_;
};

TEST(System, ServiceManagerHearsTheState) {
  const test::TemporaryFolder folder;
  for (const std::string& name : {folder.path() + "/notify", "@huiyin-test-" + std::to_string(::getpid())}) {
    NotifySocket manager(name);
    notify_service_manager("READY=1\nSTATUS=接收中");
    EXPECT_EQ(manager.next(), "READY=1\nSTATUS=接收中") << name;
  }
}

TEST(System, OutsideOfServiceManagersNothingHappens) {
  ::unsetenv("NOTIFY_SOCKET");
  notify_service_manager("READY=1");
  ::setenv("NOTIFY_SOCKET", "/nowhere/at/all", 1);
  notify_service_manager("READY=1");
  ::setenv("NOTIFY_SOCKET", std::string(500, 'x').c_str(), 1);
  notify_service_manager("READY=1");
  ::unsetenv("NOTIFY_SOCKET");
}

TEST(System, SignalsArriveOnTheDescriptor) {
  const int fd = open_signal_fd({SIGUSR1, SIGUSR2});
  EXPECT_EQ(read_signal(fd), 0);
  ::pthread_kill(::pthread_self(), SIGUSR2);
  pollfd p{fd, POLLIN, 0};
  ASSERT_EQ(::poll(&p, 1, 30'000), 1);
  EXPECT_EQ(read_signal(fd), SIGUSR2);
  EXPECT_EQ(read_signal(fd), 0);
  ::close(fd);
}

}  // namespace
}  // namespace huiyin
