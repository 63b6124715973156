// Outgoing messages and the attempts to submit them. Every change of state goes through MessageChanges, so
// that the transition table, the tally and the journal can't be forgotten.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "daemon/model/message_state.h"
#include "daemon/model/purpose.h"
#include "daemon/store/database.h"

namespace huiyin {

// The reason of an uncertain message that was given up: nobody can tell whether the carrier took it, so that
// it stands in no ledger of costs until a late receipt tells.
inline constexpr std::string_view kUntoldReason = "uncertain: nobody could tell";

struct NewMessage {
  std::int64_t campaign_id = 0;  // 0: outside campaigns
  std::int64_t person_id = 0;
  std::int64_t body_id = 0;
  Purpose purpose = Purpose::case_reply;
  Lane lane = Lane::one_to_one;
  TimePoint not_before{};
  TimePoint not_after{};  // past it the message is `missed`
  std::string extension;
};

struct MessageRow {
  std::int64_t id = 0, campaign_id = 0, person_id = 0, body_id = 0;
  MessageState state = MessageState::queued;
  Purpose purpose = Purpose::case_reply;
  Lane lane = Lane::one_to_one;
  int tries = 0;
  TimePoint not_after{}, changed_at{};
  std::int64_t attempt_id = 0, carrier_id = 0;
  std::string carrier_ref, extension, reason;
};

// What besides the state changes. Empty members leave the column as it is.
struct MessageDetail {
  std::int64_t attempt_id = 0;
  std::int64_t carrier_id = 0;
  std::string_view carrier_ref;
  std::string_view reason;  // the carrier's code or our rule; kept until the next reason
  TimePoint not_before{};   // for a held back message: when to try again
  bool no_try = false;      // hold_back: nothing had left, so that it was no try
};

// The changes of one transaction. REQUIRES: finish() before the transaction's function returns.
class MessageChanges {
 public:
  MessageChanges(Database& db, TimePoint now) : db_(db), now_(now) {}
  MessageChanges(const MessageChanges&) = delete;
  MessageChanges& operator=(const MessageChanges&) = delete;

  // The new message's id, or nothing when this campaign already has the person.
  std::optional<std::int64_t> add(const NewMessage& m);
  // False when the table does not allow it: nothing is changed.
  bool apply(const MessageRow& m, MessageEvent event, const MessageDetail& detail = {});
  // Writes the tally and one journal event "message.states" with the counts by campaign and state; `cause` is
  // its reason ("submit", "receipts", "import", ...). Ends campaigns that have no open message any more.
  void finish(std::string_view cause);
  // Messages of this state reached so far in this transaction.
  std::int64_t reached(MessageState s) const;

 private:
  void count(std::int64_t campaign_id, MessageState s, int by);
  void charge(const MessageRow& m, const MessageDetail& d);

