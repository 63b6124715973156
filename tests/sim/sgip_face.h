// The simulator as a China Unicom gateway (SMG): SGIP 1.2, with its own codec. Submits come by its port;
// receipts and messages it delivers by calling the client's port.
#pragma once
#include "tests/sim/line_face.h"

namespace huiyin::sim {

struct SgipOptions {
  LineOptions line{.account = "sim-sgip"};  // the account is the LoginName, both ways
  int deliver_port = 0;                     // of the client's listener on 127.0.0.1; 0: nothing is delivered
};

class SgipFace final : public LineFace {
 public:
  SgipFace(World* world, SgipOptions options)
      : LineFace(world, options.line), deliver_port_(options.deliver_port) {}
  ~SgipFace() override { stop(); }
  void set_deliver_port(int port) { deliver_port_ = port; }

 private:
  std::string receipt_body(const Told& told) override;
  std::string inbound_body(const std::string& number, const std::string& to, const Ucs2Piece& piece);
  std::vector<std::string> inbound_bodies(const InboundView& m) override;
  void serve(int fd) override;
  void round() override;
  std::string next_sequence();

  std::atomic<int> deliver_port_;
  std::atomic<bool> calling_ = false;
  std::int64_t next_call_ms_ = 0;
};

}  // namespace huiyin::sim
