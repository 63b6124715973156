// huiyind: options, signals, Daemon.
#include <csignal>
#include <cstdio>
#include <string>
#include <vector>

#include "daemon/base/log.h"
#include "daemon/daemon.h"
#include "daemon/settings/print.h"

#ifndef HUIYIN_VERSION
#define HUIYIN_VERSION "0.1.0"
#endif

namespace {

constexpr int kUsage = 2, kConfiguration = 78;  // EX_CONFIG: systemd does not restart on it

void say(std::FILE* to, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), to);
}

}  // namespace

int main(int argc, char** argv) {
  using huiyin::CommandLine;
  std::signal(SIGPIPE, SIG_IGN);
  const std::vector<const char*> arguments(argv + 1, argv + argc);
  auto line = huiyin::parse_command_line(arguments);
  if (!line) return say(stderr, "huiyind: " + line.error().text() + "\n"), kUsage;
  if (line->action == CommandLine::Action::help) return say(stdout, huiyin::command_line_help()), 0;
  if (line->action == CommandLine::Action::version) return say(stdout, "huiyind " HUIYIN_VERSION "\n"), 0;
  if (line->action == CommandLine::Action::sample_config)
    return say(stdout, huiyin::sample_settings(huiyin::carrier_kinds())), 0;

  auto loaded = huiyin::load_settings(huiyin::settings_request(*line));
  if (!loaded) {
    for (const auto& e : loaded.error()) say(stderr, e.text() + "\n");
    return kConfiguration;
  }
  if (line->action == CommandLine::Action::print_config)
    return say(stdout, huiyin::print_settings(*loaded)), 0;
  if (line->action == CommandLine::Action::check_config) return say(stdout, "the configuration is good\n"), 0;

  const auto& log = loaded->settings.log;
  huiyin::start_log(log.format, log.level, log.file);
  auto daemon = huiyin::Daemon::make(std::move(*loaded), *line);
  if (!daemon) {
    huiyin::log_error("daemon.start.failed", daemon.error().text());
    huiyin::flush_log();
    return 1;
  }
  return (*daemon)->run();
}
