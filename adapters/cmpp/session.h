// One CMPP link: what LinkSession does, in CMPP's PDUs.
#pragma once
#include <string>

#include "adapters/cmpp/pdu.h"
#include "adapters/line/cn_text.h"
#include "adapters/line/link_session.h"
#include "adapters/line/numbers.h"
#include "daemon/base/secret.h"

namespace huiyin::cmpp {

enum class ReportsWanted { every_part, last_part, none };

struct LinkRules {
  Version version = Version::v30;
  std::string sp_id;                  // Source_Addr
  Secret password;                    // the shared secret
  bool strict_authenticator = false;  // a gateway that can't prove the secret is refused, not only reported
  // SUBMIT
  Submit terms;  // service, fees, Msg_src: everything that is the same for all
  std::string sender;
  line::NumberForm numbers = line::NumberForm::international;
  std::string country_code = "86";
  ReportsWanted reports = ReportsWanted::every_part;
  std::uint8_t udhi = 1;  // what TP_udhi says of a header
  line::CnTextRules text;
  line::StatusTable results;  // before class_of()
  line::LinkPace pace;
};

// "50a4014134fd002a"
std::string id_text(std::uint64_t msg_id);

class Session final : public line::LinkSession {
 public:
  explicit Session(LinkRules rules);

 private:
  std::string login(std::uint32_t sequence) override;
  std::string heartbeat(std::uint32_t sequence) override;
  std::string goodbye(std::uint32_t sequence) override;
  void take(std::string_view frame) override;
  void prepare(const SubmitBatch& batch, std::uint16_t reference, line::Outgoing* message) override;
  std::string written(const Recipient& to) const override;
  std::string submit_octets(const line::Outgoing& message, std::size_t part, std::uint32_t sequence) override;
  bool names_part(const line::Outgoing& message, std::size_t part) const override;
  line::MemberId member_id() const override;

  void take_connect_result(std::string_view frame);
  void take_submit_result(std::string_view frame, const Header& h);
  void take_delivery(std::string_view frame, const Header& h);
  std::string octets(std::uint32_t command, std::uint32_t sequence, Body body = {}) const;

  const LinkRules rules_;
  std::string authenticator_;  // of the CONNECT under way
};

}  // namespace huiyin::cmpp
