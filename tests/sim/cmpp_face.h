// The simulator as a China Mobile gateway (ISMG): CMPP 2.0 or 3.0, with its own codec.
#pragma once
#include "tests/sim/line_face.h"

namespace huiyin::sim {

struct CmppOptions {
  LineOptions line{.account = "simcmp"};  // the account is the SP_Id
  bool version2 = false;                  // 2.0; a 3.0 client is told so and refused
  bool narrow_reports = false;            // reports of 60 octets in 3.0 as well
};

class CmppFace final : public LineFace {
 public:
  CmppFace(World* world, CmppOptions options) : LineFace(world, options.line), options_(std::move(options)) {}
  ~CmppFace() override { stop(); }
  bool wide() const { return !options_.version2; }

 private:
  std::string receipt_body(const Told& told) override;
  std::vector<std::string> inbound_bodies(const InboundView& m) override;
  void serve(int fd) override;
  std::string deliver_body(const std::string& from, const std::string& to, int format, bool report,
                           const std::string& content, bool headed = false);

  const CmppOptions options_;
};

}  // namespace huiyin::sim
