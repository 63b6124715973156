// The whole test program logs into a file; at its end nothing that a person wrote or called from may stand
// there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/base/file.h"
#include "daemon/base/log.h"
#include "tests/unit/intake/office.h"

namespace huiyin {
namespace {

class LogFence final : public ::testing::Environment {
 public:
  void SetUp() override { start_log(LogFormat::json, LogLevel::debug, file()); }
  void TearDown() override {
    flush_log();
    const auto log = read_file(file());
    ASSERT_TRUE(log.has_value());
    for (const char* secret : {"13800000001", "13900000002", "水管", "着火", "退订", "路灯"})
      EXPECT_EQ(log->find(secret), std::string::npos) << "the log tells " << secret;
  }

 private:
  std::string file() const { return (folder_.path / "log").string(); }
  test::TempFolder folder_;
};

[[maybe_unused]] auto* const fence = ::testing::AddGlobalTestEnvironment(new LogFence);

}  // namespace
}  // namespace huiyin
