// Pushes: what a carrier calls us with. Judged by its adapter, durable, and only then acknowledged in the
// carrier's own form. Does not read what is pushed, and does not know the secret part of a hook's address:
// the API checks that before.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "adapters/http_carrier.h"
#include "daemon/intake/keeper.h"
#include "daemon/io/http_server.h"

namespace huiyin {

class Pushes {
 public:
  // where: on which thread kept pushes are answered (the net loop); all must outlive this.
  Pushes(Keeper& keeper, Executor& where);

  // Before the web thread starts.
  void add(const std::string& account, const HttpCarrier* carrier, std::int64_t carrier_id);

  using Answer = std::function<void(HttpResponse)>;
  // Web thread. answer() runs once, here or on `where`: the carrier's acknowledgement; 404 for an unknown
  // account; the adapter's refusal (401 where it names none) for a push that is not genuine; 503 when the
  // ledger could not keep it, so that the carrier tries again.
  void take(std::string_view account, const PushRequest& request, Answer answer) const;

 private:
  struct Door {
    const HttpCarrier* carrier;
    std::int64_t carrier_id;
  };
  Keeper& keeper_;
  Executor& where_;
  std::map<std::string, Door, std::less<>> doors_;
};

}  // namespace huiyin
