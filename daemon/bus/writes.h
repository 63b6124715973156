// Writes: changes of the ledger that the bus waits for, counted: the bus does not end, and no client may ask
// for more, while too many are under way. Bus role.
#pragma once
#include <functional>

#include "daemon/base/thread_role.h"
#include "daemon/store/store.h"

namespace huiyin {

class Writes {
 public:
  Writes(Store& store, Executor& executor, const Clock& clock)
      : store_(store), executor_(executor), clock_(clock) {}

  template <typename T>
  void add(std::function<Result<T>(Database&)> fn, std::function<void(Result<T>)> then) {
    ++under_way_;
    store_.write<T>(std::move(fn), executor_, [this, then = std::move(then)](Result<T> r) {
      --under_way_;
      then(std::move(r));
    });
  }
  std::size_t under_way() const { return under_way_; }
  TimePoint now() const { return clock_.now(); }

 private:
  Store& store_;
  Executor& executor_;
  const Clock& clock_;
  std::size_t under_way_ = 0;
};

}  // namespace huiyin
