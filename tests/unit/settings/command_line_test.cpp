#include "daemon/settings/command_line.h"

#include <gmock/gmock.h>

namespace huiyin {
namespace {

using Action = CommandLine::Action;
using testing::HasSubstr;

Result<CommandLine> parse(std::initializer_list<const char*> arguments) {
  return parse_command_line(std::span(arguments.begin(), arguments.size()));
}

TEST(SettingsCommandLine, ReadsBothSpellingsOfAValue) {
  for (const auto& line : {parse({"--config", "/a.toml", "--set", "store.path=/x=y", "--set=api.port=1"}),
                           parse({"-c", "/a.toml", "--set=store.path=/x=y", "--set", "api.port=1"})}) {
    ASSERT_TRUE(line) << line.error().text();
    EXPECT_EQ(line->action, Action::run);
    EXPECT_EQ(line->config, "/a.toml");
    ASSERT_EQ(line->assignments.size(), 2U);
    EXPECT_EQ(line->assignments[0].key, "store.path");
    EXPECT_EQ(line->assignments[0].value, "/x=y");
    EXPECT_EQ(line->assignments[1].value, "1");
  }
}

TEST(SettingsCommandLine, ReadsActions) {
  EXPECT_EQ(parse({"--check-config"})->action, Action::check_config);
  EXPECT_EQ(parse({"--print-config", "-c", "x"})->action, Action::print_config);
  EXPECT_EQ(parse({"--sample-config"})->action, Action::sample_config);
  EXPECT_EQ(parse({"--version"})->action, Action::version);
  EXPECT_EQ(parse({"-h"})->action, Action::help);
}

TEST(SettingsCommandLine, TakesTheFileFromTheEnvironmentWhereNoneIsNamed) {
  ::setenv("HUIYIN_CONFIG", "/env.toml", 1);
  EXPECT_EQ(parse({})->config, "/env.toml");
  EXPECT_EQ(parse({"-c", "/flag.toml"})->config, "/flag.toml");
  ::unsetenv("HUIYIN_CONFIG");
}

TEST(SettingsCommandLine, NamesEveryFault) {
  const auto line = parse({"--confg", "--set", "store.path", "--version=1", "--config="});
  ASSERT_FALSE(line);
  EXPECT_THAT(line.error().what, HasSubstr("there is no option --confg; did you mean --config?"));
  EXPECT_THAT(line.error().what, HasSubstr("--set needs KEY=VALUE"));
  EXPECT_THAT(line.error().what, HasSubstr("--version takes no value"));
  EXPECT_THAT(line.error().what, HasSubstr("--config needs a path"));
}

TEST(SettingsCommandLine, RefusesWhatContradicts) {
  EXPECT_THAT(parse({"-c", "a", "-c", "b"}).error().what, HasSubstr("--config is given twice"));
  EXPECT_THAT(parse({"--check-config", "--print-config"}).error().what, HasSubstr("cannot be combined"));
  EXPECT_THAT(parse({"huiyin.toml"}).error().what, HasSubstr("\"huiyin.toml\" is no option"));
  EXPECT_THAT(parse({"--set"}).error().what, HasSubstr("--set needs a value"));
}

TEST(SettingsCommandLine, HelpNamesEveryOption) {
  for (const char* option :
       {"--config", "--set", "--check-config", "--print-config", "--sample-config", "--version", "--help"})
    EXPECT_THAT(std::string(command_line_help()), HasSubstr(option));
}

TEST(SettingsCommandLine, TheRequestCarriesLineAndEnvironment) {
  ::setenv("HUIYIN_API_PORT", "8999", 1);
  const SettingsRequest request = settings_request(*parse({"-c", "/a.toml", "--set", "api.port=1"}));
  ::unsetenv("HUIYIN_API_PORT");
  EXPECT_EQ(request.file, "/a.toml");
  EXPECT_EQ(request.flags.size(), 1U);
  EXPECT_TRUE(
      std::ranges::any_of(request.environment, [](const auto& a) { return a.key == "HUIYIN_API_PORT"; }));
}

}  // namespace
}  // namespace huiyin
