// Chores: work of the domain that the clock makes due (follow-up steps, imports, sweeps). Each runs as a
// transaction of the store, again at once while it says that there is more, never twice at the same time. Net
// role.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/base/thread_role.h"
#include "daemon/io/loop.h"
#include "daemon/store/store.h"

namespace huiyin {

class Chores {
 public:
  Chores(Loop& loop, Store& store, const Clock& clock) : loop_(loop), store_(store), clock_(clock) {}
  // run: store thread; true when there is more to do now. It must do a bounded piece of work.
  using Run = std::function<Result<bool>(Database& db, TimePoint now)>;
  void add(std::string name, Millis every, Run run);
  void start() ON_ROLE(net_role);
  void stop(std::function<void()> done) ON_ROLE(net_role);  // done when nothing is under way

 private:
  struct Chore {
    std::string name;
    Millis every;
    Run run;
    bool busy = false;
  };
  void begin(Chore& c) ON_ROLE(net_role);
  void ended(Chore& c, const Result<bool>& more) ON_ROLE(net_role);
  void settle() ON_ROLE(net_role);

  Loop& loop_;
  Store& store_;
  const Clock& clock_;
  std::vector<std::unique_ptr<Chore>> chores_;
  std::function<void()> stopped_;
  bool stopping_ = false;
};

}  // namespace huiyin
