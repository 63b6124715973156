#include "tests/sim/tencent_face.h"

#include <utility>

#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/base/text.h"

namespace huiyin::sim {
namespace {

constexpr std::string_view kSmsVersion = "2021-01-11";
constexpr std::string_view kCccVersion = "2020-02-10";

bool is_form(const Request& request) {
  return starts_with(to_lower_ascii(request.header("content-type")), "application/x-www-form-urlencoded");
}

std::string_view name_of(AuthFault fault) {
  switch (fault) {
    case AuthFault::none:
      return "none";
    case AuthFault::missing:
      return "missing";
    case AuthFault::malformed:
      return "malformed";
    case AuthFault::unknown_id:
      return "unknown_id";
    case AuthFault::expired:
      return "expired";
    case AuthFault::mismatch:
      return "mismatch";
  }
  return "";
}

ApiError error_of(AuthFault fault) {
  switch (fault) {
    case AuthFault::missing:
      return {"MissingParameter", "Authorization is missing."};
    case AuthFault::malformed:
      return {"AuthFailure.InvalidAuthorization", "The Authorization header is not well formed."};
    case AuthFault::unknown_id:
      return {"AuthFailure.SecretIdNotFound", "The SecretId is not found."};
    case AuthFault::expired:
      return {"AuthFailure.SignatureExpire",
              "The provided credentials could not be validated because of exceeding request timestamp."};
    default:
      return {"AuthFailure.SignatureFailure",
              "The provided credentials could not be validated. Please check your signature is correct."};
  }
}

}  // namespace

struct TencentFace::Call {
  bool is_tc3 = true;
  Headers fields;  // of a query or form
  std::string action, version, region;
};

TencentFace::Call TencentFace::read(const Request& request) const {
  Call call;
  call.is_tc3 = !request.header("authorization").empty() || !request.header("x-tc-action").empty();
  if (request.method == "GET") {
    call.fields = parse_query(request.query);
  } else if (is_form(request)) {
    call.fields = parse_query(request.body);
  }
  const auto field = [&](std::string_view name) {
    for (const auto& [key, value] : call.fields) {
      if (key == name) return value;
    }
    return std::string();
  };
  call.action = call.is_tc3 ? request.header("x-tc-action") : field("Action");
  call.version = call.is_tc3 ? request.header("x-tc-version") : field("Version");
  call.region = call.is_tc3 ? request.header("x-tc-region") : field("Region");
  return call;
}

void TencentFace::check_signature(const Request& request, const Call& call) {
  const TimePoint now = world_.time.now();
  const SignatureCheck check = call.is_tc3 ? verify_tc3(request, world_.options.keys, now)
                                           : verify_v1(request, call.fields, world_.options.keys, now);
  if (check.fault == AuthFault::none) return;
  world_.signature_failures.count(std::string(name_of(check.fault)));
  throw error_of(check.fault);
}

Answer TencentFace::handle(const Request& request) {
  if (request.path != "/" || (request.method != "POST" && request.method != "GET")) {
    return {404, "huiyin-sim: the carrier answers POST / and GET /\n", "text/plain"};
  }
  try {
    const Call call = read(request);
    world_.requests.count(call.action.empty() ? "(none)" : call.action);
    check_signature(request, call);
    if (call.action.empty()) throw ApiError("MissingParameter", "X-TC-Action is missing.");
    if (call.region.empty()) throw ApiError("MissingParameter", "X-TC-Region is missing.");
    const auto fault = world_.faults.draw(call.action);
    if (!fault) return run(request, call, {}, false);
    if (!fault->carried_out()) return spoil(*fault, {}, world_.time.now());
    return run_with(*fault, request, call);
  } catch (const ApiError& error) {
    return refuse(error.code(), error.what());
  } catch (const BadInput& error) {
    return refuse("InvalidParameter", error.what());
  }
}

Answer TencentFace::run_with(const Fault& fault, const Request& request, const Call& call) {
  if (fault.kind == FaultKind::stall_before) world_.pauses.sleep(fault.ms);
  const Twists twists{fault.kind == FaultKind::early_receipts, fault.kind == FaultKind::lost_receipts,
                      fault.kind == FaultKind::double_receipts};
  Answer answer = run(request, call, twists, fault.broken());
  if (fault.kind == FaultKind::stall || fault.kind == FaultKind::early_receipts)
    world_.pauses.sleep(fault.ms);
  return spoil(fault, std::move(answer), world_.time.now());
}

Answer TencentFace::run(const Request& request, const Call& call, const Twists& twists, bool broken) {
  const bool has_fields = request.method == "GET" || is_form(request);
  const ActionCall action{call.action,
                          has_fields ? Params::from_fields(call.fields) : Params::from_json(request.body),
                          twists, broken};
  JsonWriter out;
  out.object().key("Response").object();
  bool known = false;
  if (call.version == kSmsVersion) {
    known = run_sms_action(action, &world_, &out);
  } else if (call.version == kCccVersion) {
    known = run_ccc_action(action, &world_, &out);
  } else {
    throw ApiError("NoSuchVersion", "The API version does not exist.");
  }
  if (!known) throw ApiError("InvalidAction", "The action does not exist.");
  out.field("RequestId", uuid7(to_ms(world_.time.now()))).end().end();
  Answer answer;
  answer.body = out.take();
  return answer;
}

Answer TencentFace::refuse(const std::string& code, const std::string& message) {
  world_.errors.count(code);
  Answer answer;
  answer.body = error_body(code, message, world_.time.now());
  return answer;
}

}  // namespace huiyin::sim
