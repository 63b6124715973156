#include "daemon/base/log.h"

#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/json.h"

namespace huiyin {
namespace {

TEST(MaskForLog, MasksWhatLooksPersonal) {
  const std::pair<const char*, const char*> cases[] = {
      {"13800000001", "***********"},
      {"call 15400000001!", "call ***********!"},
      {"+8613800000001", "+*************"},
      {"8613800000001", "*************"},
      {"008613800000001", "***************"},
      {"+86 138 0000 0001", "+*************"},
      {"+86-138-0000-0001.", "+*************."},
      {"138-0000-0001", "***********"},
      {"a13800000001b", "a***********b"},
      {"电话１３８００００００01。", "电话***********。"},
      {"13800000001,13900000002;", "***********,***********;"},
      {"13800000001 13900000002", "*********** ***********"},
      {"id 11010519491231002X end", "id ****************** end"},
      {"11010519491231002x", "******************"},
      {"110105194912310021", "******************"},
      {"11010519491231002", "*****************"},
      {"110105 19491231 0021", "******************"},
      {"code 4 13800000001", "code 4 ***********"},
      {"1 13800000001", "1 ***********"},
      {"/hooks/13800000001/x", "/hooks/***********/x"},
  };
  for (const auto& [text, masked] : cases) EXPECT_EQ(mask_for_log(text), masked) << text;
}

TEST(MaskForLog, LeavesTheRest) {
  for (const char* text : {"", "no digits", "12345", "2026-03-01T02:03:04.123Z", "port 8080",
                           "IN-20260301-000031", "12345678901",
                           "1735689600000",  // milliseconds
                           "12800000001", "23800000001", "1380000000", "1234567890123456789012345", "满意",
                           "\xEF\xBC", "0123456789012345678901234567890", "0.25", "138 0000"})
    EXPECT_EQ(mask_for_log(text), text);
}

class LogFile : public testing::Test {
 protected:
  void SetUp() override {
    path_ = testing::TempDir() + "huiyin_log_" + std::to_string(::getpid()) + "_" +
            testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove(path_);
  }
  void TearDown() override {
    start_log(LogFormat::plain, LogLevel::info);
    std::filesystem::remove(path_);
  }
  std::vector<std::string> lines() {
    flush_log();
    std::ifstream in(path_);
    std::vector<std::string> out;
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
  }
  std::string path_;
};

TEST_F(LogFile, JsonRecordsAreOneLineAndComplete) {
  start_log(LogFormat::json, LogLevel::info, path_);
  log_warn("carrier.pull.failed", "line 1\nline 2 {} %s \"q\"",
           {{"carrier", "tencent"}, {"tries", 3}, {"rate", 0.5}, {"again", true}, {"bad", "\xFF"}});
  const auto got = lines();
  ASSERT_EQ(got.size(), 1u);
  const Json j = Json::parse(got[0]);
  TimePoint t{};
  EXPECT_TRUE(from_rfc3339(j.text("time"), &t));
  EXPECT_EQ(j.text("level"), "warn");
  EXPECT_EQ(j.text("event"), "carrier.pull.failed");
  EXPECT_EQ(j.text("text"), "line 1\nline 2 {} %s \"q\"");
  EXPECT_EQ(j.text("carrier"), "tencent");
  EXPECT_EQ(j.integer("tries"), 3);
  EXPECT_DOUBLE_EQ(j.number("rate"), 0.5);
  EXPECT_TRUE(j.boolean("again"));
  EXPECT_EQ(j.text("bad"), "\uFFFD");
}

TEST_F(LogFile, PlainRecordsAreOneLineWhateverTheyHold) {
  start_log(LogFormat::plain, LogLevel::info, path_);
  log_info("api.started", "a\nb\x1b[31m {0} %n", {{"port", 8080}});
  const auto got = lines();
  ASSERT_EQ(got.size(), 1u);
  EXPECT_TRUE(got[0].ends_with(" info api.started: a\\x0ab\\x1b[31m {0} %n port=8080")) << got[0];
}

TEST_F(LogFile, NumbersNeverReachTheFile) {
  for (const LogFormat format : {LogFormat::plain, LogFormat::json}) {
    start_log(format, LogLevel::info, path_);
    log_info(
        "x.13800000001", "to 13800000001",
        {{"n", std::int64_t{13800000001}}, {"t", "+8613800000001"}, {"ms", std::int64_t{1735689600000}}});
  }
  const auto got = lines();
  ASSERT_EQ(got.size(), 2u);
  for (const std::string& line : got) {
    EXPECT_EQ(line.find("0000001"), std::string::npos) << line;
    EXPECT_NE(line.find("1735689600000"), std::string::npos) << line;
  }
}

TEST_F(LogFile, LevelsFilterAndChange) {
  start_log(LogFormat::plain, LogLevel::warn, path_);
  log_info("a", "no");
  set_log_level(LogLevel::debug);
  log_debug("b", "yes");
  log_error("c", "yes");
  EXPECT_EQ(lines().size(), 2u);
}

TEST_F(LogFile, ThreadsDoNotTearLines) {
  start_log(LogFormat::json, LogLevel::info, path_);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([t] {
      for (int i = 0; i < 500; ++i) log_info("t", "text", {{"thread", t}, {"i", i}});
    });
  for (std::thread& t : threads) t.join();
  const auto got = lines();
  EXPECT_EQ(got.size(), 2000u);
  for (const std::string& line : got) ASSERT_TRUE(Json::try_parse(line)) << line;
}

}  // namespace
}  // namespace huiyin
