// How people sign in, without HTTP: passwords were held against their hash before; here, in one transaction,
// it is decided, counted and put on record. Failures are counted by name, and apart from that by browser for
// those that signed in before: so strangers who guess lock out neither the office nor the person.
#pragma once
#include <optional>
#include <string>

#include "daemon/people/vault.h"
#include "daemon/store/users.h"

namespace huiyin {

struct SignInEntry {  // what somebody typed
  std::string name, password, otp, device;
  bool tls = false;
};

struct SignInOutcome {
  std::string refused;  // a code of the catalogue of errors; empty: signed in
  std::string detail;
  std::int64_t retry_after = 0;  // seconds
  std::string secret, device;    // of the new session and browser
  OfficeUser user;
  TimePoint at{};
  bool tls = false;
};

// How long nobody may try after so many failures in a row: nothing up to four, then 2 s, doubled up to 15
// min.
Millis sign_in_pause(std::int64_t failures);
// As which the entry's failures are counted. known_device: it is a browser of this person.
std::string counted_as(const SignInEntry& e, bool known_device);
std::optional<SignInOutcome> sign_in_paused(Database& db, const std::string& who, TimePoint now);
// In a transaction. hash: what the password was held against; fitted: whether it did.
SignInOutcome decide_sign_in(Database& db, const Vault& vault, const SignInEntry& e, const std::string& hash,
                             bool fitted, TimePoint now);
// The code of the authenticator, or a recovery code, which is then gone.
bool takes_second_factor(Database& db, const Vault& vault, OfficeUser* user, const std::string& otp,
                         TimePoint now);
// Sets a password, hashed before, by a one-time code; the setup code makes the first administrator.
// -> {user, role}.
Result<std::string> set_up_by_code(Database& db, const std::string& code, const std::string& name,
                                   const std::string& display, const std::string& hash, TimePoint now);

}  // namespace huiyin
