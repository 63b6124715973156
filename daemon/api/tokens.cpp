#include "daemon/api/tokens.h"

#include <unistd.h>

#include "daemon/base/bytes.h"
#include "daemon/base/log.h"
#include "daemon/base/text.h"
#include "daemon/io/system.h"
#include "daemon/store/tokens.h"
#include "daemon/store/users.h"

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
    add_token(db, {uuid7(to_ms(now)), "ctl", Role::admin}, sha256(token), now);
    return true;
  });
  if (!added) return tl::unexpected<Error>(added.error());
  return {};
}

Result<void> ensure_setup_code(Store& store, const std::string& file, TimePoint now) {
  const auto admins =
      store.write_now<bool>([](Database& db) -> Result<bool> { return active_admins(db) > 0; });
  if (!admins) return tl::unexpected<Error>(admins.error());
  if (*admins) {
    unlink(file.c_str());
    return {};
  }
  const std::string code = random_token(20);
  if (auto written = write_file_durably(file, code + "\n", 0600); !written) return written;
  const auto kept = store.write_now<bool>([&](Database& db) -> Result<bool> {
    remove_user_codes(db, 0, "invite");
    add_user_code(db, sha256(code), 0, "invite", std::nullopt);  // until it is used, or the next start
    return true;
  });
  if (!kept) return tl::unexpected<Error>(kept.error());
  log_warn("people.setup", "there is no administrator: the code to make one lies in the setup-code file",
           {{"file", file}, {"at", to_rfc3339(now)}});
  return {};
}

}  // namespace huiyin
