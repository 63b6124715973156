#include "daemon/settings/load.h"

#include <gmock/gmock.h>

#include "tests/unit/settings/scratch.h"

namespace huiyin {
namespace {

using test::errors;
using test::load;
using test::Scratch;
using testing::HasSubstr;

TEST(SettingsLoad, WithoutAnythingTheDefaultsHold) {
  const auto loaded = load("");
  ASSERT_TRUE(loaded) << errors(loaded);
  const Settings& s = loaded->settings;
  EXPECT_EQ(s.office.time_zone, "Asia/Shanghai");
  EXPECT_EQ(s.store.path, "/var/lib/huiyin/huiyin.db");
  EXPECT_EQ(s.bus.stream, "ipc:///run/huiyin/stream");
  EXPECT_EQ(s.clock.virtual_file, "") << "an unset path stays unset";
  EXPECT_EQ(s.outbound.window, 8);
  EXPECT_EQ(s.outbound.receipt_wait, Millis(72 * 3'600'000));
  EXPECT_EQ(s.outbound.window_of(Purpose::publicity).text(), "08:30-12:00,14:00-20:30");
  EXPECT_FALSE(s.outbound.window_of(Purpose::publicity).open_at(13 * 60));
  EXPECT_TRUE(s.outbound.window_of(Purpose::staff).open_at(3 * 60));
  EXPECT_TRUE(s.carriers.empty());
  EXPECT_TRUE(loaded->origins.empty());
}

TEST(SettingsLoad, LaterLayersWin) {
  const Scratch scratch;
  const std::string file = scratch.file("h.toml", "[outbound]\nwindow = 2\nbatches = 2\nmax_tries = 2\n");
  const auto loaded = load(file, {{"outbound.window", "4"}},
                           {{"HUIYIN_OUTBOUND_WINDOW", "3"}, {"HUIYIN_OUTBOUND_BATCHES", "3"}});
  ASSERT_TRUE(loaded) << errors(loaded);
  EXPECT_EQ(loaded->settings.outbound.window, 4);
  EXPECT_EQ(loaded->settings.outbound.batches, 3);
  EXPECT_EQ(loaded->settings.outbound.max_tries, 2);
  EXPECT_EQ(loaded->origin("outbound.window").text(), "--set outbound.window");
  EXPECT_EQ(loaded->origin("outbound.batches").text(), "environment HUIYIN_OUTBOUND_BATCHES");
  EXPECT_EQ(loaded->origin("outbound.max_tries").text(), file + ":4:13");
  EXPECT_EQ(loaded->origin("outbound.retry_max").text(), "default");
}

TEST(SettingsLoad, TheLastOfTwoFlagsWins) {
  const auto loaded = load("", {{"api.port", "1"}, {"api.port", "2"}});
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->settings.api.port, 2);
}

TEST(SettingsLoad, RelativePathsLieUnderTheStateFolder) {
  const auto loaded = load("", {{"state.dir", "/srv/h"},
                                {"state.run_dir", "run"},
                                {"log.file", "log/huiyin.log"},
                                {"bus.remote_stream", "tcp://127.0.0.1:5555"},
                                {"bus.remote_service", "tcp://127.0.0.1:5556"}});
  ASSERT_TRUE(loaded) << errors(loaded);
  EXPECT_EQ(loaded->settings.store.path, "/srv/h/huiyin.db");
  EXPECT_EQ(loaded->settings.log.file, "/srv/h/log/huiyin.log");
  EXPECT_EQ(loaded->settings.bus.stream, "ipc:///srv/h/run/stream");
  EXPECT_EQ(loaded->settings.bus.remote_stream, "tcp://127.0.0.1:5555");
}

TEST(SettingsLoad, PathsMayNameACredential) {
  ::setenv("CREDENTIALS_DIRECTORY", "/run/credentials/huiyin", 1);
  const auto loaded = load("", {{"vault.key_file", "credential:vault"}});
  ::unsetenv("CREDENTIALS_DIRECTORY");
  ASSERT_TRUE(loaded) << errors(loaded);
  EXPECT_EQ(loaded->settings.vault.key_file, "/run/credentials/huiyin/vault");
  EXPECT_THAT(errors(load("", {{"vault.key_file", "credential:vault"}})),
              HasSubstr("$CREDENTIALS_DIRECTORY is not set"));
}

TEST(SettingsLoad, CarriersAreToldWhereToPushOnlyWhenAllIsKnown) {
  const Scratch scratch;
  const std::string secret = scratch.file("hook", "s3cr3t/1");
  const std::string account =
      "[office]\nsignature = \"局\"\n[carrier.a]\nkind = \"acme\"\nurl = \"x\"\napi_key = \"file:" +
      scratch.file("key", "k") + "\"\n";
  const auto url = [&](const std::string& more, const std::string& hooks) -> std::string {
    const auto loaded = load(scratch.file("h.toml", account + more + hooks));
    EXPECT_TRUE(loaded) << errors(loaded);
    return loaded ? loaded->settings.carriers.at(0).values.push_url().reveal() : "";
  };
  const std::string hook = "hook_secret = \"file:" + secret + "\"\n";
  const std::string open = "[hooks]\nenabled = true\npublic_url = \"https://sms.example\"\n";
  EXPECT_EQ(url(hook, open), "https://sms.example/hooks/a/s3cr3t%2F1");
  EXPECT_EQ(url("", open), "");
  EXPECT_EQ(url(hook, "[hooks]\nenabled = true\n"), "");
  EXPECT_EQ(url(hook, "[hooks]\npublic_url = \"https://sms.example\"\n"), "") << "pushes are off";
}

struct Fault {
  const char* label;
  const char* toml;
  const char* expected;  // behind the file's name
};

class SettingsFault : public testing::TestWithParam<Fault> {};

TEST_P(SettingsFault, IsNamedWithItsPlace) {
  const Scratch scratch;
  const std::string file = scratch.file("h.toml", GetParam().toml);
  EXPECT_EQ(errors(load(file)), file + GetParam().expected + '\n');
}

INSTANTIATE_TEST_SUITE_P(
    File, SettingsFault,
    testing::Values(
        Fault{"unknown_key", "[outbound]\nwindwo = 3\n",
              ":2:10: unknown key outbound.windwo; did you mean outbound.window?"},
        Fault{"wrong_group", "[store]\nkey_file = \"x\"\n",
              ":2:12: unknown key store.key_file; did you mean vault.key_file?"},
        Fault{"nothing_near", "[office]\nxyzzyplugh = 3\n", ":2:14: unknown key office.xyzzyplugh"},
        Fault{"unknown_group", "[outbuond]\nwindow = 3\n",
              ":1:1: unknown group [outbuond]; did you mean outbound?"},
        Fault{"top_level", "window = 3\n", ":1:10: unknown key window; did you mean outbound.window?"},
        Fault{"group_is_no_table", "store = 3\n", ":1:9: store must be a table, [store]"},
        Fault{"wrong_type", "[outbound]\nwindow = \"3\"\n",
              ":2:10: outbound.window must be an integer from 1 to 1024"},
        Fault{"out_of_range", "[outbound]\nwindow = 0\n",
              ":2:10: outbound.window must be an integer from 1 to 1024"},
        Fault{"no_unit", "[followup]\ndelay = 24\n",
              ":2:9: followup.delay must be a duration with its unit (ms, s, m, h, d) from 0s to 30d"},
        Fault{"choice", "[log]\nlevel = \"loud\"\n",
              ":2:9: log.level must be one of \"debug\", \"info\", \"warn\", \"error\""},
        Fault{"zone", "[office]\ntime_zone = \"Asia/Shangai\"\n",
              ":2:13: office.time_zone must be a time zone of the IANA database, such as \"Asia/Shanghai\""},
        Fault{"signature", "[office]\nsignature = \"【局】\"\n",
              ":2:13: office.signature must be the signature without 【】 and line ends: they are added"},
        Fault{"endpoint", "[bus]\nstream = \"/tmp/x\"\n",
              ":2:10: bus.stream must be an endpoint, \"ipc://NAME\" or \"tcp://ADDRESS:PORT\""},
        Fault{"a_table_for_a_value", "[log.level]\nx = 1\n",
              ":1:1: log.level must be one of \"debug\", \"info\", \"warn\", \"error\""},
        Fault{"open_tcp", "[bus]\nservice = \"tcp://127.0.0.1:5555\"\n",
              ":2:11: bus.service must begin with ipc://; other machines come by bus.remote_stream and "
              "bus.remote_service"},
        Fault{"half_remote", "[bus]\nremote_stream = \"tcp://127.0.0.1:5555\"\n",
              ":2:17: bus.remote_stream needs bus.remote_service too"},
        Fault{"same_endpoint", "[bus]\nservice = \"ipc://stream\"\n",
              ":2:11: bus.service must differ from bus.stream"},
        Fault{"retry_order", "[outbound]\nretry_first = \"1h\"\n",
              ":2:15: outbound.retry_first must not be longer than outbound.retry_max"}),
    [](const auto& tested) { return std::string(tested.param.label); });

TEST(SettingsLoad, BrokenTomlAndDuplicateKeysHaveAPlace) {
  const Scratch scratch;
  EXPECT_THAT(errors(load(scratch.file("a.toml", "[outbound\n"))), HasSubstr("a.toml:1:"));
  EXPECT_THAT(errors(load(scratch.file("b.toml", "[outbound]\nwindow = 1\nwindow = 2\n"))),
              HasSubstr("b.toml:3:"));
  EXPECT_THAT(errors(load(scratch.path() + "/absent.toml")), HasSubstr("absent.toml: "));
}

TEST(SettingsLoad, AllFaultsOfAllLayersAreReported) {
  const Scratch scratch;
  const std::string file = scratch.file("h.toml", "[outbound]\nwindow = 0\nwindwo = 1\n[lgo]\nlevel = 1\n");
  const auto loaded = load(file, {{"store.pth", "x"}, {"log.level", "loud"}},
                           {{"HUIYIN_API_PORT", "70000"}, {"HUIYIN_API_PROT", "1"}});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().size(), 7U) << errors(loaded);
  EXPECT_THAT(errors(loaded), HasSubstr("--set store.pth: unknown key store.pth; did you mean store.path?"));
  EXPECT_THAT(errors(loaded), HasSubstr("--set log.level: log.level must be one of"));
  EXPECT_THAT(errors(loaded), HasSubstr("HUIYIN_API_PORT: api.port must be an integer from 0 to 65535"));
  EXPECT_THAT(errors(loaded), HasSubstr("HUIYIN_API_PROT: unknown variable; did you mean HUIYIN_API_PORT?"));
}

TEST(SettingsLoad, ForeignVariablesAreNoneOfOurs) {
  EXPECT_TRUE(load("", {}, {{"HUIYIN_CONFIG", "/x"}, {"HUIYIN_SOURCE_DIR", "/y"}}));
}

TEST(SettingsLoad, SocketPathsTheSystemCannotHoldAreRefusedHere) {
  const std::string deep = "/" + std::string(100, 'd');
  EXPECT_THAT(errors(load("", {{"state.run_dir", deep}})), HasSubstr("bus.stream is too long"));
}

TEST(SettingsLoad, ReadsTheEnvironmentOfThisProcess) {
  ::setenv("HUIYIN_API_PORT", "8999", 1);
  const auto loaded = load("", {}, huiyin_environment());
  ::unsetenv("HUIYIN_API_PORT");
  ASSERT_TRUE(loaded) << errors(loaded);
  EXPECT_EQ(loaded->settings.api.port, 8999);
}

}  // namespace
}  // namespace huiyin
