// LinkSession: what every line protocol's link does: logs in, keeps the window, pauses, watches life, tells
// outcomes, holds answers to deliveries back, goes down with a back-off. A state machine: bytes and ticks in,
// bytes and events out; time-outs go by Moment::steady. A protocol derives from it and says how its PDUs
// look.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "adapters/line/status.h"
#include "adapters/line/window.h"
#include "adapters/line_carrier.h"
#include "adapters/line_notices.h"

namespace huiyin::line {

struct LinkPace {
  int window = 10;
  int inbound_limit = 1'000;  // DLR and MO that wait to be durable; beyond it the carrier is asked to wait
  int group = 1;              // recipients that one submit may name
  // A submit without answer goes out once more on the same connection under the same sequence number: for
  // carriers that drop what they know. Otherwise its outcome is unknown at once.
  bool resend_unanswered = false;
  Millis login_timeout{30'000}, response_timeout{60'000}, life_interval{30'000}, life_timeout{15'000};
  Millis throttle_pause{1'000}, throttle_patience{120'000};
  Millis first_back_off{1'000}, longest_back_off{60'000};
};

class LinkSession : public LineSession, public Notices {
 public:
  void connected(const Moment& m) final;
  void received(std::string_view bytes, const Moment& m) final;
  void disconnected(const Moment& m) final;
  void tick(const Moment& m) final;
  Millis next_tick() const final;
  int room() const final;
  void submit(const SubmitBatch& batch, const Moment& m) final;
  void halt(const Moment& m) final;
  void kept(std::uint64_t handle, const Moment& m) final;
  void not_kept(std::uint64_t handle, const Moment& m) final;
  void close(const Moment& m) final;
  std::string take_output() final;
  std::vector<LineEvent> take_events() final;
  std::vector<std::string> take_notices() final { return std::exchange(notices_, {}); }

 protected:
  struct Framing {
    std::size_t least, most;  // octets of a PDU; its first four are its length
  };
  enum class State { down, binding, bound, closing, unbinding };

  LinkSession(LinkPace pace, Framing framing);

  // ---- What a protocol says. Octets are whole PDUs.
  virtual std::string login(std::uint32_t sequence) = 0;
  virtual bool has_heartbeat() const { return true; }
  virtual std::string heartbeat(std::uint32_t /*sequence*/) { return {}; }  // REQUIRES: has_heartbeat()
  virtual std::string goodbye(std::uint32_t sequence) = 0;
  virtual std::string last_words() { return {}; }  // to a peer whose framing is lost
  virtual void take(std::string_view frame) = 0;   // one PDU; its length is good
  virtual bool may_send() const { return true; }
  virtual bool waits_for_login() const { return false; }  // the peer logs in to us
  // Source, parts and what is billed. Throws BadInput for a text that can't be sent.
  virtual void prepare(const SubmitBatch& batch, std::uint16_t reference, Outgoing* message) = 0;
  virtual std::string written(const Recipient& to) const = 0;  // throws BadInput for a number that can't be
  virtual std::string submit_octets(const Outgoing& message, std::size_t part, std::uint32_t sequence) = 0;
  // The number that the answer will name; own ones where the protocol's are more than a counter.
  virtual std::uint32_t sequence_for(const Outgoing&, std::size_t /*part*/) { return next_sequence(); }
  // False: its answer's id names nothing, since no receipt will come for the part.
  virtual bool names_part(const Outgoing&, std::size_t /*part*/) const { return true; }
  // The ids of what has left, where we name it ourselves: an unknown outcome tells them, too, so that
  // receipts find it. Empty: the carrier names it.
  virtual std::string own_ids(const Outgoing&) const { return {}; }
  virtual MemberId member_id() const { return nullptr; }
  virtual int most_tries() const { return 0; }  // of one part, throttles too; 0: no limit
  // Requests that are not submits.
  virtual bool has_question(std::uint32_t) const { return false; }
  virtual void expire_questions(bool /*all*/) {}

  // ---- What take() may do
  bool is_login_answer(std::uint32_t sequence) const {
    return state_ == State::binding && sequence == login_sequence_;
  }
  void logged_in();
  // Further refusals of the same kind than `most` become an alarm; 0: never.
  void login_refused(const std::string& why, Hold hold, Millis at_least = Millis(0), int most = 0);
  // yes, no: the answer once it is durable, and when it could not be made so.
  void arrived(std::string_view kind, std::string bytes, std::string yes, std::string no);
  bool answers(std::uint32_t sequence) const { return window_.has(sequence); }
  // False: no submit waits for this answer, nor did one that came to be late.
  bool submit_answered(std::uint32_t sequence, StatusClass what, std::string code, std::string id);
  void say(std::string_view octets) { out_ += octets; }
  void go_down(std::string why, Hold hold = Hold::account, Millis at_least = Millis(0));
  std::uint32_t next_sequence();

  void see(const Moment& m);
  State state() const { return state_; }
  Millis now() const { return now_; }
  TimePoint wall_now() const { return wall_now_; }
  Flow& flow() { return flow_; }
  const LinkPace& pace() const { return pace_; }
  void notice(std::string what) { notices_.push_back(std::move(what)); }
  void tell(LineEvent event) { events_.push_back(std::move(event)); }

 private:
  struct Arrival {
    std::string yes, no;
  };

  // link_session.cpp: the link
  bool is_up() const { return state_ == State::bound || state_ == State::closing; }
  bool take_frames();
  void watch_life();
  void end_politely();
  Millis back_off(Millis at_least);

  // link_submit.cpp: messages
  void pump();
  void queue(const Outgoing& message);
  void send_part(const std::shared_ptr<Outgoing>& message, std::size_t part);
  void take_answer(const Slot& slot, StatusClass what, std::string id);
  void put_off(Outgoing& message, OutPart& part, bool throttled);
  bool split_group(const std::shared_ptr<Outgoing>& message);
  void settle(const std::shared_ptr<Outgoing>& message);
  void expire();
  void lose(const std::vector<Slot>& slots, bool link_lost);
  void halt_queue();

  const LinkPace pace_;
  const Framing framing_;
  State state_ = State::down;
  std::string in_, out_;
  std::vector<LineEvent> events_;
  std::vector<std::string> notices_;
  Millis now_{0};
  TimePoint wall_now_{};
  std::uint64_t chance_ = 0;  // for jitter and the first reference
  std::uint32_t sequence_ = 0, login_sequence_ = 0;
  Millis state_since_{0}, heard_{0};
  std::optional<Millis> enquired_;  // a heartbeat waits for its answer since
  int failures_ = 0, login_refusals_ = 0;
  Window window_;
  Flow flow_;
  std::map<std::uint64_t, std::shared_ptr<Outgoing>> queue_;  // by serial; those with parts that wait
  std::uint64_t serial_ = 0, handles_ = 0;
  std::uint64_t halted_serial_ = 0;  // up to this one nothing leaves any more, not even again
  std::uint16_t reference_ = 0;
  std::unordered_map<std::uint64_t, Arrival> arrivals_;
};

}  // namespace huiyin::line
