// The referee's book: every message taken, every receipt and inbound message made, and to whom each was
// given. Knows no carrier's API; the faces (Tencent today) translate. Any thread; one lock.
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "daemon/base/mutex.h"
#include "tests/sim/handsets.h"
#include "tests/sim/ledger_views.h"
#include "tests/sim/sim_time.h"

namespace huiyin::sim {

class Ledger {
 public:
  Ledger(const SimTime& time, Corpus corpus, HandsetModel model);

  // One answer per number, in order. Numbers are E.164.
  std::vector<Taken> accept(Submission what, const std::vector<std::string>& numbers, const Twists& twists)
      EXCLUDES(mutex_);
  // Takes a message back that is still on its way: its receipt will say DELETED. Again: true again.
  bool withdraw(std::uint64_t seq) EXCLUDES(mutex_);
  // A message from a person, unasked, due after delay_ms.
  void add_inbound(Unasked message, std::int64_t delay_ms) EXCLUDES(mutex_);

  // Destructive: each item is given once. broken: the answer that carries them will be spoiled on its way.
  std::vector<ReceiptView> take_receipts(const std::string& account, std::size_t limit, bool broken)
      EXCLUDES(mutex_);
  std::vector<InboundView> take_inbound(const std::string& account, std::size_t limit, bool broken)
      EXCLUDES(mutex_);

  // Not destructive; newest last. Only what is due by now.
  std::vector<ReceiptView> receipts_of(const std::string& account, const std::string& number,
                                       const Window& window) EXCLUDES(mutex_);
  std::vector<InboundView> inbound_of(const std::string& account, const std::string& number,
                                      const Window& window) EXCLUDES(mutex_);
  // Every attempt, refused ones too.
  std::vector<MessageView> messages_of(const std::string& account, const std::string& number,
                                       const Window& window) EXCLUDES(mutex_);

  // For one pusher: items due and not yet taken by it. push_from_now() passes over what is there already.
  std::vector<ReceiptView> next_receipts_to_push(std::size_t limit) EXCLUDES(mutex_);
  std::optional<InboundView> next_inbound_to_push() EXCLUDES(mutex_);
  void push_from_now() EXCLUDES(mutex_);
  void count_push(bool is_inbound, std::size_t items, Push outcome, std::uint64_t inbound_seq = 0)
      EXCLUDES(mutex_);

  // For the control API: in order of seq, beginning after `after`. Only accepted messages, only inbound that
  // is due.
  std::vector<MessageView> messages_after(std::uint64_t after, std::size_t limit) EXCLUDES(mutex_);
  std::vector<InboundView> inbound_after(std::uint64_t after, std::size_t limit) EXCLUDES(mutex_);
  Counts counts() EXCLUDES(mutex_);

  HandsetModel model() const EXCLUDES(mutex_);
  void set_model(const HandsetModel& model) EXCLUDES(mutex_);
  const Corpus& corpus() const { return corpus_; }
  void reset() EXCLUDES(mutex_);  // forgets everything but corpus and model

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  struct Person {
    std::string number;
    std::uint32_t last_message = kNone;  // newest of a list linked by Message::previous
    std::uint32_t last_inbound = kNone;
    std::array<std::uint16_t, kKinds> taken{};
  };
  struct Message {
    std::uint32_t person = 0, previous = kNone;
    std::shared_ptr<const Submission> what;
    TimePoint at;
    std::int64_t receipt_ms = 0;
    std::string_view status;
    Fate fate = Fate::delivered;
    Verdict verdict = Verdict::accepted;
    bool receipt_out = false;
  };
  struct Inbound {
    std::uint32_t person = 0, previous = kNone;
    std::uint32_t answers = kNone;  // the message it answers
    Unasked said;
    TimePoint at;           // of the saying, on the simulator's clock
    std::uint64_t seq = 0;  // 0: not due yet
    int pulled = 0, pushed = 0;
    bool in_broken_answer = false;
  };
  struct Due {
    std::int64_t at;  // SimTime::progress_ms
    std::uint64_t order;
    bool is_inbound;
    std::uint32_t index;
    bool operator>(const Due& other) const { return at != other.at ? at > other.at : order > other.order; }
  };
  struct Queues {
    std::deque<std::uint32_t> receipts;  // message indexes
    std::deque<std::uint32_t> inbound;
  };

  std::uint32_t person_of(const std::string& number) ON_ROLE(mutex_);
  Taken take_one(const std::shared_ptr<const Submission>& what, const std::string& number,
                 const Twists& twists, TimePoint at, std::int64_t progress) ON_ROLE(mutex_);
  void schedule_receipt(std::uint32_t index, const HandsetPlan& plan, const Twists& twists,
                        std::int64_t progress) ON_ROLE(mutex_);
  void schedule_reply(std::uint32_t index, const PlannedReply& reply, std::int64_t arrival_ms,
                      std::int64_t progress) ON_ROLE(mutex_);
  void schedule(std::int64_t at, bool is_inbound, std::uint32_t index) ON_ROLE(mutex_);
  void advance() ON_ROLE(mutex_);  // makes everything due
  void make_receipt(std::uint32_t index) ON_ROLE(mutex_);
  void make_inbound(std::uint32_t index) ON_ROLE(mutex_);
  bool for_account(const Inbound& inbound, const std::string& account) const ON_ROLE(mutex_);
  ReceiptView view_receipt(std::uint32_t index) const ON_ROLE(mutex_);
  InboundView view_inbound(std::uint32_t index) const ON_ROLE(mutex_);
  MessageView view_message(std::uint32_t index) const ON_ROLE(mutex_);
  void count_recipients(Counts* counts) const ON_ROLE(mutex_);

  const SimTime& time_;
  const Corpus corpus_;
  mutable Mutex mutex_;
  HandsetModel model_ GUARDED_BY(mutex_);
  std::deque<Person> people_ GUARDED_BY(mutex_);
  std::unordered_map<std::string_view, std::uint32_t> by_number_ GUARDED_BY(mutex_);  // keys live in people_
  std::deque<Message> messages_ GUARDED_BY(mutex_);
  std::deque<Inbound> inbound_ GUARDED_BY(mutex_);
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_ GUARDED_BY(mutex_);
  std::uint64_t order_ GUARDED_BY(mutex_) = 0;
  std::vector<std::uint32_t> receipts_made_ GUARDED_BY(mutex_);  // message indexes, doubled ones twice
  std::vector<std::uint32_t> inbound_made_ GUARDED_BY(mutex_);   // inbound indexes; seq - 1 is the place
  std::size_t pushed_receipts_ GUARDED_BY(mutex_) = 0;           // how far the pusher is in receipts_made_
  std::size_t pushed_inbound_ GUARDED_BY(mutex_) = 0;
  std::map<std::string, Queues> queues_ GUARDED_BY(mutex_);                       // by account
  std::set<std::pair<std::string, std::uint32_t>> blacklist_ GUARDED_BY(mutex_);  // signature and person
  std::unordered_set<std::uint64_t> told_ GUARDED_BY(mutex_);                     // (person, text) hashes
  Counts counts_ GUARDED_BY(mutex_);
};

// The carrier's own name for the message with this seq.
std::string serial_no(std::uint64_t seq);

}  // namespace huiyin::sim
