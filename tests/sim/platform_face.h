// Three provincial platforms as public clients describe them: China Telecom's air/send, China Unicom's UMS
// and CTYUN's EOP. Their signatures are checked here from the description alone. Any thread.
#pragma once
#include "tests/sim/faces.h"

namespace huiyin::sim {

class PlatformFace {
 public:
  explicit PlatformFace(World* world) : world_(*world) {}
  static bool is_for(const Request& request);
  Answer handle(const Request& request);

 private:
  Answer telecom(const Json& order, const FaceRun& run);
  Answer unicom(const Headers& form, const FaceRun& run);
  Answer ctyun(const Request& request, const FaceRun& run);
  void take(Submission what, const std::string& numbers, const FaceRun& run);

  World& world_;
};

}  // namespace huiyin::sim
