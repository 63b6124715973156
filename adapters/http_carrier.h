// HttpCarrier: a carrier reached by HTTP, as pure functions over data. The daemon owns sockets, clocks,
// windows, rates, retries and storage. An adapter keeps no state between calls but its settings; what must
// survive is a cursor. All methods are const and thread-compatible; no method blocks.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/message.h"
#include "adapters/recogniser.h"

namespace huiyin {

// ---- An exchange of several steps (token, list, page, detail, delete-after-commit)

// Hand these bytes to the ledger. on_kept() is called once they are durable; only then may the exchange
// acknowledge, delete or ask for more. `cursor` is stored in the same transaction.
struct Keep {
  std::string kind;  // what HttpCarrier::read() is to make of them: "reply_pull", "status_push", …
  std::string bytes;
  std::string cursor;  // the new cursor; empty: unchanged
};

// The exchange is over.
struct Done {
  std::string cursor;      // the new cursor; empty: unchanged
  bool more = false;       // there is more at the carrier: begin the next round at once
  std::string fault;       // empty when all went well; else one sentence for the log and `huiyinctl carrier`
  Hold hold = Hold::none;  // account or stopped
  Millis wait{0};
  bool may_have_lost = false;  // a destructive pull's answer did not arrive: items may be gone at the carrier
};

using Step = std::variant<HttpCall, Keep, Done>;

// Used by one thread, once: begin(), then on_reply()/on_kept() as the steps ask, until Done. Never throws.
class Exchange {
 public:
  virtual ~Exchange() = default;
  virtual Step begin(const Moment& m) = 0;
  virtual Step on_reply(const HttpReply& reply, const Moment& m) = 0;
  virtual Step on_kept(const Moment& m) = 0;
};

// ---- Asking the carrier what became of one message

class InquiryExchange {
 public:
  virtual ~InquiryExchange() = default;
  using Step = std::variant<HttpCall, Found>;
  virtual Step begin(const Moment& m) = 0;
  virtual Step on_reply(const HttpReply& reply, const Moment& m) = 0;
};

// ---- Pushes (webhooks)

struct PushRequest {
  std::string method, url;  // as the carrier called it, with query
  Headers headers;          // names in lower case
  std::string body;
};

struct PushAnswer {
  bool genuine = false;  // signature and form are right; false: nothing is kept, `refusal` is sent
  std::string kind;      // for read(); set when genuine
  int status = 200;
  std::string content_type = "application/json";
  std::string body;  // the carrier's own form of acknowledgement: sent after the bytes are durable
  std::string why;   // for the log when not genuine
};

// ---- The carrier

struct PullPlan {
  std::string name;            // "reply", "status": key of the cursor and the lane
  Millis interval{2'000};      // pause after a round that brought nothing
  double rate_per_second = 0;  // calls; 0: unlimited
};

class HttpCarrier : public PayloadReader {
 public:
  // MT. REQUIRES: 1 <= batch.to.size() <= capability.batch_limit.
  virtual HttpCall submit(const SubmitBatch& batch, const Moment& m) const = 0;
  // One outcome for each of batch.to, in order. Never throws: what can't be read is `unknown`.
  virtual std::vector<Outcome> on_submit_reply(const SubmitBatch& batch, const HttpReply& reply) const = 0;

  // Standing pulls of this account.
  virtual std::vector<PullPlan> pulls() const { return {}; }
  virtual std::unique_ptr<Exchange> pull(std::string_view plan, std::string_view cursor) const;
  // After a Done with may_have_lost: fetches again, by number, what a lost answer of `plan` may have held.
  // Null where the carrier has no such call.
  virtual std::unique_ptr<Exchange> recover(std::string_view plan, std::string_view e164,
                                            TimePoint since) const;

  // What became of one message; null where the carrier can't be asked.
  virtual std::unique_ptr<InquiryExchange> inquire(const Inquiry& inquiry) const;

  // Turns recordings into text; null where the account has no such service. Lives as long as the carrier.
  virtual const Recogniser* recogniser() const { return nullptr; }

  // Judges a push. Never throws. Default: not genuine.
  virtual PushAnswer on_push(const PushRequest& request) const;
};

}  // namespace huiyin
