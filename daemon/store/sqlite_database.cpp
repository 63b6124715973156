// The SQLite driver. WAL and synchronous=FULL: a commit that returned is on disk. Extension loading stays
// off.
#include <memory>
#include <unordered_map>

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include "daemon/store/database.h"

namespace huiyin {
namespace {

StoreError::Kind kind_of(int code) {
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
      return StoreError::Kind::constraint;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
      return StoreError::Kind::full;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return StoreError::Kind::corrupt;
    default:
      return StoreError::Kind::other;
  }
}

struct Finalize {
  void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* s) : s_(s) {}
  std::int64_t integer(int c) const override { return sqlite3_column_int64(s_, c); }
  double real(int c) const override { return sqlite3_column_double(s_, c); }
  std::string text(int c) const override { return blob(c); }
  std::string blob(int c) const override {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(s_, c));
    return bytes == nullptr ? std::string()
                            : std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(s_, c)));
  }
  bool is_null(int c) const override { return sqlite3_column_type(s_, c) == SQLITE_NULL; }

 private:
  sqlite3_stmt* s_;
};

// Leaves a statement ready for its next use on every way out.
class Running {
 public:
  explicit Running(sqlite3_stmt* s) : s_(s) {}
  ~Running() { sqlite3_reset(s_); }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  sqlite3_stmt* s_;
};

// SQLiteCpp owns the connection; rows go through the C interface, since its Column costs an allocation a
// value.
class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(const std::string& path, OpenMode mode)
      : db_(path,
            // One thread a connection: without it SQLite locks a mutex for every value that is read.
            SQLite::OPEN_NOMUTEX |
                (mode == OpenMode::read_only ? SQLite::OPEN_READONLY
                                             : SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE),
            10'000) {
    if (mode == OpenMode::read_write) {
      db_.exec("PRAGMA journal_mode=WAL");
      db_.exec("PRAGMA synchronous=FULL");
      db_.exec("PRAGMA foreign_keys=ON");
      db_.exec("PRAGMA secure_delete=ON");  // what is erased is overwritten with zeros
      db_.exec("PRAGMA wal_autocheckpoint=4000");
      db_.exec("PRAGMA journal_size_limit=67108864");
    }
    db_.exec("PRAGMA cache_size=-32000");
    db_.exec("PRAGMA temp_store=MEMORY");
    db_.exec("PRAGMA trusted_schema=OFF");
  }

  void script(const std::string& many_statements) override {
    try {
      db_.exec(many_statements);
    } catch (const SQLite::Exception& e) {
      throw StoreError(kind_of(e.getErrorCode()), std::string("ledger: ") + e.what());
    }
  }

  std::int64_t run(std::string_view sql, Args args) override {
    sqlite3_stmt* s = bound(sql, args);
    const Running running(s);
    while (step(s)) {
    }
    return sqlite3_changes(db_.getHandle());
  }

  void each(std::string_view sql, Args args, const std::function<void(const Row&)>& row) override {
    sqlite3_stmt* s = bound(sql, args);
    const Running running(s);
    const SqliteRow view(s);
    while (step(s)) row(view);
  }

 private:
  [[noreturn]] void raise() {
    throw StoreError(kind_of(sqlite3_extended_errcode(db_.getHandle())),
                     std::string("ledger: ") + sqlite3_errmsg(db_.getHandle()));
  }

  bool step(sqlite3_stmt* s) {
    const int code = sqlite3_step(s);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) raise();
    return false;
  }

  sqlite3_stmt* bound(std::string_view sql, Args args) {
    auto it = statements_.find(sql);
    if (it == statements_.end()) {
      auto text = std::make_unique<std::string>(sql);
      sqlite3_stmt* s = nullptr;
      if (sqlite3_prepare_v3(db_.getHandle(), text->data(), static_cast<int>(text->size()),
                             SQLITE_PREPARE_PERSISTENT, &s, nullptr) != SQLITE_OK)
        raise();
      const std::string_view key = *text;
      it = statements_.emplace(key, Prepared{std::move(text), Statement(s)}).first;
    }
    sqlite3_stmt* s = it->second.statement.get();
    sqlite3_clear_bindings(s);
    int index = 0;
    for (const Value& v : args)
      if (bind(s, ++index, v) != SQLITE_OK) raise();
    return s;
  }

  static int bind(sqlite3_stmt* s, int index, const Value& v) {
    if (const auto* i = std::get_if<std::int64_t>(&v)) return sqlite3_bind_int64(s, index, *i);
    if (const auto* d = std::get_if<double>(&v)) return sqlite3_bind_double(s, index, *d);
    if (const auto* t = std::get_if<std::string_view>(&v))
      return sqlite3_bind_text64(s, index, t->data() == nullptr ? "" : t->data(), t->size(), SQLITE_STATIC,
                                 SQLITE_UTF8);
    if (const auto* b = std::get_if<Blob>(&v))
      return sqlite3_bind_blob64(s, index, b->bytes.data() == nullptr ? "" : b->bytes.data(), b->bytes.size(),
                                 SQLITE_STATIC);
    return sqlite3_bind_null(s, index);
  }

  struct Prepared {
    std::unique_ptr<std::string> text;  // owns the key's characters
    Statement statement;
  };
  SQLite::Database db_;
  std::unordered_map<std::string_view, Prepared> statements_;  // finalized before db_ closes
};

// SQLite counts its memory under a lock of all connections; nobody asks for the count. Before the first of
// them.
void count_no_memory() {
  static const int done = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)done;
}

}  // namespace

Result<std::unique_ptr<Database>> open_database(const std::string& url, OpenMode mode) {
  count_no_memory();
  std::string path = url;
  if (path.rfind("sqlite:", 0) == 0)
    path = path.substr(7);
  else if (path.find("://") != std::string::npos)
    return fail(Errc::bad_input, "no driver for this store.url; use sqlite:/path",
                url.substr(0, url.find(':')));
  try {
    return std::make_unique<SqliteDatabase>(path, mode);
  } catch (const SQLite::Exception& e) {
    return fail(Errc::storage, std::string("can't open the ledger: ") + e.what(), path);
  }
}

Result<bool> forget_log(const std::string& url) {
  try {
    SQLite::Database db(url.starts_with("sqlite:") ? url.substr(7) : url, SQLite::OPEN_READWRITE, 200);
    SQLite::Statement checkpoint(db, "PRAGMA wal_checkpoint(TRUNCATE)");
    return checkpoint.executeStep() && checkpoint.getColumn(0).getInt() == 0;
  } catch (const SQLite::Exception& e) {
    return fail(Errc::storage, std::string("can't empty the ledger's log: ") + e.what());
  }
}

}  // namespace huiyin
