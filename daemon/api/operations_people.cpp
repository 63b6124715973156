#include "daemon/api/operation_parameters.h"

namespace huiyin {
namespace {

constexpr std::string_view kSignIn = R"({"type":"object","required":["name","password"],"properties":{
"name":{"type":"string","maxLength":40},"password":{"type":"string","maxLength":200},
"otp":{"type":"string","maxLength":40,"description":"the authenticator's code, or a recovery code"}},"additionalProperties":false})";
constexpr std::string_view kSetup = R"({"type":"object","required":["code","password"],"properties":{
"code":{"type":"string","maxLength":100,"description":"of user.create, user.reset, user.bootstrap or state.dir/setup-code"},
"password":{"type":"string","minLength":1,"maxLength":200},
"name":{"type":"string","maxLength":40,"description":"the first administrator's"},
"display":{"type":"string","maxLength":40}},"additionalProperties":false})";
constexpr std::string_view kNewPassword = R"({"type":"object","required":["old","new"],"properties":{
"old":{"type":"string","maxLength":200},"new":{"type":"string","minLength":1,"maxLength":200}},"additionalProperties":false})";
constexpr std::string_view kPassword =
    R"({"type":"object","required":["password"],"properties":{"password":{"type":"string","maxLength":200}},"additionalProperties":false})";
constexpr std::string_view kCode =
    R"({"type":"object","required":["otp"],"properties":{"otp":{"type":"string","maxLength":40}},"additionalProperties":false})";
constexpr std::string_view kNothing = R"({"type":"object","additionalProperties":false})";

constexpr std::string_view kJson = "application/json";

constexpr OperationRow kRows[] = {
    {"session.open",
     "POST",
     "/api/v1/session",
     Access::open,
     Role::viewer,
     "Sign in: {user, role, csrf, ends_at} and the session's cookie",
     {},
     kJson,
     kSignIn,
     "",
     "session.opened, session.paused: who"},
    {"session.read",
     "GET",
     "/api/v1/session",
     Access::token,
     Role::viewer,
     "Who am I, what may I, how long",
     {},
     kJson,
     "",
     "user whoami"},
    {"session.close",
     "DELETE",
     "/api/v1/session",
     Access::token,
     Role::viewer,
     "Sign out",
     {},
     kJson,
     kNothing,
     "",
     "session.closed: who"},
    {"setup",
     "POST",
     "/api/v1/setup",
     Access::open,
     Role::viewer,
     "Set a password with a one-time code; with the setup code also make the first administrator",
     {},
     kJson,
     kSetup,
     "",
     "user.password: who"},
    {"session.password",
     "POST",
     "/api/v1/session/password",
     Access::person,
     Role::viewer,
     "Change one's password; other sessions end",
     {},
     kJson,
     kNewPassword,
     "",
     "user.password: who"},
    {"session.second.begin",
     "POST",
     "/api/v1/session/second-factor",
     Access::person,
     Role::viewer,
     "A new secret for an authenticator (RFC 6238); counts once confirmed",
     {},
     kJson,
     kPassword},
    {"session.second.confirm",
     "POST",
     "/api/v1/session/second-factor/confirm",
     Access::person,
     Role::viewer,
     "Switch the second factor on; ten recovery codes, shown once",
     {},
     kJson,
     kCode,
     "",
     "user.second_factor: who"},
    {"session.second.remove",
     "POST",
     "/api/v1/session/second-factor/remove",
     Access::person,
     Role::viewer,
     "Switch it off",
     {},
     kJson,
     kPassword,
     "",
     "user.second_factor: who"},
    {"user.list",
     "GET",
     "/api/v1/users",
     Access::token,
     Role::admin,
     "The people of the office",
     {},
     kJson,
     "",
     "user list"},
    {"token.list",
     "GET",
     "/api/v1/tokens",
     Access::token,
     Role::viewer,
     "One's own API tokens; everybody's for an administrator",
     {},
     kJson,
     "",
     "token list"},
};

}  // namespace

std::span<const OperationRow> people_operations() {
  return kRows;
}

}  // namespace huiyin
