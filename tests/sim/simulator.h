// The whole simulator as one object: two listeners, the shared world and the pusher. Started by main and by
// tests.
#pragma once
#include <memory>
#include <string>

#include "daemon/base/result.h"
#include "tests/sim/callbacks.h"
#include "tests/sim/control_face.h"
#include "tests/sim/faces.h"
#include "tests/sim/server.h"
#include "tests/sim/smpp_face.h"
#include "tests/sim/speech_face.h"
#include "tests/sim/tencent_face.h"
#include "tests/sim/world.h"

namespace huiyin::sim {

struct SimulatorOptions {
  int port = 0;  // of the carrier; 0: the system picks one
  int control_port = 0;
  int smpp_port = -1;  // -1: no SMPP
  SmppOptions smpp;
  WorldOptions world;
  HandsetModel handsets;
  std::string reply_corpus, intake_corpus;  // files; empty: built in
  std::vector<Template> templates;          // beside the built-in ones
  std::vector<Fault> faults;
  CallbackUrls callbacks;
  std::vector<std::int64_t> callback_retry_ms{60'000, 60'000};
};

class Simulator {
 public:
  // Both listeners are bound when this returns. The clock must outlive the simulator.
  static Result<std::unique_ptr<Simulator>> start(SimulatorOptions options, const Clock& clock);
  ~Simulator();  // ends stalls, waits for running requests
  Simulator(const Simulator&) = delete;
  Simulator& operator=(const Simulator&) = delete;

  int port() const { return carrier_->port(); }
  int smpp_port() const { return smpp_.port(); }  // 0: none
  int control_port() const { return control_->port(); }
  World& world() { return world_; }

 private:
  Simulator(SimulatorOptions options, const Clock& clock, Corpus corpus);
  Answer carry(const Request& request);  // to the face it is for

  World world_;
  Callbacks callbacks_;
  TencentFace tencent_;
  AliyunFace aliyun_;
  HuaweiFace huawei_;
  MasFace mas_;
  TwilioFace twilio_;
  SpeechFace speech_;
  ControlFace control_face_;
  SmppFace smpp_;
  std::unique_ptr<Server> carrier_, control_;
};

// "carrier=<port>\ncontrol=<port>\n" and, where there is SMPP, "smpp=<port>\n"; complete or not there at all.
Result<void> write_port_file(const std::string& path, int carrier, int control, int smpp = 0);

}  // namespace huiyin::sim
