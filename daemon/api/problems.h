// Problems (RFC 9457) of the one catalogue, config/errors.json: number, code, status, and title, cause and
// remedy in English and Chinese. huiyinctl, the console and docs/errors.md read the same file.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/io/http_server.h"

namespace huiyin {

struct Words {
  std::string en, zh;
};

struct CatalogueError {
  int number = 0;
  std::string code;  // "conflict"; the name of an Errc where that says it
  int status = 500;
  Words title, cause, remedy;
};
// As shipped; any thread. A broken catalogue ends the program at first use.
std::span<const CatalogueError> error_catalogue();
const CatalogueError* find_catalogue_error(std::string_view code);  // null: there is none

// instance is the request's path. A code that is not in the catalogue is told as "internal".
HttpResponse problem(std::string_view code, std::string_view detail, std::string_view instance);
HttpResponse problem(const Error& e, std::string_view instance);
// The same problem in the language that Accept-Language asks for.
void localize(HttpResponse* problem, std::string_view accept_language);
std::string catalogue_json();

}  // namespace huiyin
