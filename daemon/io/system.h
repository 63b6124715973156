// What the process tells and asks of its system: service manager, signals, files.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "daemon/base/result.h"

namespace huiyin {

// sd_notify protocol over the datagram socket of $NOTIFY_SOCKET ("READY=1", "STATUS=…", "WATCHDOG=1",
// "STOPPING=1", "RELOADING=1"). Does nothing outside systemd.
void notify_service_manager(std::string_view state);

// Blocks the signals in every thread started later; REQUIRES: called before other threads exist. The
// descriptor becomes readable when one arrives; read_signal() returns its number or 0.
int open_signal_fd(std::initializer_list<int> signals);
int read_signal(int signal_fd);

// Writes to a temporary name in the same folder, fsyncs, renames, fsyncs the folder.
Result<void> write_file_durably(const std::string& path, std::string_view bytes, int mode = 0600);
Result<void> make_folders(const std::string& path, int mode = 0700);

}  // namespace huiyin
