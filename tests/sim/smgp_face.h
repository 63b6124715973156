// The simulator as a China Telecom gateway: SMGP 3.0, with its own codec.
#pragma once
#include "tests/sim/line_face.h"

namespace huiyin::sim {

struct SmgpOptions {
  LineOptions line{.account = "sim-smgp"};  // the account is the ClientID
};

class SmgpFace final : public LineFace {
 public:
  SmgpFace(World* world, SmgpOptions options) : LineFace(world, options.line) {}
  ~SmgpFace() override { stop(); }
  std::string next_id(std::size_t count = 1);  // 20 decimal digits, the first of so many

 private:
  std::string receipt_body(const Told& told) override;
  std::vector<std::string> inbound_bodies(const InboundView& m) override;
  void serve(int fd) override;
  std::string deliver_body(const std::string& from, const std::string& to, int format, bool report,
                           const std::string& content, bool headed = false);
};

}  // namespace huiyin::sim
