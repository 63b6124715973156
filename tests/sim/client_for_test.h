// What the simulator's own tests talk to it with: libcurl and a signer of their own.
#pragma once
#include <string>
#include <string_view>

#include "daemon/base/json.h"
#include "tests/sim/simulator.h"

namespace huiyin::sim {

struct Got {
  int curl_code = 0;  // CURLE_OK: a whole answer came
  long status = 0;
  std::string body;

  Json response() const { return Json::parse(body).at("Response"); }
  std::string error_code() const;  // of Response.Error; "" when there is none
};

struct Sender {
  int port = 0;
  std::string id = "sim-secret-id", key = "sim-secret-key";
  std::int64_t timestamp = 0;  // 0: now
  std::string version = "2021-01-11";
  long timeout_ms = 10'000;

  // TC3 with an own HMAC chain; the host is signed with its port.
  Got call(std::string_view action, const std::string& body) const;
};

Got control(int port, const std::string& method, const std::string& path, const std::string& body = "");

// "{...}" of SendSms for `count` numbers +861380000NNNN beginning with `first`.
std::string send_body(int count, int first = 0, const std::string& template_id = "1002",
                      const std::string& parameter = "0042");

// A simulator on free ports with quick handsets; stops when destroyed.
class Rig {
 public:
  explicit Rig(SimulatorOptions options = quick(), const Clock* clock = nullptr);
  static SimulatorOptions quick();  // everything is delivered at once, nobody answers

  Sender sender() const;
  Got get(const std::string& path) const { return control(sim->control_port(), "GET", path); }
  Got post(const std::string& path, const std::string& body) const {
    return control(sim->control_port(), "POST", path, body);
  }
  Json counters() const { return Json::parse(get("/control/counters").body); }
  // Waits until the counter (path like "receipts/made") reaches at least n; false after 5 s.
  bool wait_for(const std::string& path, std::int64_t n) const;

  SystemClock system_clock;
  std::unique_ptr<Simulator> sim;
};

}  // namespace huiyin::sim
