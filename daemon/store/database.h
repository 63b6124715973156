// Database: one connection to the ledger. The only seam a second engine has to fill; SQLite is in
// sqlite_database.cpp. SQL is portable: $1 parameters in order of first use, ON CONFLICT, RETURNING. A
// connection belongs to one thread.
#pragma once
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

#include "daemon/base/clock.h"
#include "daemon/base/result.h"

namespace huiyin {

// The engine could not do it: disk full, corrupt page, constraint, lost connection. Rolls the caller's
// savepoint back.
class StoreError : public std::runtime_error {
 public:
  enum class Kind { constraint, full, corrupt, other };
  StoreError(Kind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

struct Blob {
  std::string_view bytes;
};
// Bound without a copy: must live until the call returns.
using Value = std::variant<std::nullptr_t, std::int64_t, double, std::string_view, Blob>;

inline Value null_if_empty(std::string_view text) {
  return text.empty() ? Value(nullptr) : Value(text);
}
inline Value val(std::int64_t v) {
  return v;
}
inline Value val(TimePoint t) {
  return to_ms(t);
}

// The current row of a running query. Columns count from 0; NULL reads as 0 or "".
class Row {
 public:
  virtual ~Row() = default;
  virtual std::int64_t integer(int column) const = 0;
  virtual double real(int column) const = 0;
  virtual std::string text(int column) const = 0;
  virtual std::string blob(int column) const = 0;
  virtual bool is_null(int column) const = 0;
};

class Database {
 public:
  using Args = std::initializer_list<Value>;
  virtual ~Database() = default;

  // All throw StoreError. Statements are prepared once per distinct text and kept.
  virtual void script(const std::string& many_statements) = 0;
  virtual std::int64_t run(std::string_view sql, Args args = {}) = 0;  // rows changed
  virtual void each(std::string_view sql, Args args, const std::function<void(const Row&)>& row) = 0;

  std::optional<std::int64_t> integer(std::string_view sql, Args args = {});  // first column of the first row
  std::optional<std::string> text(std::string_view sql, Args args = {});
  bool any(std::string_view sql, Args args = {});
  // INSERT … RETURNING id
  std::int64_t insert(std::string_view sql, Args args);
};

enum class OpenMode { read_write, read_only };
// url: "sqlite:/path/huiyin.db" or a bare path.
Result<std::unique_ptr<Database>> open_database(const std::string& url, OpenMode mode);

// What was erased is also to leave the engine's write-ahead log: by a connection of its own, any thread but
// the store's. False while somebody still reads what was before; try again later.
Result<bool> forget_log(const std::string& url);

// Numbered, forward only, each in its own transaction. A ledger newer than this program is refused.
Result<int> migrate(Database& db);
int newest_schema();

}  // namespace huiyin
