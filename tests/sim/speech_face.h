// The simulator's recogniser: POST /v1/audio/transcriptions as OpenAI-compatible servers answer it. It hears
// nothing: the same bytes are always the same matter of the corpus, told by an agent's and a caller's turn.
#pragma once
#include <string>

#include "tests/sim/http.h"
#include "tests/sim/world.h"

namespace huiyin::sim {

class SpeechFace {
 public:
  explicit SpeechFace(World* world) : world_(*world) {}
  static bool is_for(const Request& request);
  Answer handle(const Request& request);  // any thread

 private:
  Answer hear(const Request& request);
  World& world_;
};

}  // namespace huiyin::sim
