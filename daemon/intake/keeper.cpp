#include "daemon/intake/keeper.h"

#include "daemon/base/fault_point.h"
#include "daemon/base/metrics.h"
#include "daemon/store/raw_inbound.h"

namespace huiyin {
namespace {

void count_kept(const Result<Kept>& kept) {
  static Counter& fresh =
      counter("huiyin_intake_kept_total", "Payloads of carriers made durable", {{"seen", "first"}});
  static Counter& again =
      counter("huiyin_intake_kept_total", "Payloads of carriers made durable", {{"seen", "again"}});
  static Counter& failed = counter("huiyin_intake_keep_failed_total", "Payloads the ledger could not keep");
  (!kept ? failed : kept->fresh ? fresh : again).add();
}

}  // namespace

// One payload on its way to the store thread.
struct Keeper::Parcel {
  RawInbound raw;
  std::string hash;
  Millis same_within{0};
  PullMark mark;
};

Keeper::Keeper(Store& store, std::shared_ptr<const Vault> vault, const Clock& clock, const Options& options,
               std::function<void()> kept)
    : store_(store), vault_(std::move(vault)), clock_(clock), options_(options), kept_(std::move(kept)) {}

void Keeper::keep_pulled(const PullMark& mark, const std::string& kind, const std::string& bytes,
                         Executor& where, Then then) {
  auto parcel = std::make_shared<Parcel>();
  parcel->raw = {0, mark.carrier_id, kind, clock_.now(), vault_->seal(bytes, "raw"), RawState::unread, 1, ""};
  parcel->hash = vault_->stamp(bytes);
  parcel->mark = mark;
  keep(std::move(parcel), where, std::move(then));
}

void Keeper::keep_pushed(std::int64_t carrier_id, const std::string& kind, const std::string& bytes,
                         Executor& where, Then then) {
  auto parcel = std::make_shared<Parcel>();
  parcel->raw = {0, carrier_id, kind, clock_.now(), vault_->seal(bytes, "raw"), RawState::unread, 1, ""};
  parcel->hash = vault_->stamp(bytes);
  parcel->same_within = options_.duplicate_window;
  keep(std::move(parcel), where, std::move(then));
}

void Keeper::keep(std::shared_ptr<Parcel> parcel, Executor& where, Then then) {
  store_.write<Kept>(
      [parcel](Database& db) -> Result<Kept> {
        Kept kept;
        kept.raw_id = keep_raw(db, parcel->raw, parcel->hash, parcel->same_within, &kept.fresh);
        if (!parcel->mark.cursor.empty())
          huiyin::save_cursor(db, parcel->mark.carrier_id, parcel->mark.plan, parcel->mark.cursor);
        fault_point("inbound.written");
        return kept;
      },
      where,
      [poke = kept_, then = std::move(then)](Result<Kept> kept) {
        count_kept(kept);
        fault_point("inbound.kept");
        if (kept && kept->fresh && poke) poke();
        then(std::move(kept));
      });
}

void Keeper::save_mark(const PullMark& mark, Executor& where, std::function<void(Result<bool>)> then) {
  store_.write<bool>(
      [mark](Database& db) -> Result<bool> {
        save_cursor(db, mark.carrier_id, mark.plan, mark.cursor);
        fault_point("pull.marked");
        return true;
      },
      where, std::move(then));
}

}  // namespace huiyin
