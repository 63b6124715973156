// Error answers, and what answers look like when a fault is on command.
#include "daemon/base/bytes.h"
#include "tests/sim/tencent_face.h"

namespace huiyin::sim {

std::string error_body(const std::string& code, const std::string& message, TimePoint now) {
  JsonWriter out;
  out.object().key("Response").object();
  out.key("Error").object().field("Code", code).field("Message", message).end();
  out.field("RequestId", uuid7(to_ms(now))).end().end();
  return out.take();
}

Answer spoil(const Fault& fault, Answer answer, TimePoint now) {
  switch (fault.kind) {
    case FaultKind::throttle_429:
      return {429, error_body("RequestLimitExceeded", "The request rate limit is exceeded.", now)};
    case FaultKind::http_503:
      return {503, "<html>busy</html>", "text/html"};
    case FaultKind::html_502:
    case FaultKind::html_502_after:
      return {502,
              "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad "
              "Gateway</h1>"
              "</center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
              "text/html"};
    case FaultKind::error:
    case FaultKind::error_after:
      return {200, error_body(fault.code, "a fault on command", now)};
    case FaultKind::not_json:
      return {200, "upstream timed out (110: Connection timed out)", "text/plain"};
    case FaultKind::huge_body:
      return {200, "[\"" + std::string(std::size_t{20} << 20, 'x') + "\"]"};
    case FaultKind::wrong_charset:
      return {200, "{\"Message\":\"\xb7\xa2\xcb\xcd\xb3\xc9\xb9\xa6\",\"Code\":\"OK\"}"};
    case FaultKind::cut_answer:
      answer.delivery = Delivery::cut;
      return answer;
    case FaultKind::reset_after_accept:
    case FaultKind::reset_before_accept:
      answer.delivery = Delivery::reset;
      return answer;
    case FaultKind::slow_drip:
      answer.delivery = Delivery::drip;
      answer.drip_pause_ms = fault.ms;
      return answer;
    default:
      return answer;
  }
}

}  // namespace huiyin::sim
