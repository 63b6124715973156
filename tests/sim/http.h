// One HTTP request as the simulator's faces see it, and how its answer leaves (whole, or spoiled on command).
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "daemon/base/http.h"

namespace huiyin::sim {

struct Request {
  std::string method;
  std::string path;   // without the query
  std::string query;  // raw, as it came; empty when there was none
  Headers headers;    // names as they came
  std::string body;   // de-chunked

  std::string header(std::string_view name) const;  // any case; empty when absent
};

enum class Delivery {
  whole,
  cut,    // promises the whole length, sends half, closes
  drip,   // a few bytes at a time
  reset,  // no byte of an answer: TCP RST
};

struct Answer {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
  Delivery delivery = Delivery::whole;
  std::int64_t drip_pause_ms = 0;
  std::int64_t retry_after_s = 0;  // 0: no such header
};

// Called by many threads at once; may block (a stall is a sleep).
using Handler = std::function<Answer(const Request&)>;

Headers parse_query(std::string_view query);  // names and values percent-decoded, in order

}  // namespace huiyin::sim
