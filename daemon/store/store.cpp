#include "daemon/store/store.h"

#include "daemon/base/bad_input.h"
#include "daemon/base/log.h"
#include "daemon/base/thread_role.h"

namespace huiyin {

Result<std::unique_ptr<Store>> Store::open(const Options& options) {
  std::unique_ptr<Store> store(new Store(options));
  auto db = open_database(options.url, OpenMode::read_write);
  if (!db) return tl::unexpected<Error>(db.error());
  store->db_ = std::move(*db);
  try {
    if (auto migrated = migrate(*store->db_); !migrated) return tl::unexpected<Error>(migrated.error());
    store->newest_seq_ = store->db_->integer("SELECT max(seq) FROM event").value_or(0);
  } catch (const StoreError& e) {
    return fail(Errc::storage, e.what(), options.url);
  }
  store->thread_ = std::thread([raw = store.get()] { raw->thread_main(); });
  return store;
}

Store::Store(const Options& options) : options_(options), mailbox_("store", options.queue_limit) {}

Store::~Store() {
  stopping_ = true;
  mailbox_.post_always([] {});
  if (thread_.joinable()) thread_.join();
}

Result<std::unique_ptr<Database>> Store::reader() const {
  return open_database(options_.url, OpenMode::read_only);
}

void Store::on_commit(std::function<void(std::int64_t)> listener) {
  listeners_.push_back(std::move(listener));
}

void Store::submit(Job job, Executor&) {
  auto shared = std::make_shared<Job>(std::move(job));
  if (mailbox_.post([this, shared] { incoming_.push_back(std::move(*shared)); })) return;
  const Error full{Errc::unavailable, "the ledger's queue is full; try again later", ""};
  shared->finish(&full);
}

void Store::thread_main() {
  store_role.assert_here();
  while (!stopping_ || mailbox_.size() > 0) {
    mailbox_.wait(1000);
    mailbox_.run();
    while (!incoming_.empty()) {
      std::vector<Job> jobs = take_jobs();
      commit_batch(jobs);
      mailbox_.run();
    }
  }
}

std::vector<Store::Job> Store::take_jobs() {
  const auto n = std::min(incoming_.size(), static_cast<std::size_t>(options_.batch_limit));
  std::vector<Job> jobs(std::make_move_iterator(incoming_.begin()),
                        std::make_move_iterator(incoming_.begin() + static_cast<std::ptrdiff_t>(n)));
  incoming_.erase(incoming_.begin(), incoming_.begin() + static_cast<std::ptrdiff_t>(n));
  return jobs;
}

namespace {

// The job's own error, or null. Undoes the job's changes alone when it fails.
std::unique_ptr<Error> run_in_savepoint(Database& db, const std::function<Result<void>(Database&)>& run) {
  db.run("SAVEPOINT job");
  std::unique_ptr<Error> error;
  try {
    if (auto result = run(db); !result) error = std::make_unique<Error>(result.error());
  } catch (const StoreError& e) {
    error = std::make_unique<Error>(Error{Errc::storage, e.what(), ""});
  } catch (const BadInput& e) {
    error = std::make_unique<Error>(Error{Errc::bad_input, e.what(), ""});
  } catch (const std::exception& e) {
    error = std::make_unique<Error>(Error{Errc::internal, e.what(), ""});
  }
  if (error) db.run("ROLLBACK TO job");
  db.run("RELEASE job");
  return error;
}

}  // namespace

void Store::commit_batch(std::vector<Job>& jobs) {
  std::vector<std::unique_ptr<Error>> errors(jobs.size());
  Error failed;
  try {
    db_->run("BEGIN IMMEDIATE");
    for (std::size_t i = 0; i < jobs.size(); ++i) errors[i] = run_in_savepoint(*db_, jobs[i].run);
    const std::int64_t newest = db_->integer("SELECT max(seq) FROM event").value_or(0);
    db_->run("COMMIT");
    newest_seq_ = newest;
    ++commits_;
  } catch (const StoreError& e) {
    failed = {Errc::storage, e.what(), ""};
    log_error("store.commit.failed", "nothing of this batch is stored",
              {{"jobs", jobs.size()}, {"why", e.what()}});
    try {
      db_->run("ROLLBACK");
    } catch (const StoreError&) {  // there was no transaction any more
    }
  }
  const bool commit_failed = !failed.what.empty();
  for (std::size_t i = 0; i < jobs.size(); ++i) jobs[i].finish(commit_failed ? &failed : errors[i].get());
  if (commit_failed) return;
  for (const auto& listener : listeners_) listener(newest_seq_);
}

}  // namespace huiyin
