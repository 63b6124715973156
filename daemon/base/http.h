// HTTP as data: what adapters make and read, and what daemon/io carries.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/base/clock.h"

namespace huiyin {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpCall {
  std::string method = "POST";
  std::string url;  // absolute
  Headers headers;  // Host and Content-Length are made by the client
  std::string body;
  Millis timeout{15'000};
  // "sha256//…": this public key and no other is believed, whatever its certificate says; for platforms with
  // certificates of their own. Empty: the system's authorities and the host's name decide.
  std::string pinned_key;
};

enum class Transport {
  answered,  // status, headers and the whole body are here
  not_sent,  // no byte of the request left: DNS, connect or TLS failed
  broken,    // some of the request may have arrived: reset, time-out, answer cut short
};

struct HttpReply {
  Transport transport = Transport::broken;
  int status = 0;
  Headers headers;  // names in lower case
  std::string body;
  std::string error;  // the client's words when not answered

  std::string header(std::string_view lower_case_name) const;  // empty when absent
};

}  // namespace huiyin
