// The command line of huiyind. Small enough for a parser of its own; huiyinctl's is bigger and uses CLI11.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "daemon/settings/load.h"

namespace huiyin {

struct CommandLine {
  enum class Action { run, check_config, print_config, sample_config, version, help };
  Action action = Action::run;
  std::string config;  // of --config, else $HUIYIN_CONFIG, else /etc/huiyin/huiyin.toml where that exists
  std::vector<Assignment> assignments;  // of --set, in order
};

// arguments: without the program's name. Every fault of the line in one error's text.
Result<CommandLine> parse_command_line(std::span<const char* const> arguments);
std::string_view command_line_help();

// The request for load_settings(): the command line and this process' environment.
SettingsRequest settings_request(const CommandLine& line);

}  // namespace huiyin
