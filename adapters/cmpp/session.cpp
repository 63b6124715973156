#include "adapters/cmpp/session.h"

#include "adapters/cmpp/reader.h"
#include "adapters/cmpp/result.h"
#include "adapters/line/authenticator.h"
#include "daemon/base/bad_input.h"

namespace huiyin::cmpp {
namespace {

constexpr int kZeros = 9;  // between account and secret
constexpr std::size_t kOurNumber = 21, kNarrowNumber = 21, kWideNumber = 32;
constexpr Millis kTooMany{5'000};

// Msg_Ids of a group follow one another in their low 16 bits.
std::string member(const std::string& first, std::size_t n) {
  std::uint64_t id = 0;
  for (const char c : first) id = id << 4 | static_cast<std::uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
  return id_text((id & ~0xFFFFULL) | ((id + n) & 0xFFFFULL));
}

}  // namespace

std::string id_text(std::uint64_t msg_id) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4) text.push_back(kDigits[msg_id >> shift & 0xF]);
  return text;
}

Session::Session(LinkRules rules)
    : LinkSession(rules.pace, {kHeaderOctets, kMaxPduOctets}), rules_(std::move(rules)) {}

std::string Session::octets(std::uint32_t command, std::uint32_t sequence, Body body) const {
  return encode({command, sequence, std::move(body)}, rules_.version);
}

std::string Session::login(std::uint32_t sequence) {
  const std::string stamp = line::stamp_digits(wall_now());
  authenticator_ = line::client_authenticator(rules_.sp_id, kZeros, rules_.password.reveal(), stamp);
  return octets(command::kConnect, sequence,
                Connect{rules_.sp_id, authenticator_, static_cast<std::uint8_t>(rules_.version),
                        line::stamp_number(stamp)});
}

std::string Session::heartbeat(std::uint32_t sequence) {
  return octets(command::kActiveTest, sequence);
}

std::string Session::goodbye(std::uint32_t sequence) {
  return octets(command::kTerminate, sequence);
}

void Session::take(std::string_view frame) {
  const Header h = read_header(frame);
  switch (h.command) {
    case command::kConnect | command::kResponse:
      if (is_login_answer(h.sequence)) take_connect_result(frame);
      return;
    case command::kActiveTest:
      return say(octets(h.command | command::kResponse, h.sequence, ActiveTestResult{}));
    case command::kTerminate:
      say(octets(h.command | command::kResponse, h.sequence));
      return go_down("the gateway ended the connection");
    case command::kTerminate | command::kResponse:
      if (state() == State::unbinding) go_down("ended");
      return;
    case command::kSubmit | command::kResponse:
      return take_submit_result(frame, h);
    case command::kDeliver:
      return take_delivery(frame, h);
    default:  // CMPP has no answer to what it does not know
      return;
  }
}

void Session::take_connect_result(std::string_view frame) {
  ConnectResult result;
  try {
    result = std::get<ConnectResult>(decode(frame, rules_.version).body);
  } catch (const BadInput& e) {
    return login_refused(std::string("the answer to CONNECT can't be read: ") + e.what(), Hold::account);
  }
  if (result.status != 0) {
    const std::string why =
        "CONNECT was refused: " + std::to_string(result.status) + ", " + connect_words(result.status) +
        (result.status == 4 ? "; the gateway speaks " + std::to_string(result.version >> 4) + "." +
                                  std::to_string(result.version & 0xF)
                            : "");
    if (is_connect_configuration(result.status)) return login_refused(why, Hold::stopped);
    return login_refused(why, Hold::account, is_too_many_connections(result.status) ? kTooMany : Millis(0));
  }
  if (!line::is_server_authenticator(result.authenticator, 0, authenticator_, rules_.password.reveal())) {
    if (rules_.strict_authenticator)
      return login_refused("the gateway's AuthenticatorISMG does not prove the shared secret", Hold::stopped);
    notice("the gateway's AuthenticatorISMG does not prove the shared secret");
  }
  logged_in();
}

void Session::take_submit_result(std::string_view frame, const Header& h) {
  MessageResult result;
  try {
    result = std::get<MessageResult>(decode(frame, rules_.version).body);
  } catch (const BadInput&) {  // an answer came, but nobody can say which
    submit_answered(h.sequence, line::StatusClass::doubtful, "unreadable_answer", "");
    return;
  }
  const auto own = rules_.results.find(result.result);
  const line::StatusClass what = own == rules_.results.end() ? class_of(result.result) : own->second;
  submit_answered(h.sequence, what, result_name(result.result), id_text(result.msg_id));
}

// The payload is kept as it came, unread, but for its sequence number: handed over again it is the same. What
// can't be kept is not answered: the gateway hands it over again.
void Session::take_delivery(std::string_view frame, const Header& h) {
  if (state() == State::binding) return;
  std::string bytes(frame);
  bytes.replace(8, 4, 4, '\0');
  std::uint64_t id = 0;
  for (std::size_t i = kHeaderOctets; i < kHeaderOctets + 8 && i < frame.size(); ++i)
    id = id << 8 | static_cast<std::uint8_t>(frame[i]);
  arrived(kind_of(rules_.version), std::move(bytes),
          octets(command::kDeliver | command::kResponse, h.sequence, MessageResult{id, 0}), "");
}

void Session::prepare(const SubmitBatch& batch, std::uint16_t reference, line::Outgoing* message) {
  message->source = rules_.sender + batch.extension;
  if (message->source.size() > kOurNumber) throw BadInput("Src_Id", "is longer than 21 digits");
  for (line::TextPart& p : line::cut_cn_text(batch.content.text, rules_.text, reference))
    message->parts.push_back({std::move(p)});
  message->billed = static_cast<int>(message->parts.size());
}

std::string Session::written(const Recipient& to) const {
  std::string number = line::written_number(to.e164, rules_.numbers, rules_.country_code);
  if (number.size() > (rules_.version == Version::v30 ? kWideNumber : kNarrowNumber))
    throw BadInput("Dest_terminal_Id", "is longer than CMPP allows");
  return number;
}

std::string Session::submit_octets(const line::Outgoing& message, std::size_t at, std::uint32_t sequence) {
  const line::TextPart& part = message.parts[at].text;
  Submit s = rules_.terms;
  s.pk_total = static_cast<std::uint8_t>(part.total);
  s.pk_number = static_cast<std::uint8_t>(part.number);
  s.registered_delivery = rules_.reports != ReportsWanted::none && names_part(message, at) ? 1 : 0;
  s.tp_udhi = part.headed ? rules_.udhi : 0;
  s.msg_fmt = part.data_coding;
  s.src_id = message.source;
  for (const line::OutTarget& to : message.to) s.destinations.push_back(to.number);
  s.content = part.octets;
  return octets(command::kSubmit, sequence, std::move(s));
}

// Only the ids that reports will come for.
bool Session::names_part(const line::Outgoing& message, std::size_t part) const {
  return rules_.reports != ReportsWanted::last_part || part + 1 == message.parts.size();
}

line::MemberId Session::member_id() const {
  return member;
}

}  // namespace huiyin::cmpp
