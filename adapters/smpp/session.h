// One SMPP link as a state machine: bytes and ticks in, bytes and events out. No socket, no clock, no thread
// of its own; time-outs go by Moment::steady.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/line_carrier.h"
#include "adapters/smpp/parts.h"
#include "adapters/smpp/pdu.h"
#include "adapters/smpp/status.h"
#include "adapters/smpp/window.h"
#include "daemon/base/secret.h"

namespace huiyin::smpp {

enum class NumberForm { international, plus, national };  // 86138…, +86138…, 138…
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
  StatusTable statuses;  // before class_of()
  // pace and patience
  int window = 10;
  int inbound_limit = 1'000;  // DLR and MO that wait to be durable; beyond it the carrier is asked to wait
  Millis bind_timeout{30'000}, response_timeout{60'000}, enquire_interval{30'000}, enquire_timeout{15'000};
  Millis throttle_pause{1'000}, throttle_patience{120'000};
  Millis first_back_off{1'000}, longest_back_off{60'000};
};

class Session final : public LineSession {
 public:
  explicit Session(LinkRules rules);

  void connected(const Moment& m) override;
  void received(std::string_view bytes, const Moment& m) override;
  void disconnected(const Moment& m) override;
  void tick(const Moment& m) override;
  Millis next_tick() const override;
  int room() const override;
  void submit(const SubmitBatch& batch, const Moment& m) override;
  void halt(const Moment& m) override;
  void kept(std::uint64_t handle, const Moment& m) override;
  void not_kept(std::uint64_t handle, const Moment& m) override;
  bool inquire(std::uint64_t handle, const Inquiry& inquiry, const Moment& m) override;
  bool cancel(std::uint64_t handle, const std::string& carrier_id, const Recipient& to,
              const Moment& m) override;
  void close(const Moment& m) override;
  std::string take_output() override;
  std::vector<LineEvent> take_events() override;

 private:
  enum class State { down, binding, bound, closing, unbinding };

  struct Arrival {
    std::uint32_t command = 0, sequence = 0;
  };
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

  // session.cpp: the link
  void see(const Moment& m);
  bool is_up() const { return state_ == State::bound || state_ == State::closing; }
  bool take_frames();
  void take(std::string_view frame);
  void take_request(std::string_view frame, const Header& h);
  void take_response(std::string_view frame, const Header& h);
  void take_bind_result(const Header& h);
  void take_delivery(std::string_view frame, const Header& h);
  void watch_life();
  void end_politely();
  void go_down(std::string why, Hold hold = Hold::account, Millis at_least = Millis(0));
  Millis back_off(Millis at_least);
  void send(Pdu pdu);
  void answer(std::uint32_t command, std::uint32_t sequence, std::uint32_t status, Body body = {});
  std::uint32_t next_sequence();
  StatusClass classify(std::uint32_t status) const;
  bool may_send() const { return rules_.bind_command != command::kBindReceiver; }

  // session_submit.cpp: messages
  void pump();
  Address address_of(const Recipient& to) const;
  void send_part(const std::shared_ptr<Outgoing>& message, std::size_t part);
  std::uint8_t wanted_receipt(const Outgoing& message, std::size_t part) const;
  void take_submit_answer(const Slot& slot, std::uint32_t status, std::string id);
  void put_off(Outgoing& message, OutPart& part, bool throttled);
  void settle(const std::shared_ptr<Outgoing>& message);
  void lose(const std::vector<Slot>& slots, bool link_lost);
  void halt_queue();

  // session_ask.cpp: inquiries and withdrawals
  bool ask(Question q);
  void send_question(Question q);
  void take_question_answer(std::uint32_t sequence, const Header& h, const Pdu& pdu);
  void take_state(Question& q, const Pdu& pdu);
  void end_question(Question q, bool withdrawn, std::string code);
  void expire_questions(bool all);

  const LinkRules rules_;
  State state_ = State::down;
  std::string in_, out_;
  std::vector<LineEvent> events_;
  Millis now_{0};
  TimePoint wall_now_{};
  std::uint64_t chance_ = 0;  // for jitter and the first reference
  std::uint32_t sequence_ = 0, bind_sequence_ = 0;
  Millis state_since_{0}, heard_{0};
  std::optional<Millis> enquired_;  // an enquire_link waits for its answer since
  int failures_ = 0, bind_refusals_ = 0;
  Window window_;
  Flow flow_;
  std::map<std::uint64_t, std::shared_ptr<Outgoing>> queue_;  // by serial; those with parts that wait
  std::uint64_t serial_ = 0, handles_ = 0;
  std::uint16_t reference_ = 0;
  std::unordered_map<std::uint64_t, Arrival> arrivals_;
  std::map<std::uint32_t, Question> questions_;  // by sequence
};

}  // namespace huiyin::smpp
