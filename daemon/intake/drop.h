// Drop: takes in the files of an account's folder, one after the other. A file is durable in the ledger
// before it is removed; one that can't be read is moved aside with the reason (and is a dead letter too).
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "adapters/message.h"
#include "daemon/base/thread_role.h"
#include "daemon/intake/keeper.h"
#include "daemon/io/loop.h"

namespace huiyin {

struct DropAccount {
  std::string name, folder;
  Millis every{2'000};
  const PayloadReader* carrier = nullptr;
  std::int64_t carrier_id = 0;
};

// What a file is by its name: "vcon", "vtt", "srt", "audio/wav"; empty: unknown.
std::string kind_of_file(std::string_view name);

class Drop {
 public:
  // All must outlive the drop.
  Drop(Loop& loop, Keeper& keeper, DropAccount account);
  ~Drop();
  Result<void> start() ON_ROLE(net_role);
  void stop(std::function<void()> drained) ON_ROLE(net_role);

 private:
  class Bench;
  std::shared_ptr<Bench> bench_;
};

}  // namespace huiyin
