// Store: the one writer of the ledger on its own thread (the store role), with group commit. Every function
// queued while the last commit ran goes into the next transaction, each in its savepoint. "Durable" has one
// meaning: `then` ran.
#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "daemon/base/mailbox.h"
#include "daemon/store/database.h"

namespace huiyin {

class Store {
 public:
  struct Options {
    std::string url;                   // "sqlite:/var/lib/huiyin/huiyin.db"
    std::size_t queue_limit = 20'000;  // functions that may wait; beyond it write() refuses
    int batch_limit = 2'000;           // functions in one transaction
  };
  // Opens, migrates, starts the writer.
  static Result<std::unique_ptr<Store>> open(const Options& options);
  ~Store();  // commits what is queued; `then`s are still posted

  // Any thread. Runs fn in a transaction on the store thread; once that is on disk (or has failed) runs
  // `then` on `where`. fn may return an Error or throw StoreError or BadInput: its changes alone are undone.
  // fn must not wait. T must be movable; use write<std::monostate> through write_nothing for functions
  // without a result.
  template <typename T>
  void write(std::function<Result<T>(Database&)> fn, Executor& where, std::function<void(Result<T>)> then);
  // The same, waiting for the result: for programs' start, tests and tools. Never on a role's thread.
  template <typename T>
  Result<T> write_now(std::function<Result<T>(Database&)> fn);

  // A read-only connection of the caller's own; sees whole commits only.
  Result<std::unique_ptr<Database>> reader() const;

  // Called on the store thread after each commit with the newest journal seq; must only post. REQUIRES:
  // before writes.
  void on_commit(std::function<void(std::int64_t newest_seq)> listener);

  std::int64_t newest_seq() const { return newest_seq_.load(); }
  std::size_t queued() const { return mailbox_.size(); }
  std::uint64_t commits() const { return commits_.load(); }

 private:
  // Runs one function inside its savepoint; the second half is run after the commit with its error, if any.
  struct Job {
    std::function<Result<void>(Database&)> run;
    std::function<void(const Error* commit_failed)> finish;
  };
  explicit Store(const Options& options);
  void submit(Job job, Executor& where);
  void thread_main();
  void commit_batch(std::vector<Job>& jobs);
  std::vector<Job> take_jobs();

  const Options options_;
  std::unique_ptr<Database> db_;
  Mailbox mailbox_;
  std::vector<Job> incoming_;  // store thread: filled by mailbox work
  std::vector<std::function<void(std::int64_t)>> listeners_;
  std::atomic<std::int64_t> newest_seq_{0};
  std::atomic<std::uint64_t> commits_{0};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

template <typename T>
void Store::write(std::function<Result<T>(Database&)> fn, Executor& where,
                  std::function<void(Result<T>)> then) {
  auto result = std::make_shared<Result<T>>(fail(Errc::storage, "not run"));
  Executor* executor = &where;
  submit({[fn = std::move(fn), result](Database& db) -> Result<void> {
            *result = fn(db);
            if (!result->has_value()) return tl::unexpected<Error>(result->error());
            return {};
          },
          [executor, result, then = std::move(then)](const Error* failed) {
            if (failed != nullptr) *result = tl::unexpected<Error>(*failed);
            executor->post_always([result, then] { then(std::move(*result)); });
          }},
         where);
}

template <typename T>
Result<T> Store::write_now(std::function<Result<T>(Database&)> fn) {
  Mailbox box("write_now", 1);
  Result<T> out = fail(Errc::storage, "not run");
  bool done = false;
  write<T>(std::move(fn), box, [&](Result<T> r) {
    out = std::move(r);
    done = true;
  });
  while (!done)
    if (box.wait(1000)) box.run();
  return out;
}

}  // namespace huiyin
