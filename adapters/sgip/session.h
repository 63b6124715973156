// SGIP's two kinds of connection: ours to the gateway, which sends, and the gateway's to us, by which reports
// and messages come. What both share with every line is LinkSession's.
#pragma once
#include <string>

#include "adapters/line/cn_text.h"
#include "adapters/line/link_session.h"
#include "adapters/sgip/pdu.h"
#include "daemon/base/secret.h"

namespace huiyin::sgip {

enum class ReportsWanted { every_part, last_part, none };

struct LinkRules {
  std::uint32_t node = 0;
  std::string name;  // of our BIND
  Secret password;
  std::string peer_name;  // of the gateway's BIND
  Secret peer_password;
  // SUBMIT
  Submit terms;  // service, fees: everything that is the same for all
  std::string sender, country_code = "86";
  ReportsWanted reports = ReportsWanted::every_part;
  std::uint8_t udhi = 1;  // what TP_udhi says of a header
  line::CnTextRules text;
  line::StatusTable results;  // before class_of()
  line::LinkPace pace;
};

class Session final : public line::LinkSession {
 public:
  enum class Side { we_call, we_are_called };
  Session(LinkRules rules, Side side);

 private:
  std::string login(std::uint32_t sequence) override;
  bool has_heartbeat() const override { return false; }
  std::string goodbye(std::uint32_t sequence) override;
  void take(std::string_view frame) override;
  bool may_send() const override { return side_ == Side::we_call; }
  bool waits_for_login() const override { return side_ == Side::we_are_called; }
  void prepare(const SubmitBatch& batch, std::uint16_t reference, line::Outgoing* message) override;
  std::string written(const Recipient& to) const override;
  std::string submit_octets(const line::Outgoing& message, std::size_t part, std::uint32_t sequence) override;
  std::uint32_t sequence_for(const line::Outgoing& message, std::size_t part) override;
  int most_tries() const override;
  std::string own_ids(const line::Outgoing& message) const override;
  bool names_part(const line::Outgoing& message, std::size_t part) const override;

  void take_bind(const Pdu& pdu);
  void take_bind_result(std::uint8_t result);
  void take_arrival(std::string_view frame, const Header& h);
  Sequence own(std::uint32_t serial) const;
  line::StatusClass classify(std::uint32_t result) const;

  const LinkRules rules_;
  const Side side_;
};

}  // namespace huiyin::sgip
