#include "adapters/smgp/session.h"

#include <algorithm>

#include "adapters/line/authenticator.h"
#include "adapters/smgp/reader.h"
#include "adapters/smgp/status.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"

namespace huiyin::smgp {
namespace {

constexpr int kZeros = 7;  // between account and secret
constexpr std::size_t kNumber = 21, kMsgId = 10, kCounted = 6;

// MsgIDs of a group follow one another in the six decimal digits at their end, which wrap.
std::string member(const std::string& first, std::size_t n) {
  const std::string head = first.substr(0, first.size() - kCounted);
  const std::string tail = first.substr(first.size() - kCounted);
  const bool decimal = std::all_of(tail.begin(), tail.end(), [](char c) { return c >= '0' && c <= '9'; });
  const std::size_t span = decimal ? 1'000'000 : 0x1000000;
  std::size_t at = (std::stoul(tail, nullptr, decimal ? 10 : 16) + n) % span;
  std::string counted(kCounted, '0');
  for (std::size_t i = kCounted; i-- > 0; at /= decimal ? 10 : 16)
    counted[i] = "0123456789abcdef"[at % (decimal ? 10 : 16)];
  return head + counted;
}

std::string plain(std::uint32_t command, std::uint32_t sequence) {
  return encode({command, sequence, {}, {}});
}

}  // namespace

Session::Session(LinkRules rules)
    : LinkSession(rules.pace, {kHeaderOctets, kMaxPduOctets}), rules_(std::move(rules)) {}

std::string Session::login(std::uint32_t sequence) {
  const std::string stamp = line::stamp_digits(wall_now());
  authenticator_ = line::client_authenticator(rules_.client_id, kZeros, rules_.password.reveal(), stamp);
  return encode({command::kLogin,
                 sequence,
                 Login{rules_.client_id, authenticator_, static_cast<std::uint8_t>(rules_.mode),
                       line::stamp_number(stamp), static_cast<std::uint8_t>(rules_.version)},
                 {}});
}

std::string Session::heartbeat(std::uint32_t sequence) {
  return plain(command::kActiveTest, sequence);
}

std::string Session::goodbye(std::uint32_t sequence) {
  return plain(command::kExit, sequence);
}

void Session::take(std::string_view frame) {
  const Header h = read_header(frame);
  switch (h.command) {
    case command::kLogin | command::kResponse:
      if (is_login_answer(h.sequence)) take_login_result(frame);
      return;
    case command::kActiveTest:
      return say(plain(h.command | command::kResponse, h.sequence));
    case command::kExit:
      say(plain(h.command | command::kResponse, h.sequence));
      return go_down("the gateway ended the connection");
    case command::kExit | command::kResponse:
      if (state() == State::unbinding) go_down("ended");
      return;
    case command::kSubmit | command::kResponse:
      return take_submit_result(frame, h);
    case command::kDeliver:
      return take_delivery(frame, h);
    default:  // SMGP has no answer to what it does not know
      return;
  }
}

void Session::take_login_result(std::string_view frame) {
  LoginResult result;
  try {
    result = std::get<LoginResult>(decode(frame).body);
  } catch (const BadInput& e) {
    return login_refused(std::string("the answer to Login can't be read: ") + e.what(), Hold::account);
  }
  if (result.status != 0) {
    const bool hopeless = classify(result.status) == line::StatusClass::configuration;
    return login_refused("Login was refused: " + status_name(result.status),
                         hopeless ? Hold::stopped : Hold::account);
  }
  if (!line::is_server_authenticator(result.authenticator, 0, authenticator_, rules_.password.reveal())) {
    if (rules_.strict_authenticator)
      return login_refused("the gateway's AuthenticatorServer does not prove the shared secret",
                           Hold::stopped);
    notice("the gateway's AuthenticatorServer does not prove the shared secret");
  }
  logged_in();
}

void Session::take_submit_result(std::string_view frame, const Header& h) {
  MessageResult result;
  try {
    result = std::get<MessageResult>(decode(frame).body);
  } catch (const BadInput&) {  // an answer came, but nobody can say which
    submit_answered(h.sequence, line::StatusClass::doubtful, "unreadable_answer", "");
    return;
  }
  submit_answered(h.sequence, classify(result.status), status_name(result.status), to_hex(result.msg_id));
}

// The payload is kept as it came, unread, but for its sequence number: handed over again it is the same. What
// can't be kept is not answered: the gateway hands it over again.
void Session::take_delivery(std::string_view frame, const Header& h) {
  if (state() == State::binding) return;
  std::string bytes(frame);
  bytes.replace(8, 4, 4, '\0');
  std::string id(frame.substr(kHeaderOctets, kMsgId));
  arrived(kDeliverKind, std::move(bytes),
          encode({command::kDeliver | command::kResponse, h.sequence, MessageResult{std::move(id), 0}, {}}),
          "");
}

line::StatusClass Session::classify(std::uint32_t status) const {
  const auto own = rules_.statuses.find(status);
  return own == rules_.statuses.end() ? class_of(status) : own->second;
}

void Session::prepare(const SubmitBatch& batch, std::uint16_t reference, line::Outgoing* message) {
  message->source = rules_.sender + batch.extension;
  if (message->source.size() > kNumber) throw BadInput("SrcTermID", "is longer than 21 digits");
  for (line::TextPart& p : line::cut_cn_text(batch.content.text, rules_.text, reference))
    message->parts.push_back({std::move(p)});
  message->billed = static_cast<int>(message->parts.size());
}

std::string Session::written(const Recipient& to) const {
  std::string number = line::written_number(to.e164, rules_.numbers, rules_.country_code);
  if (number.size() > kNumber) throw BadInput("DestTermID", "is longer than SMGP allows");
  return number;
}

std::string Session::submit_octets(const line::Outgoing& message, std::size_t at, std::uint32_t sequence) {
  const line::TextPart& part = message.parts[at].text;
  Submit s = rules_.terms;
  s.need_report = rules_.reports != ReportsWanted::none && names_part(message, at) ? 1 : 0;
  s.format = part.data_coding;
  s.source = message.source;
  for (const line::OutTarget& to : message.to) s.destinations.push_back(to.number);
  s.content = part.octets;
  line::Tlvs tlvs;
  if (part.headed) {
    tlvs.push_back(line::number_tlv(tag::kTpUdhi, rules_.udhi, 1));
    tlvs.push_back(line::number_tlv(tag::kPkTotal, static_cast<std::uint32_t>(part.total), 1));
    tlvs.push_back(line::number_tlv(tag::kPkNumber, static_cast<std::uint32_t>(part.number), 1));
  }
  if (!rules_.msg_src.empty()) {
    std::string padded = rules_.msg_src;
    padded.resize(8, '\0');
    tlvs.push_back({tag::kMsgSrc, std::move(padded)});
  }
  return encode({command::kSubmit, sequence, std::move(s), std::move(tlvs)}, rules_.version);
}

// Only the ids that reports will come for.
bool Session::names_part(const line::Outgoing& message, std::size_t part) const {
  return rules_.reports != ReportsWanted::last_part || part + 1 == message.parts.size();
}

line::MemberId Session::member_id() const {
  return member;
}

}  // namespace huiyin::smgp
