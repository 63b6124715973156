// Who asks: by a token ("Authorization: Bearer …") or by the session of a browser (a cookie). Cookies, CSRF
// tokens and how long a session lives. Web thread reads; what is seen is written through the store.
#pragma once
#include <optional>
#include <string>

#include "daemon/api/routes.h"
#include "daemon/store/store.h"

namespace huiyin {

struct SessionRules {
  Millis idle{30 * 60'000};          // a session ends when nothing came for so long
  Millis longest{12LL * 3'600'000};  // and at the latest so long after signing in
};

struct Known {
  std::optional<Visitor> visitor;  // none: nobody
  std::string refused;             // a code of the catalogue: somebody, but not so ("csrf")
};
// What is found stale by a minute is to be told to `seen`.
struct SeenNow {
  std::string session_hash, token_id;  // either may be empty
};
Known who_asks(Database& reader, const HttpRequest& request, const SessionRules& rules, TimePoint now,
               SeenNow* seen);

// A TLS proxy in front says so: cookies are then __Host- ones and Secure.
bool over_tls(const HttpRequest& request);
std::string session_cookie_name(bool tls);
// The value of a cookie, or "".
std::string cookie_of(const HttpRequest& request, std::string_view name);
// "name=value; Path=…; HttpOnly; SameSite=Strict[; Secure]"; max_age 0: to be removed.
std::string set_cookie(bool tls, std::string_view name, std::string_view value, std::int64_t max_age);
// Of a session's secret; worthless without the cookie.
std::string csrf_of(std::string_view session_secret);
// False where the browser says that another site made the request, or the token is not the session's.
bool is_same_site(const HttpRequest& request, std::string_view session_secret);

}  // namespace huiyin
