#include "adapters/smpp/session.h"

#include "adapters/smpp/receipt.h"
#include "daemon/base/bad_input.h"

namespace huiyin::smpp {
namespace {

constexpr Millis kAlreadyBound{5'000};
constexpr int kMostBindRefusals = 5;
constexpr std::uint32_t kInvalidLength = 0x02, kInvalidCommand = 0x03, kWrongState = 0x04, kTemporary = 0x64;
constexpr std::uint32_t kAlreadyBoundStatus = 0x05, kBindFailed = 0x0D;

bool is_bind(std::uint32_t command) {
  return command == command::kBindReceiver || command == command::kBindTransmitter ||
         command == command::kBindTransceiver;
}

std::string answer_octets(std::uint32_t command, std::uint32_t sequence, std::uint32_t status, Body body) {
  return encode({command | command::kResponse, status, sequence, std::move(body), {}});
}

}  // namespace

Session::Session(LinkRules rules)
    : LinkSession(rules.pace, {kHeaderOctets, kMaxPduOctets}), rules_(std::move(rules)) {}

std::string Session::login(std::uint32_t sequence) {
  Bind bind = rules_.bind;
  bind.password = rules_.password.reveal();
  return encode({rules_.bind_command, 0, sequence, std::move(bind), {}});
}

std::string Session::heartbeat(std::uint32_t sequence) {
  return encode({command::kEnquireLink, 0, sequence, {}, {}});
}

std::string Session::goodbye(std::uint32_t sequence) {
  return encode({command::kUnbind, 0, sequence, {}, {}});
}

std::string Session::last_words() {
  return answer_octets(command::kGenericNack, 0, kInvalidLength, {});
}

void Session::take(std::string_view frame) {
  const Header h = read_header(frame);
  if (is_response(h.command))
    take_response(frame, h);
  else
    take_request(frame, h);
}

void Session::take_request(std::string_view frame, const Header& h) {
  switch (h.command) {
    case command::kEnquireLink:
      return answer(h.command, h.sequence, 0);
    case command::kUnbind:
      answer(h.command, h.sequence, 0);
      return go_down("the carrier unbound");
    case command::kDeliverSm:
    case command::kDataSm:
      return take_delivery(frame, h);
    case command::kAlertNotification:
    case command::kOutbind:
      return;
    default:
      return answer(command::kGenericNack, h.sequence, kInvalidCommand);
  }
}

// The payload is kept as it came, unread, but for its sequence number: handed over again it is the same.
void Session::take_delivery(std::string_view frame, const Header& h) {
  if (state() == State::binding) return answer(h.command, h.sequence, kWrongState, MessageId{});
  std::string bytes(frame);
  bytes.replace(12, 4, 4, '\0');
  arrived("smpp", std::move(bytes), answer_octets(h.command, h.sequence, 0, MessageId{}),
          answer_octets(h.command, h.sequence, kTemporary, MessageId{}));
}

void Session::take_response(std::string_view frame, const Header& h) {
  if (is_login_answer(h.sequence)) return take_bind_result(h);
  if (h.command == (command::kUnbind | command::kResponse) && state() == State::unbinding)
    return go_down("unbound");
  Pdu pdu{h.command, h.status, h.sequence, {}, {}};
  try {
    pdu = decode(frame);
  } catch (const BadInput&) {  // its header alone says what became of the request
  }
  if (const auto congestion = tlv_number(pdu, tag::kCongestionState, 1))
    flow().congestion(*congestion, now());
  if (questions_.contains(h.sequence)) return take_question_answer(h.sequence, h, pdu);
  const auto* id = std::get_if<MessageId>(&pdu.body);
  // A nack never accepts, whatever its status.
  const bool nack = h.command == command::kGenericNack;
  const std::uint32_t status = nack && h.status == 0 ? kInvalidCommand : h.status;
  submit_answered(h.sequence, classify(status), status_name(status), id == nullptr ? "" : plain_id(id->id));
}

void Session::take_bind_result(const Header& h) {
  if (h.status == 0 && h.command != command::kGenericNack && is_bind(h.command & ~command::kResponse))
    return logged_in();
  const std::string why = "the bind was refused: " + status_name(h.status);
  const bool no_such_bind = h.status == kInvalidCommand;
  if (no_such_bind || classify(h.status) == StatusClass::configuration)
    return login_refused(why, Hold::stopped);
  login_refused(why, Hold::account, h.status == kAlreadyBoundStatus ? kAlreadyBound : Millis(0),
                h.status == kBindFailed ? kMostBindRefusals : 0);
}

void Session::answer(std::uint32_t command, std::uint32_t sequence, std::uint32_t status, Body body) {
  say(answer_octets(command, sequence, status, std::move(body)));
}

StatusClass Session::classify(std::uint32_t status) const {
  const auto own = rules_.statuses.find(status);
  return own == rules_.statuses.end() ? class_of(status) : own->second;
}

}  // namespace huiyin::smpp
