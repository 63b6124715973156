// LineLink: one session of a line carrier on its socket. Turns the session's events into calls of its owner.
// Net role.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/line_carrier.h"
#include "adapters/line_notices.h"
#include "daemon/io/line_client.h"

namespace huiyin {

class LineLink final : public LineEndpoint {
 public:
  // What the owner is told, while the session is not in the middle of something.
  using Tell = std::function<void(LineLink&, LineEvent)>;
  LineLink(Loop& loop, const Clock& clock, const LinkPlan& plan, std::unique_ptr<LineSession> session,
           LineGate& gate, Tell tell);

  void open();
  void adopt(int fd);  // of a carrier that has called us; once
  void close();        // politely; it does not come back
  bool is_closed() const { return client_.is_idle(); }

  const LinkPlan& plan() const { return plan_; }
  int room() const { return up_ ? session_->room() : 0; }
  void submit(const SubmitBatch& batch);
  void halt();  // what has not left comes back
  void kept(std::uint64_t handle, bool durable);
  bool inquire(std::uint64_t handle, const Inquiry& inquiry);
  bool cancel(std::uint64_t handle, const std::string& carrier_id, const Recipient& to);

  // What the session has to say to those who run it; empties it.
  std::vector<std::string> take_notices();

  bool is_stopped() const { return stopped_; }
  const std::string& fault() const { return fault_; }

  void connected() override;
  void received(std::string_view bytes) override;
  void disconnected(const std::string& why) override;
  void not_connected(const std::string& why) override;
  void tick() override;
  Millis next_tick() const override { return session_->next_tick(); }
  std::string take_output() override { return session_->take_output(); }
  bool wants_close() const override { return down_; }
  bool is_up() const override { return up_; }
  std::optional<Millis> reconnect_after() const override;

 private:
  Moment moment() const;
  void pass_on();
  void take(LineEvent event);

  const Clock& clock_;
  const LinkPlan plan_;
  const std::unique_ptr<LineSession> session_;
  line::Notices* const notices_;  // the session itself; null where it has nothing to say
  const Tell tell_;
  bool up_ = false, down_ = false, stopped_ = false, closing_ = false, passing_ = false;
  Millis wait_{0};
  std::string fault_;
  LineClient client_;
};

}  // namespace huiyin
