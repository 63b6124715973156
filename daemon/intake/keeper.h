// Keeper: the one way that a carrier's bytes get into the ledger. Sealed, hashed and durable before anything
// else is done with them. Does not read them: that is the desk's.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "daemon/people/vault.h"
#include "daemon/store/store.h"

namespace huiyin {

struct Kept {
  std::int64_t raw_id = 0;
  bool fresh = true;  // false: the same bytes had come before, and were counted
};

// Where a pull of an account stands.
struct PullMark {
  std::int64_t carrier_id = 0;
  std::string plan;
  std::string cursor;  // empty: unchanged
};

class Keeper {
 public:
  struct Options {
    Millis duplicate_window{10 * 60'000};  // pushes of the same bytes within it are one
  };
  // kept: runs on `where` of each call after something new became durable (Desk::poke).
  Keeper(Store& store, std::shared_ptr<const Vault> vault, const Clock& clock, const Options& options,
         std::function<void()> kept);

  using Then = std::function<void(Result<Kept>)>;
  // Any thread; `then` runs on `where` once the bytes and the cursor are durable, or nothing is.
  void keep_pulled(const PullMark& mark, const std::string& kind, const std::string& bytes, Executor& where,
                   Then then);
  void keep_pushed(std::int64_t carrier_id, const std::string& kind, const std::string& bytes,
                   Executor& where, Then then);
  void save_mark(const PullMark& mark, Executor& where, std::function<void(Result<bool>)> then);

 private:
  struct Parcel;
  void keep(std::shared_ptr<Parcel> parcel, Executor& where, Then then);

  Store& store_;
  const std::shared_ptr<const Vault> vault_;
  const Clock& clock_;
  const Options options_;
  const std::function<void()> kept_;
};

}  // namespace huiyin
