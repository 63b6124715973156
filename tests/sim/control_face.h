// The control API: the trainer's and the tests' handle on the simulator, and its referee. JSON in and out;
// errors are
// {"error": "..."} with HTTP 400 or 404. docs/simulator.md lists the paths.
#pragma once
#include "daemon/base/json.h"
#include "tests/sim/callbacks.h"
#include "tests/sim/world.h"

namespace huiyin::sim {

class ControlFace {
 public:
  ControlFace(World* world, Callbacks* callbacks) : world_(*world), callbacks_(*callbacks) {}
  Answer handle(const Request& request);  // any thread

 private:
  Answer get(const Request& request);
  Answer post(const Request& request);
  Answer remove(const Request& request);
  void reset();

  World& world_;
  Callbacks& callbacks_;
};

// The pieces, each writing one JSON value.
void write_counters(World* world, JsonWriter* out);
void write_message(const MessageView& message, JsonWriter* out);
void write_inbound(const InboundView& inbound, JsonWriter* out);
void write_call(const CallView& view, JsonWriter* out);

// Orders in JSON; they throw BadInput and say how many were made.
int order_inbound(const Json& order, World* world);
int order_calls(const Json& order, World* world);
void order_fault(const Json& order, World* world);
void order_template(const Json& order, World* world);
void order_handsets(const Json& order, World* world);
void write_handsets(const HandsetModel& model, JsonWriter* out);

}  // namespace huiyin::sim
