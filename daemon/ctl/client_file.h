// A client file: what a program on another machine needs to come to the bus by tcp: its CURVE pair, the
// server's public key, where the sockets are. JSON, mode 0600: it holds the secret key.
#pragma once
#include <string>

#include "daemon/ctl/verb.h"
#include "daemon/io/bus_socket.h"

namespace huiyin {

struct ClientFile {
  std::string client, public_key, secret_key, server_key;
  std::string stream, service;  // tcp://; empty where not known
};

// Throws CtlError: usage where the file is there already or can't be written.
void refuse_existing(const Session& s, const std::string& path);
void write_client_file(const Session& s, const std::string& path, const ClientFile& file);

// Where a bus verb connects, and with which keys: by --client and --at, else this machine's ipc socket.
struct BusPlace {
  std::string endpoint;
  BusOptions options;
};
enum class BusEnd { stream, service };
BusPlace find_bus_place(const Session& s, BusEnd end);

}  // namespace huiyin