  Database& db_;
  const TimePoint now_;
  std::map<std::pair<std::int64_t, int>, std::int64_t> delta_;    // campaign, state -> change of the tally
  std::map<std::pair<std::int64_t, int>, std::int64_t> reached_;  // campaign, state -> how many came to it
  // carrier, campaign, purpose, parts -> messages that the carrier took
  std::map<std::tuple<std::int64_t, std::int64_t, int, int>, std::int64_t> taken_;
  std::map<std::int64_t, int> parts_;  // of bodies
};

std::optional<MessageRow> find_message(Database& db, std::int64_t id);
// The one that waits for news: by our attempt and the person. Any state when no waiting one is found and
// `also_ended` is set (repeated receipts).
std::optional<MessageRow> find_waiting(Database& db, std::int64_t attempt_id, std::int64_t person_id);
// Due messages of one campaign (0: those outside campaigns) and lane, the longest due first.
void each_queued(Database& db, std::int64_t campaign_id, Lane lane, TimePoint now, int limit,
                 const std::function<void(const MessageRow&)>& row);
// Puts a queued message off; its state stays.
void defer_message(Database& db, std::int64_t id, TimePoint not_before);
void each_in_state(Database& db, MessageState state, std::int64_t after_id, int limit,
                   const std::function<void(const MessageRow&)>& row);
// Where a look at many rows went on to; a default one: the beginning, or that there were no more.
using StalePlace = std::pair<std::int64_t, std::int64_t>;
// Uncertain since before `before`, the oldest first. Cheap, however many messages wait for receipts.
StalePlace each_uncertain(Database& db, std::int64_t carrier_id, TimePoint before, StalePlace from, int limit,
                          const std::function<void(const MessageRow&)>& row);
// Accepted before `before` and without a receipt, in the order of their intents. As cheap.
StalePlace each_unreceipted(Database& db, std::int64_t carrier_id, TimePoint before, StalePlace from,
                            int limit, const std::function<void(const MessageRow&)>& row);
// The newest `limit` waiting messages that have a carrier's id.
void each_waiting_ref(Database& db, int limit, const std::function<void(const MessageRow&)>& row);
std::int64_t count_queued(Database& db, std::int64_t campaign_id, Lane lane, TimePoint now);

// Persons whose accepted or uncertain messages at this carrier wait for news since `since`; the newest first.
std::vector<std::int64_t> persons_without_receipt(Database& db, std::int64_t carrier_id, TimePoint since,
                                                  int limit);
// Persons with an open question, then those written to since `since`; each once.
std::vector<std::int64_t> persons_who_may_answer(Database& db, std::int64_t carrier_id, TimePoint since,
                                                 int limit);

// state -> n, of one campaign (0: messages outside campaigns).
std::map<MessageState, std::int64_t> tally_of(Database& db, std::int64_t campaign_id);
std::map<MessageState, std::int64_t> tally_of_all(Database& db);

// ---- Attempts

struct Attempt {
  std::int64_t id = 0, carrier_id = 0, epoch = 0;
  TimePoint intent_at{};
  std::vector<std::int64_t> items;  // message ids in the batch's order
  std::optional<TimePoint> done_at;
  std::string results;  // one Verdict byte an item once done
};

std::int64_t add_attempt(Database& db, std::int64_t carrier_id, std::int64_t epoch, TimePoint now,
                         const std::vector<std::int64_t>& items);
void finish_attempt(Database& db, std::int64_t id, TimePoint now, std::string_view results,
                    std::string_view fault);
std::optional<Attempt> find_attempt(Database& db, std::int64_t id);
void each_open_attempt(Database& db, const std::function<void(const Attempt&)>& attempt);
// The next attempt's id is at least `by` above the newest: keys that another copy of this ledger may have
// used are never used again.
void skip_attempt_ids(Database& db, std::int64_t by, TimePoint now);
std::int64_t newest_attempt(Database& db);  // 0: none
// At least every attempt whose intent is older than `t` has an id up to this one, as far as ids grow with
// time.
std::int64_t newest_attempt_before(Database& db, TimePoint t);
void each_attempt(Database& db, const std::function<void(const Attempt&)>& attempt);

// ---- Bodies: one row for each distinct content

std::int64_t body_id(Database& db, std::string_view hash, std::string_view content_sealed, int parts);
std::optional<std::string> sealed_body(Database& db, std::int64_t id);
int body_parts(Database& db, std::int64_t id);  // SMS parts; 0 when there is no such body

// ---- Receipts that match nothing yet

struct ParkedReceipt {
  std::int64_t id = 0, carrier_id = 0;
  std::string carrier_ref;
  std::int64_t attempt_id = 0, person_id = 0;
  int state = 0;
  std::string code;
  TimePoint at{};
};
void park_receipt(Database& db, const ParkedReceipt& r, TimePoint now);
std::vector<ParkedReceipt> take_parked(Database& db, std::int64_t carrier_id, std::string_view carrier_ref);
bool is_parked(Database& db, std::int64_t carrier_id, std::string_view carrier_ref);
// The same word about the same message is parked already.
bool is_parked(Database& db, const ParkedReceipt& r);
// Parked before `before`, at most `limit`: returns how many.
std::int64_t forget_parked(Database& db, TimePoint before, int limit);
std::int64_t parked_count(Database& db);

}  // namespace huiyin
