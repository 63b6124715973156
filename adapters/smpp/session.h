// One SMPP link: what LinkSession does, in SMPP's PDUs, and its questions about single messages.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "adapters/line/link_session.h"
#include "adapters/line/numbers.h"
#include "adapters/smpp/parts.h"
#include "adapters/smpp/pdu.h"
#include "adapters/smpp/status.h"
#include "daemon/base/secret.h"

namespace huiyin::smpp {

using line::NumberForm;
enum class ReceiptsWanted { every_part, last_part, none };

struct LinkRules {
  // bind
  std::uint32_t bind_command = command::kBindTransceiver;
  Bind bind;  // without its password
  Secret password;
  // submit_sm
  std::string service_type, sender, validity;
  std::uint8_t source_ton = 0, source_npi = 0, destination_ton = 1, destination_npi = 1;
  NumberForm numbers = NumberForm::international;
  std::string country_code = "86";
  ReceiptsWanted receipts = ReceiptsWanted::every_part;
  TextRules text;
  line::StatusTable statuses;  // before class_of()
  line::LinkPace pace;
};

class Session final : public line::LinkSession {
 public:
  explicit Session(LinkRules rules);

  bool inquire(std::uint64_t handle, const Inquiry& inquiry, const Moment& m) override;
  bool cancel(std::uint64_t handle, const std::string& carrier_id, const Recipient& to,
              const Moment& m) override;

 private:
  // A query_sm or cancel_sm for each id of a message, one after the other.
  struct Question {
    bool cancels = false;
    std::uint64_t handle = 0;
    std::vector<std::string> ids;
    std::size_t at = 0;
    Address destination;
    Millis deadline{0};
    Found found;
  };

  // session.cpp
  std::string login(std::uint32_t sequence) override;
  std::string heartbeat(std::uint32_t sequence) override;
  std::string goodbye(std::uint32_t sequence) override;
  std::string last_words() override;
  void take(std::string_view frame) override;
  bool may_send() const override { return rules_.bind_command != command::kBindReceiver; }
  void take_request(std::string_view frame, const Header& h);
  void take_response(std::string_view frame, const Header& h);
  void take_bind_result(const Header& h);
  void take_delivery(std::string_view frame, const Header& h);
  void answer(std::uint32_t command, std::uint32_t sequence, std::uint32_t status, Body body = {});
  StatusClass classify(std::uint32_t status) const;

  // session_submit.cpp
  void prepare(const SubmitBatch& batch, std::uint16_t reference, line::Outgoing* message) override;
  std::string written(const Recipient& to) const override;
  std::string submit_octets(const line::Outgoing& message, std::size_t part, std::uint32_t sequence) override;
  bool names_part(const line::Outgoing& message, std::size_t part) const override;
  std::uint8_t wanted_receipt(const line::Outgoing& message, std::size_t part) const;

  // session_ask.cpp: inquiries and withdrawals
  bool has_question(std::uint32_t sequence) const override { return questions_.contains(sequence); }
  void expire_questions(bool all) override;
  bool ask(Question q);
  void send_question(Question q);
  void take_question_answer(std::uint32_t sequence, const Header& h, const Pdu& pdu);
  void take_state(Question& q, const Pdu& pdu);
  void end_question(Question q, bool withdrawn, std::string code);

  const LinkRules rules_;
  std::map<std::uint32_t, Question> questions_;  // by sequence
};

}  // namespace huiyin::smpp
