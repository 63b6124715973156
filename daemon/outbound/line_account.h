// LineAccount: the links of one account of a line carrier. Spreads batches over them, hands what arrives to
// be kept, keeps the links alive, and takes the calls of a carrier that calls us. Net role.
#pragma once
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/line_calls.h"
#include "adapters/line_carrier.h"
#include "daemon/base/thread_role.h"
#include "daemon/io/line_server.h"
#include "daemon/outbound/line_link.h"
#include "daemon/outbound/submitter.h"

namespace huiyin {

class LineAccount final : public Submitter {
 public:
  // Makes bytes durable; `then` runs on the loop with whether they are.
  using Keep =
      std::function<void(const std::string& kind, const std::string& bytes, std::function<void(bool)> then)>;
  // loop, clock and carrier outlive this.
  LineAccount(Loop& loop, const Clock& clock, std::string name, const LineCarrier& carrier, Keep keep);
  ~LineAccount() override;

  void start() ON_ROLE(net_role);
  // Links that a refusal stopped try once more.
  void resume() ON_ROLE(net_role);
  // Politely; `done` runs when every link is closed.
  void stop(std::function<void()> done) ON_ROLE(net_role);

  bool is_up() const override;
  int room() const override;
  void submit(const SubmitBatch& batch, Done done) override;
  void halt() override;
  void inquire(const Inquiry& inquiry, std::function<void(Found)> done) override;
  bool cancel(const std::string& carrier_id, const Recipient& to, Withdrawn done) override;

  const std::string& name() const { return name_; }
  struct Status {
    int links = 0, up = 0, stopped = 0;
    std::string fault;  // of a link that is not up, or of the port where calls are taken
  };
  Status status() const;

 private:
  struct Pending {
    std::vector<std::string> keys;  // of the recipients
    std::vector<Outcome> outcomes;
    std::size_t open = 0;
    Done done;
  };
  LineLink* roomiest() const;
  void told(LineLink& link, LineEvent event);
  void take(LineLink& link, Arrived arrived);
  void take(const LineLink& link, const LinkDown& down);
  void take(SubmitDone&& answer);
  void take(Inquired&& answer);
  void take(const Cancelled& answer);
  void called(int fd, const std::string& peer);
  void listen();
  void forget_ended_calls();
  void log_notices(LineLink& link) const;
  void log_link(const LineLink& link, const LinkDown& down) const;
  void check_closed();

  Loop& loop_;
  const Clock& clock_;
  const std::string name_;
  const Keep keep_;
  const line::TakesCalls* const calls_from_;  // the carrier, where it calls us
  LineGate gate_;
  std::vector<std::shared_ptr<LineLink>> links_, calls_;  // calls_: by which the carrier called us
  std::unique_ptr<LineServer> server_;
  std::string listen_fault_;
  std::uint64_t call_ = 0;
  Loop::TimerId listen_timer_ = 0, forget_timer_ = 0;
  std::map<std::string, Pending> pending_;  // by batch key
  std::map<std::uint64_t, std::function<void(Found)>> inquiries_;
  std::map<std::uint64_t, Withdrawn> withdrawals_;
  std::uint64_t inquiry_ = 0;  // the last handle of either
  std::function<void()> closed_;
};

}  // namespace huiyin
