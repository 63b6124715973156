// The simulator as an operator's SMSC: SMPP 3.4.
#pragma once
#include "tests/sim/line_face.h"
#include "tests/sim/smpp_wire.h"

namespace huiyin::sim {

struct SmppOptions {
  LineOptions line{.account = "sim-smpp"};  // the account is the system_id
  bool decimal_receipts = false;            // ids are hexadecimal in answers, decimal in receipts
};

class SmppFace final : public LineFace {
 public:
  SmppFace(World* world, SmppOptions options)
      : LineFace(world, options.line), decimal_receipts_(options.decimal_receipts) {}
  ~SmppFace() override { stop(); }

 private:
  std::string receipt_body(const Told& told) override;
  std::vector<std::string> inbound_bodies(const InboundView& m) override;
  void serve(int fd) override;

  const bool decimal_receipts_;
};

}  // namespace huiyin::sim
