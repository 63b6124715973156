// Daemon: owns every part; its start and stop order is the wiring diagram. The thread that calls run() is the
// net thread.
#pragma once
#include <memory>

#include "daemon/settings/command_line.h"
#include "daemon/settings/load.h"

namespace huiyin {

class Daemon {
 public:
  // Opens the ledger and everything that can be refused; nothing is sent or pulled yet. `line` is kept for
  // reloads.
  static Result<std::unique_ptr<Daemon>> make(LoadedSettings settings, CommandLine line);
  ~Daemon();
  // Until SIGTERM or SIGINT; then drains for at most shutdown.drain. SIGHUP reloads. Returns the exit status.
  int run();

 private:
  struct Parts;
  explicit Daemon(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace huiyin
