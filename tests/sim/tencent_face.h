// The simulator's Tencent face: one address for the SMS and the call-centre API. Checks the signature,
// applies faults, runs the action and wraps its answer as Tencent does (application errors are HTTP 200).
#pragma once
#include <stdexcept>
#include <string>

#include "daemon/base/json.h"
#include "tests/sim/params.h"
#include "tests/sim/world.h"

namespace huiyin::sim {

// An error of the API, to be answered in Response.Error.
class ApiError : public std::runtime_error {
 public:
  ApiError(std::string code, const std::string& message)
      : std::runtime_error(message), code_(std::move(code)) {}
  const std::string& code() const { return code_; }

 private:
  std::string code_;
};

// How one action is carried out.
struct ActionCall {
  std::string name;
  Params params;
  Twists twists;
  bool broken = false;  // the answer will be spoiled on its way
};

class TencentFace {
 public:
  explicit TencentFace(World* world) : world_(*world) {}
  Answer handle(const Request& request);  // any thread

 private:
  struct Call;
  Call read(const Request& request) const;
  void check_signature(const Request& request, const Call& call);
  Answer run(const Request& request, const Call& call, const Twists& twists, bool broken);
  Answer run_with(const Fault& fault, const Request& request, const Call& call);
  Answer refuse(const std::string& code, const std::string& message);

  World& world_;
};

// The actions. They write their members into an open object and throw ApiError or BadInput. False: not
// theirs.
bool run_sms_action(const ActionCall& call, World* world, JsonWriter* out);
bool run_ccc_action(const ActionCall& call, World* world, JsonWriter* out);

// What a faulty answer looks like; `answer` is the true one (empty when nothing was carried out).
Answer spoil(const Fault& fault, Answer answer, TimePoint now);

std::string error_body(const std::string& code, const std::string& message, TimePoint now);

}  // namespace huiyin::sim
