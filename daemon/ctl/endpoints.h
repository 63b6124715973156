// Where the daemon is: by run_dir/endpoints.json, which huiyind writes, or by --api and --token-file.
#pragma once
#include <string>

#include "daemon/ctl/messages.h"

namespace huiyin {

struct Globals;

struct Endpoints {
  std::string api;    // "http://127.0.0.1:8080"
  std::string token;  // secret
  std::string token_file;
  std::string stream, service;                // of the bus; empty with --api
  std::string remote_stream, remote_service;  // of the bus by tcp; empty where there is none
};

// --run-dir, else $HUIYIN_RUN_DIR, else the default of the daemon's setting state.run_dir.
std::string run_folder(const Globals& globals);
// Throws CtlError: unreachable where the daemon left nothing, usage where the flags do not fit.
Endpoints find_daemon(const Globals& globals, Language language);
// The same without the API's token: for the bus.
Endpoints find_bus(const Globals& globals, Language language);

}  // namespace huiyin
