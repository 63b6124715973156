// One SMGP link: what LinkSession does, in SMGP's PDUs.
#pragma once
#include <string>

#include "adapters/line/cn_text.h"
#include "adapters/line/link_session.h"
#include "adapters/line/numbers.h"
#include "adapters/smgp/pdu.h"
#include "daemon/base/secret.h"

namespace huiyin::smgp {

enum class LoginMode : std::uint8_t { send = 0, receive = 1, both = 2 };
enum class ReportsWanted { every_part, last_part, none };

struct LinkRules {
  Version version = Version::v30;
  LoginMode mode = LoginMode::both;
  std::string client_id;
  Secret password;                    // the shared secret
  bool strict_authenticator = false;  // a gateway that can't prove the secret is refused, not only reported
  // Submit
  Submit terms;         // service, fees: everything that is the same for all
  std::string msg_src;  // TLV MsgSrc; empty: none
  std::string sender;
  line::NumberForm numbers = line::NumberForm::national;
  std::string country_code = "86";
  ReportsWanted reports = ReportsWanted::every_part;
  std::uint8_t udhi = 1;  // what TLV TP_udhi says of a header
  line::CnTextRules text;
  line::StatusTable statuses;  // before class_of()
  line::LinkPace pace;
};

class Session final : public line::LinkSession {
 public:
  explicit Session(LinkRules rules);

 private:
  std::string login(std::uint32_t sequence) override;
  std::string heartbeat(std::uint32_t sequence) override;
  std::string goodbye(std::uint32_t sequence) override;
  void take(std::string_view frame) override;
  bool may_send() const override { return rules_.mode != LoginMode::receive; }
  void prepare(const SubmitBatch& batch, std::uint16_t reference, line::Outgoing* message) override;
  std::string written(const Recipient& to) const override;
  std::string submit_octets(const line::Outgoing& message, std::size_t part, std::uint32_t sequence) override;
  bool names_part(const line::Outgoing& message, std::size_t part) const override;
  line::MemberId member_id() const override;

  void take_login_result(std::string_view frame);
  void take_submit_result(std::string_view frame, const Header& h);
  void take_delivery(std::string_view frame, const Header& h);
  line::StatusClass classify(std::uint32_t status) const;

  const LinkRules rules_;
  std::string authenticator_;  // of the Login under way
};

}  // namespace huiyin::smgp
