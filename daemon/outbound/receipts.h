// Receipts (DLR): they may come early, late, twice or unknown; all are settled or parked, none is dropped.
// Store thread.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/message.h"
#include "daemon/outbound/brake.h"
#include "daemon/outbound/known_refs.h"
#include "daemon/people/vault.h"
#include "daemon/store/messages.h"

namespace huiyin {

class ReceiptBook {
 public:
  ReceiptBook(const Vault& vault, std::string instance) : vault_(vault), instance_(std::move(instance)) {}
  // Pulled when a receipt shows that another copy of this ledger has sent. REQUIRES: before the first take().
  void use_brake(Brake* brake) { brake_ = brake; }

  // Of a carrier that names each part, and may write an id differently in its receipts: how ids are compared
  // (LineCarrier::id_key). Before load().
  using IdKey = std::function<std::string(std::string_view)>;
  void use_keys(std::int64_t carrier_id, IdKey key) { keys_[carrier_id] = std::move(key); }

  // Of a carrier whose receipts name the number that our submit had (adapters/line_own_ids.h): the attempt's,
  // modulo the span. Such a receipt finds its message also when the submit's answer never came.
  using OwnAttempt = std::function<std::optional<std::uint32_t>(std::string_view)>;
  void use_own_ids(std::int64_t carrier_id, OwnAttempt attempt, std::int64_t span) {
    own_ids_[carrier_id] = {std::move(attempt), span};
  }

  // At start, inside a transaction or on a reader: learns the carrier's ids of the newest waiting messages.
  void load(Database& db);
  // m was accepted under this id.
  void remember(const MessageRow& m, std::string_view carrier_ref);
  void take(Database& db, std::int64_t carrier_id, const std::vector<Receipt>& receipts, TimePoint now);
  // Receipts that overtook the answer to their submit.
  void apply_parked(Database& db, std::int64_t carrier_id, std::string_view carrier_ref, TimePoint now);
  // True when this carrier id is known to be another message's (to the same person).
  bool belongs_to_another(Database& db, const MessageRow& m, std::string_view carrier_ref) const;
  // True when a part of it was delivered and no part failed: of a carrier that sends one receipt for a long
  // message, or when some were lost. Forgets them.
  bool partly_delivered(Database& db, const MessageRow& m);
  // One receipt about one known message (an inquiry's answer). False when nothing changed.
  bool apply(MessageChanges& changes, const MessageRow& m, const Receipt& r);

  struct Counters {
    std::uint64_t settled = 0, repeated = 0, parked = 0;
  };
  const Counters& counters() const { return counters_; }

 private:
  // person_id 0: not told. Null where nobody, or only another person, has this id.
  const KnownRefs::Holder* known(std::int64_t carrier_id, std::string_view carrier_ref,
                                 std::int64_t person_id) const;
  // In the ledger, among all that the person was ever sent.
  std::optional<MessageRow> of_person(Database& db, std::int64_t carrier_id, const std::string& key,
                                      std::int64_t person_id) const;
  // The keys of all parts; of a carrier without use_keys(): its one id.
  std::vector<std::string> keys_of(std::int64_t carrier_id, std::string_view carrier_ref) const;
  bool names(const MessageRow& m, const std::string& key) const;
  void settle(Database& db, MessageChanges& changes, const MessageRow& m, const Receipt& r, TimePoint now);
  bool whole(Database& db, const MessageRow& m, const Receipt& r, TimePoint now);
  std::optional<MessageRow> find(Database& db, std::int64_t carrier_id, const Receipt& r);
  std::optional<MessageRow> find_by_own_id(Database& db, std::int64_t carrier_id, const Receipt& r,
                                           std::int64_t person_id) const;
  std::optional<MessageRow> find_ended(Database& db, const Receipt& r, std::int64_t person_id);

  void park(Database& db, std::int64_t carrier_id, const Receipt& r, TimePoint now);
  void doubt_ledger(Database& db, std::int64_t carrier_id, const Receipt& r, TimePoint now);

  const Vault& vault_;
  const std::string instance_;
  Brake* brake_ = nullptr;
  // Hash of carrier and its id -> the first message with it; hash with the person too for the others.
  KnownRefs by_ref_;
  std::map<std::int64_t, IdKey> keys_;
  struct OwnIdRule {
    OwnAttempt attempt;
    std::int64_t span = 1;
  };
  std::map<std::int64_t, OwnIdRule> own_ids_;
  Counters counters_;
  bool any_parked_ = true;  // false: surely none, so that answers need not look
};

}  // namespace huiyin
