// Result<T>: a value or an Error that names what went wrong, where, and what the reader can do.
#pragma once
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace huiyin {

// Numbered so that the API, the CLI and docs/errors can refer to one catalogue (config/errors.toml).
enum class Errc {
  bad_input = 1,  // the caller's data is malformed; `where` names the place
  not_found,      // the thing named does not exist
  conflict,       // the state forbids it (already started, already told with other content)
  forbidden,      // the role does not allow it
  unavailable,    // try again later: a bound was reached or a peer is away
  storage,        // the ledger could not be read or written
  internal,       // our bug
};

std::string_view name_of(Errc code);  // "bad_input", ...

struct Error {
  Errc code = Errc::internal;
  std::string what;   // one sentence, no personal data
  std::string where;  // "huiyin.toml:12:5", "/data/case_id", "line 17"; may be empty

  // "where: what", or "what" where no place is known.
  std::string text() const { return where.empty() ? what : where + ": " + what; }
};

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Errc code, std::string what, std::string where = {}) {
  return tl::unexpected<Error>(Error{code, std::move(what), std::move(where)});
}

}  // namespace huiyin
