#include "daemon/api/tokens.h"

#include <unistd.h>

#include "daemon/base/bytes.h"
#include "daemon/base/text.h"
#include "daemon/io/system.h"
#include "daemon/store/tokens.h"

namespace huiyin {

Result<void> ensure_first_token(Store& store, const std::string& token_file, TimePoint now) {
  const auto known = store.write_now<bool>([](Database& db) -> Result<bool> { return any_token(db, "ctl"); });
  if (!known) return tl::unexpected<Error>(known.error());
  if (*known && access(token_file.c_str(), F_OK) == 0) return {};
  const std::string token = "hy_" + random_token(32);
  // The file first: a token in the ledger that nobody has would lock the office out.
  if (auto written = write_file_durably(token_file, token + "\n", 0600); !written) return written;
  const auto added = store.write_now<bool>([&](Database& db) -> Result<bool> {
    remove_tokens(db, "ctl");
    add_token(db, {uuid7(to_ms(now)), "ctl", Role::admin, std::nullopt}, sha256(token), now);
    return true;
  });
  if (!added) return tl::unexpected<Error>(added.error());
  return {};
}

std::optional<Visitor> visitor_of(Database& reader, const HttpRequest& request, TimePoint now) {
  const std::string header = request.header("authorization");
  constexpr std::string_view kBearer = "Bearer ";
  if (!starts_with(header, kBearer)) return std::nullopt;
  const auto token = find_token(reader, sha256(std::string_view(header).substr(kBearer.size())), now);
  if (!token) return std::nullopt;
  return Visitor{"token:" + token->name, token->role};
}

}  // namespace huiyin
