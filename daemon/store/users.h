// The people of the office, their sessions, and what stands for them: one-time codes, known browsers,
// failures. Secrets are hashed or sealed before they come here.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/store/commands.h"
#include "daemon/store/database.h"

namespace huiyin {

struct OfficeUser {
  std::int64_t id = 0;
  std::string name;     // "li": how they sign in, and "user:li" in history
  std::string display;  // "李芳"
  Role role = Role::viewer;
  std::string password;     // argon2id; empty: none set yet
  std::string totp_sealed;  // empty: no second factor
  bool totp_on = false;
  std::int64_t totp_step = 0;
  TimePoint created_at{};
  std::string created_by;
  std::optional<TimePoint> disabled_at;
  std::string actor() const { return "user:" + name; }
};
std::int64_t add_user(Database& db, const OfficeUser& u);
void save_user(Database& db, const OfficeUser& u);
std::optional<OfficeUser> find_user(Database& db, std::string_view name);
std::optional<OfficeUser> user_by_id(Database& db, std::int64_t id);
void each_user(Database& db, const std::function<void(const OfficeUser&)>& user);  // by name
std::int64_t active_admins(Database& db);                                          // with a password

// The person that an actor of history is or acts for: "li" for "user:li", and for a token that li made; empty
// where there is none.
std::string person_behind(Database& db, std::string_view actor);

// Maker and checker are two people: refuses a decider who is no person, and one who is, or whose token was,
// the maker.
Result<void> check_second_person(Database& db, std::string_view maker, std::string_view decider);

void add_user_code(Database& db, std::string_view hash, std::int64_t user_id, std::string_view kind,
                   std::optional<TimePoint> expires_at);
void remove_user_codes(Database& db, std::int64_t user_id, std::string_view kind);
// Uses it up. The user's id (0: the first administrator's), or nothing.
std::optional<std::int64_t> take_user_code(Database& db, std::string_view hash, std::string_view kind,
                                           TimePoint now);
bool knows_user_code(Database& db, std::string_view hash, std::string_view kind, TimePoint now);
std::int64_t count_user_codes(Database& db, std::int64_t user_id, std::string_view kind);

struct WebSession {
  std::string hash;
  std::int64_t user_id = 0;
  TimePoint created_at{}, seen_at{};
};
void add_session(Database& db, const WebSession& s);
std::optional<WebSession> find_session(Database& db, std::string_view hash);
void touch_session(Database& db, std::string_view hash, TimePoint now);
void remove_session(Database& db, std::string_view hash);
void remove_sessions_of(Database& db, std::int64_t user_id, std::string_view but_not = {});
void remove_sessions_seen_before(Database& db, TimePoint seen, TimePoint created);

void keep_device(Database& db, std::string_view hash, std::int64_t user_id, TimePoint now);
bool is_device_of(Database& db, std::string_view hash, std::int64_t user_id);
void remove_devices_of(Database& db, std::int64_t user_id);

struct SignInFailures {
  std::int64_t failures = 0;
  TimePoint last_at{};
};
SignInFailures sign_in_failures(Database& db, std::string_view who);
SignInFailures count_sign_in_failure(Database& db, std::string_view who, TimePoint now);
void forget_sign_in_failures(Database& db, std::string_view who);
void forget_sign_in_failures_before(Database& db, TimePoint before);

}  // namespace huiyin
