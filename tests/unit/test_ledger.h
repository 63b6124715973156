// A ledger with its vault in a folder of its own, on the test's thread; removed at the end.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <unistd.h>

#include "daemon/base/json.h"
#include "daemon/people/vault.h"
#include "daemon/store/commands.h"
#include "daemon/store/database.h"
#include "daemon/store/journal.h"

namespace huiyin {

class TestLedger {
 public:
  TestLedger() : folder_(make_folder()) {
    vault_ = Vault::open(folder_ + "/vault.key", true).value();
    reopen();
    migrate(*db_).value();
  }
  ~TestLedger() {
    db_.reset();
    std::filesystem::remove_all(folder_);
  }
  TestLedger(const TestLedger&) = delete;
  TestLedger& operator=(const TestLedger&) = delete;

  Database& db() { return *db_; }
  std::shared_ptr<const Vault> vault() const { return vault_; }
  const std::string& folder() const { return folder_; }
  // As after a crash: what no transaction had committed is gone.
  void reopen() { db_ = open_database("sqlite:" + folder_ + "/ledger.db", OpenMode::read_write).value(); }

  // In a transaction; an exception undoes it and goes on to the test.
  template <typename F>
  auto in_transaction(F&& f) {
    db_->run("BEGIN");
    try {
      auto result = f(*db_);
      db_->run("COMMIT");
      return result;
    } catch (...) {
      db_->run("ROLLBACK");
      throw;
    }
  }

  Result<std::string> command(const CommandTable& table, const std::string& name, const std::string& args,
                              TimePoint now, const std::string& key = {}) {
    return in_transaction([&](Database& db) {
      return run_command(db, table, name, key, Json::parse(args), {now, "test", Role::operator_});
    });
  }

  std::vector<Event> events(const std::string& type) {
    std::vector<Event> out;
    read_events(*db_, 0, 1'000'000, [&](const Event& e) {
      if (e.type == type) out.push_back(e);
    });
    return out;
  }

 private:
  static std::string make_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "huiyin_ledger_XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for the test");
    return name;
  }

  const std::string folder_;
  std::shared_ptr<const Vault> vault_;
  std::unique_ptr<Database> db_;
};

}  // namespace huiyin
