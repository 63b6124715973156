// The whole simulator as one object: two listeners, the shared world and the pusher. Started by main and by
// tests.
#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/base/result.h"
#include "tests/sim/callbacks.h"
#include "tests/sim/cmpp_face.h"
#include "tests/sim/control_face.h"
#include "tests/sim/faces.h"
#include "tests/sim/platform_face.h"
#include "tests/sim/server.h"
#include "tests/sim/sgip_face.h"
#include "tests/sim/smgp_face.h"
#include "tests/sim/smpp_face.h"
#include "tests/sim/speech_face.h"
#include "tests/sim/tencent_face.h"
#include "tests/sim/world.h"

namespace huiyin::sim {

struct SimulatorOptions {
  int port = 0;  // of the carrier; 0: the system picks one
  int control_port = 0;
  int smpp_port = -1, cmpp_port = -1, smgp_port = -1, sgip_port = -1;  // -1: no such gateway
  SmppOptions smpp;
  CmppOptions cmpp;
  SmgpOptions smgp;
  SgipOptions sgip;
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
  int cmpp_port() const { return cmpp_.port(); }
  int smgp_port() const { return smgp_.port(); }
  int sgip_port() const { return sgip_.port(); }
  SgipFace& sgip() { return sgip_; }
  std::vector<std::pair<std::string, int>> ports() const;
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
  PlatformFace platforms_;
  SpeechFace speech_;
  ControlFace control_face_;
  SmppFace smpp_;
  CmppFace cmpp_;
  SmgpFace smgp_;
  SgipFace sgip_;
  std::unique_ptr<Server> carrier_, control_;
};

// A line "name=port" for each that has one; the file is complete or not there at all.
using NamedPorts = std::vector<std::pair<std::string, int>>;
Result<void> write_port_file(const std::string& path, const NamedPorts& ports);

}  // namespace huiyin::sim
