// A listening TCP socket, made by us so that a taken port is an error with words. Private to daemon/io.
#pragma once
#include <string>

#include "daemon/base/result.h"

struct sockaddr;

namespace huiyin {

// wanted_port 0: any free one; *port gets the real one. The caller owns the descriptor.
Result<int> listen_on(const std::string& numeric_address, int wanted_port, int* port);
std::string host_of(const sockaddr* address);  // "127.0.0.1"; empty for null

}  // namespace huiyin
