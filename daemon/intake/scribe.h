// Scribe: fetches recordings and transcripts that lie elsewhere, and has recordings turned into text. What it
// brings is kept like any payload and read by the desk; it changes no record.
// Files are read and unsealed on a thread of its own, calls run on the net thread.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "adapters/http_carrier.h"
#include "daemon/base/thread_role.h"
#include "daemon/intake/keeper.h"
#include "daemon/io/loop.h"
#include "daemon/people/vault.h"
#include "daemon/store/store.h"

namespace huiyin {

// Kinds of payloads that the scribe keeps; a number follows: of the recording, the recording, the
// transcription, behind which stands who heard it.
inline constexpr const char *kFetchedKind = "fetched/", *kTextKind = "text/", *kHeardKind = "heard/";

class Scribe {
 public:
  struct Options {
    Millis look_every{1'000};
    Millis backoff_first{5'000}, backoff_max{30 * 60'000};  // doubled
    int most_tries = 12;  // then it is given up, and told (intake.transcription_failed)
    int at_once = 2;
    Millis fetch_timeout{60'000};
  };
  using Fetch = std::function<void(const HttpCall& call, std::function<void(HttpReply)> done)>;

  // All must outlive the scribe. fetch: how calls are made; empty: Loop::fetch.
  Scribe(Loop& loop, Store& store, Keeper& keeper, std::shared_ptr<const Vault> vault, const Clock& clock,
         const Options& options, Fetch fetch = {});
  ~Scribe();

  // Before start().
  void add(std::int64_t carrier_id, const HttpCarrier* carrier);
  Result<void> start() ON_ROLE(net_role);
  // Begins nothing more; `drained` runs on the loop when what it brought is durable.
  void stop(std::function<void()> drained) ON_ROLE(net_role);

 private:
  class Bench;
  std::shared_ptr<Bench> bench_;
};

// The SHA-512 of a content_hash ("sha512-" and base64url) is that of these bytes.
bool hash_fits(std::string_view content_hash, std::string_view bytes);

}  // namespace huiyin
