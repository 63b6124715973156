#include "adapters/sgip/session.h"

#include "adapters/line/authenticator.h"
#include "adapters/line/numbers.h"
#include "adapters/sgip/reader.h"
#include "adapters/sgip/result.h"
#include "adapters/sgip/sequence.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"

namespace huiyin::sgip {
namespace {

constexpr std::size_t kNumber = 21;
constexpr std::uint8_t kFromSmg = 2, kBadLogin = 1, kBadLoginType = 4;
constexpr Millis kTooMany{5'000};

std::string answer_octets(const Header& h, std::uint8_t result) {
  if (h.command == command::kUnbind) return encode({h.command | command::kResponse, h.sequence, {}});
  return encode({h.command | command::kResponse, h.sequence, Result{result, {}}});
}

}  // namespace

Session::Session(LinkRules rules, Side side)
    : LinkSession(rules.pace, {kHeaderOctets, kMaxPduOctets}), rules_(std::move(rules)), side_(side) {}

Sequence Session::own(std::uint32_t serial) const {
  return {rules_.node, line::stamp_number(line::stamp_digits(wall_now())), serial};
}

std::string Session::login(std::uint32_t sequence) {
  return encode({command::kBind, own(sequence), Bind{1, rules_.name, rules_.password.reveal(), {}}});
}

std::string Session::goodbye(std::uint32_t sequence) {
  return encode({command::kUnbind, own(sequence), {}});
}

// What can't be read ends the connection, as the specification has it; a submit's answer is unknown then.
void Session::take(std::string_view frame) {
  const Header h = read_header(frame);
  if (h.command == command::kDeliver || h.command == command::kReport) return take_arrival(frame, h);
  if (h.command == command::kUnbind) {
    say(answer_octets(h, 0));
    return go_down("the gateway unbound");
  }
  if (h.command == (command::kUnbind | command::kResponse)) {
    if (state() == State::unbinding) go_down("unbound");
    return;
  }
  Pdu pdu;
  try {
    pdu = decode(frame);
  } catch (const BadInput& e) {
    return go_down(std::string("a PDU can't be read: ") + e.what());
  }
  const auto* result = std::get_if<Result>(&pdu.body);
  if (h.command == command::kBind) return take_bind(pdu);
  if (h.command == command::kUserReport) return say(answer_octets(h, 0));
  if (h.command == (command::kBind | command::kResponse) && is_login_answer(h.sequence.serial))
    return take_bind_result(result->result);
  if (h.command == (command::kSubmit | command::kResponse))
    submit_answered(h.sequence.serial, classify(result->result), result_name(result->result),
                    id_text(h.sequence));
}

void Session::take_bind(const Pdu& pdu) {
  if (side_ != Side::we_are_called || state() != State::binding) return;
  const auto& bind = std::get<Bind>(pdu.body);
  const Header h{0, pdu.command, pdu.sequence};
  const bool known = equal_in_constant_time(bind.name, rules_.peer_name) &&
                     equal_in_constant_time(bind.password, rules_.peer_password.reveal());
  if (!known || bind.type != kFromSmg) {
    say(answer_octets(h, known ? kBadLoginType : kBadLogin));
    return login_refused(known ? "a caller's LoginType is not 2" : "a caller's name or password is wrong",
                         Hold::none);
  }
  say(answer_octets(h, 0));
  logged_in();
}

void Session::take_bind_result(std::uint8_t result) {
  if (result == 0) return logged_in();
  const std::string why = "BIND was refused: " + result_name(result);
  const bool hopeless = classify(result) == line::StatusClass::configuration;
  login_refused(why, hopeless ? Hold::stopped : Hold::account, kTooMany);
}

// The payload is kept as it came: its sequence number names it, and handed over again it has the same. What
// can't be kept is not answered.
void Session::take_arrival(std::string_view frame, const Header& h) {
  if (state() == State::binding) return;
  arrived(kArrivalKind, std::string(frame), answer_octets(h, 0), "");
}

line::StatusClass Session::classify(std::uint32_t result) const {
  const auto known = rules_.results.find(result);
  return known == rules_.results.end() ? class_of(result) : known->second;
}

void Session::prepare(const SubmitBatch& batch, std::uint16_t reference, line::Outgoing* message) {
  message->source = rules_.sender + batch.extension;
  if (message->source.size() > kNumber) throw BadInput("SPNumber", "is longer than 21 digits");
  message->stamp = line::stamp_digits(wall_now());
  for (line::TextPart& p : line::cut_cn_text(batch.content.text, rules_.text, reference))
    message->parts.push_back({std::move(p)});
  message->billed = static_cast<int>(message->parts.size());
}

std::string Session::written(const Recipient& to) const {
  std::string number = line::written_number(to.e164, line::NumberForm::international, rules_.country_code);
  if (number.size() > kNumber) throw BadInput("UserNumber", "is longer than SGIP allows");
  return number;
}

std::uint32_t Session::sequence_for(const line::Outgoing& message, std::size_t part) {
  return serial_of(message.batch_key, part, message.parts[part].tries);
}

int Session::most_tries() const {
  return kMostTries;
}

std::string Session::submit_octets(const line::Outgoing& message, std::size_t at, std::uint32_t sequence) {
  const line::TextPart& part = message.parts[at].text;
  Submit s = rules_.terms;
  s.sp_number = message.source;
  for (const line::OutTarget& to : message.to) s.users.push_back(to.number);
  const bool wanted = rules_.reports != ReportsWanted::none && names_part(message, at);
  s.report_flag = wanted ? 1 : 2;
  s.tp_udhi = part.headed ? rules_.udhi : 0;
  s.coding = part.data_coding;
  s.content = part.octets;
  return encode({command::kSubmit, {rules_.node, line::stamp_number(message.stamp), sequence}, std::move(s)});
}

std::string Session::own_ids(const line::Outgoing& message) const {
  std::string ids;
  for (std::size_t i = 0; i < message.parts.size(); ++i)
    if (message.parts[i].tries > 0 && names_part(message, i))
      ids += (ids.empty() ? "" : " ") +
             id_text({rules_.node, line::stamp_number(message.stamp), serial_of(message.batch_key, i, 0)});
  return ids;
}

// Only the ids that reports will come for.
bool Session::names_part(const line::Outgoing& message, std::size_t part) const {
  return rules_.reports != ReportsWanted::last_part || part + 1 == message.parts.size();
}

}  // namespace huiyin::sgip
