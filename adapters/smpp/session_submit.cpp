// The session's messages as submit_sm.
#include "adapters/smpp/session.h"
#include "daemon/base/bad_input.h"

namespace huiyin::smpp {
namespace {

constexpr std::size_t kLongestNumber = 20;

std::string fitting_number(std::string number) {
  if (number.size() > kLongestNumber) throw BadInput("number", "is longer than SMPP allows");
  return number;
}

}  // namespace

void Session::prepare(const SubmitBatch& batch, std::uint16_t reference, line::Outgoing* message) {
  message->source = fitting_number(rules_.sender + batch.extension);
  message->billed = billed_parts(batch.content.text, rules_.text);
  for (TextPart& p : cut_text(batch.content.text, rules_.text, reference))
    message->parts.push_back({std::move(p)});
}

std::string Session::written(const Recipient& to) const {
  return fitting_number(line::written_number(to.e164, rules_.numbers, rules_.country_code));
}

std::string Session::submit_octets(const line::Outgoing& message, std::size_t at, std::uint32_t sequence) {
  const TextPart& part = message.parts[at].text;
  ShortMessage sm;
  sm.service_type = rules_.service_type;
  sm.source = {rules_.source_ton, rules_.source_npi, message.source};
  sm.destination = {rules_.destination_ton, rules_.destination_npi, message.to.front().number};
  sm.esm_class = part.headed ? kUdhIndicator : 0;
  sm.validity = rules_.validity;
  sm.registered_delivery = wanted_receipt(message, at);
  sm.data_coding = part.data_coding;
  sm.octets = part.octets;
  return encode({command::kSubmitSm, 0, sequence, std::move(sm), part.tlvs});
}

// Only the ids that receipts will come for.
bool Session::names_part(const line::Outgoing& message, std::size_t part) const {
  return rules_.receipts != ReceiptsWanted::last_part || part + 1 == message.parts.size();
}

std::uint8_t Session::wanted_receipt(const line::Outgoing& message, std::size_t part) const {
  if (rules_.receipts == ReceiptsWanted::none) return 0;
  return rules_.receipts == ReceiptsWanted::every_part || part + 1 == message.parts.size() ? 1 : 0;
}

}  // namespace huiyin::smpp
